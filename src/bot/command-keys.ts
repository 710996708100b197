import { type NameKind, nameProblem, parseVersion, parseVmId, regionKey } from '../azure/names.ts';
import { wordOf } from '../jobs/next-version.ts';
import { checkLevels, consistencies, modes, type Request, storageTypes } from '../jobs/request.ts';

/** What a value came to: a part of the request, or one sentence on what is wrong with it and the way out. */
export type Reading =
  | { readonly is: 'read'; readonly part: Partial<Request> }
  | { readonly is: 'problem'; readonly says: string };

/** A `key=value` of a capture: how it is shown in the help, and how it is read. `many` allows commas. */
export interface CommandKey {
  readonly example: string;
  readonly says: string;
  readonly many?: true;
  readonly read: (values: readonly string[], now: Date) => Reading;
}

const read = (part: Partial<Request>): Reading => ({ is: 'read', part });
const problem = (says: string): Reading => ({ is: 'problem', says });

const named =
  (kind: NameKind, what: string, part: (name: string) => Partial<Request>): CommandKey['read'] =>
  ([name = '']) => {
    const rule = nameProblem(kind, name);
    return rule ? problem(`“${shown(name)}” cannot be ${what}: it must be ${rule}.`) : read(part(name));
  };

const oneOf =
  <T>(key: string, choices: Readonly<Record<string, T>>, part: (choice: T) => Partial<Request>): CommandKey['read'] =>
  ([word = '']) => {
    const choice = Object.entries(choices).find(([name]) => name.toLowerCase() === word.toLowerCase());
    const names = Object.keys(choices);
    return choice
      ? read(part(choice[1]))
      : problem(`“${shown(word)}” is no choice for ${key}: take ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`);
  };

/** The keys of a capture, in the order in which the help shows them. */
export const commandKeys = {
  gallery: {
    example: 'golden',
    says: 'the gallery; a new one is made when there is none of that name',
    read: named('gallery', 'a gallery', gallery => ({ gallery })),
  },
  definition: {
    example: 'web',
    says: 'the image definition; a new one is made to fit the VM',
    read: named('definition', 'an image definition', definition => ({ definition })),
  },
  version: {
    example: '1.2.0',
    says: 'three numbers, or the next patch (when left out), minor, major or date (1.YYYYMMDD.N)',
    read: ([version = '']) =>
      parseVersion(version) || wordOf(version.toLowerCase())
        ? read({ version: version.toLowerCase() })
        : problem(
            `“${shown(version)}” cannot be a version: write three numbers with dots between, such as 1.2.0, or patch, minor, major or date, or leave it out.`,
          ),
  },
  regions: {
    example: 'westeurope,eastus',
    says: "where to replicate, besides the VM's region",
    many: true,
    read: regions,
  },
  replicas: { example: '2', says: 'copies in each region, 1 to 100', read: replicas },
  storage: {
    example: 'Standard_ZRS',
    says: storageTypes.join(', '),
    read: oneOf('storage', Object.fromEntries(storageTypes.map(type => [type, type])), storage => ({ storage })),
  },
  replication: {
    example: 'shallow',
    says: 'full or shallow (quick, for tests only)',
    read: oneOf('replication', { full: 'Full', shallow: 'Shallow' } as const, replication => ({ replication })),
  },
  'exclude-from-latest': {
    example: 'yes',
    says: 'keep this version from being “latest”',
    read: oneOf('exclude-from-latest', { yes: true, no: false }, excludeFromLatest => ({ excludeFromLatest })),
  },
  'end-of-life': { example: '2030-12-31', says: 'the day after which it should not be used', read: endOfLife },
  publishers: {
    example: 'ann@contoso.com',
    says: 'who may publish: mail addresses, names, object or application ids',
    many: true,
    read: publishers,
  },
  role: {
    example: '"Compute Gallery Image Reader"',
    says: 'what publishers get on the gallery',
    read: ([role = '']) =>
      /^[^<>\p{Cc}]{1,200}$/u.test(role)
        ? read({ role })
        : problem(
            'A role is named as in Azure, by at most 200 characters without < and >: put it in quotes when it has blanks.',
          ),
  },
  guest: {
    example: 'manual',
    says: 'auto, or manual when a person runs the command in the VM',
    read: oneOf('guest', { auto: 'auto', manual: 'manual' } as const, guest => ({ guest })),
  },
  mode: {
    example: 'in-place',
    says: 'clone (a copy becomes the image) or in-place (the VM itself does, and is spent)',
    read: oneOf('mode', Object.fromEntries(modes.map(mode => [mode, mode])), mode => ({ mode })),
  },
  consistency: {
    example: 'stop',
    says: 'how the copy is taken: crash (running), stop (stopped for it), restore-point (all disks at once)',
    read: oneOf('consistency', Object.fromEntries(consistencies.map(way => [way, way])), consistency => ({
      consistency,
    })),
  },
  checks: {
    example: 'strict',
    says: 'what the readiness check in the guest leads to: strict (nothing goes on), warn, off',
    read: oneOf('checks', Object.fromEntries(checkLevels.map(level => [level, level])), checks => ({ checks })),
  },
  'replace-failed': {
    example: 'yes',
    says: 'delete a failed version of that number first; nothing but a failed one is ever deleted',
    read: oneOf('replace-failed', { yes: true, no: false }, replaceFailed => ({ replaceFailed })),
  },
  queue: {
    example: 'yes',
    says: 'wait in line when another capture has the VM or the version',
    read: oneOf('queue', { yes: true, no: false }, queue => ({ queue })),
  },
  subscription: {
    example: '<id>',
    says: 'the subscription of the VM',
    read: named('subscription', 'a subscription', subscription => ({ subscription })),
  },
  group: {
    example: 'rg-web',
    says: 'the resource group of the VM',
    read: named('resourceGroup', 'a resource group', resourceGroup => ({ resourceGroup })),
  },
  'gallery-group': {
    example: 'rg-images',
    says: 'the resource group of the gallery',
    read: named('resourceGroup', 'a resource group', galleryResourceGroup => ({ galleryResourceGroup })),
  },
} as const satisfies Readonly<Record<string, CommandKey>>;

/** Reads which VM is meant: a name, `group/name` or a resource id. */
export function readVm(text: string): Reading {
  const ref = parseVmId(text);
  const parts = text.split('/');
  const [group, name] = ref ? [ref.resourceGroup, ref.name] : parts.length === 2 ? parts : [null, text];
  const problems = [
    name !== undefined && nameProblem('vm', name),
    group !== null && group !== undefined && nameProblem('resourceGroup', group),
    ref && nameProblem('subscription', ref.subscriptionId),
  ].filter(says => typeof says === 'string');
  if (problems.length === 0) return read({ vm: text });
  return problem(
    `“${shown(text)}” cannot be a VM: write its name, group/name, or its whole resource id; a name is ${problems[0]}.`,
  );
}

/** A value as it is quoted in a sentence: short, on one line. */
export const shown = (value: string): string => (value.length > 80 ? `${value.slice(0, 79)}…` : value);

function regions(values: readonly string[]): Reading {
  const names = [...new Set(values.map(regionKey))];
  const bad = names.find(name => nameProblem('region', name));
  if (names.length === 0) return problem('regions has no value: write for example regions=westeurope,eastus.');
  if (bad !== undefined)
    return problem(
      `“${shown(bad)}” cannot be a region: it must be ${nameProblem('region', bad)}; number of copies: replicas=2.`,
    );
  return names.length > 50 ? problem('At most 50 regions go into one version.') : read({ regions: names });
}

function replicas([word = '']: readonly string[]): Reading {
  const count = /^\d{1,3}$/.test(word) ? Number(word) : 0;
  return count >= 1 && count <= 100
    ? read({ replicas: count })
    : problem(`“${shown(word)}” cannot be a number of replicas: write a whole number from 1 to 100.`);
}

function endOfLife([day = '']: readonly string[], now: Date): Reading {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  if (!exists) return problem(`“${shown(day)}” is no date: write it as 2030-12-31.`);
  return time > now.getTime()
    ? read({ endOfLife: day })
    : problem(`${day} has passed already: an end of life must lie in the future.`);
}

function publishers(values: readonly string[]): Reading {
  const names = [...new Set(values)];
  const bad = names.find(name => name.length > 200 || /[<>\p{Cc}]/u.test(name));
  if (bad !== undefined)
    return problem(
      `“${shown(bad)}” cannot be a publisher: write a mail address, a name, an object id or an application id, as Azure knows it.`,
    );
  if (names.length === 0) return problem('publishers has no value: write for example publishers=ann@contoso.com.');
  return names.length > 20 ? problem('At most 20 publishers go into one request.') : read({ publishers: names });
}
