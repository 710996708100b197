import { type NameKind, nameProblem, parseVersion } from '../../azure/names.ts';
import { wordOf } from '../../jobs/request/next-version.ts';
import { checkLevels, consistencies, modes, type Request, storageTypes } from '../../jobs/request/request.ts';
import {
  endOfLife,
  problem,
  publishers,
  type Reading,
  read,
  regions,
  replicas,
  shown,
  typedRegions,
} from './key-readers.ts';

/** A `key=value` of a capture: how it is shown in the help, and how it is read and written. `many` allows commas. */
export interface CommandKey {
  readonly example: string;
  readonly says: string;
  readonly many?: true;
  readonly read: (values: readonly string[], now: Date) => Reading;
  /** What would be typed for it; nothing where the request leaves it out. */
  readonly write: (request: Partial<Request>) => readonly string[];
}

type ReadAndWrite = Pick<CommandKey, 'read' | 'write'>;
type Named = 'gallery' | 'definition' | 'subscription' | 'resourceGroup' | 'galleryResourceGroup';

const named = (kind: NameKind, what: string, field: Named): ReadAndWrite => ({
  read: ([name = '']) => {
    const rule = nameProblem(kind, name);
    return rule ? problem(`“${shown(name)}” cannot be ${what}: it must be ${rule}.`) : read({ [field]: name });
  },
  write: request => given(request[field]),
});

const given = (value: string | number | undefined): readonly string[] => (value === undefined ? [] : [String(value)]);

const oneOf = <K extends keyof Request>(
  key: string,
  field: K,
  choices: Readonly<Record<string, Request[K]>>,
): ReadAndWrite => ({
  read: ([word = '']) => {
    const choice = Object.entries(choices).find(([name]) => name.toLowerCase() === word.toLowerCase());
    const names = Object.keys(choices);
    return choice
      ? read({ [field]: choice[1] })
      : problem(`“${shown(word)}” is no choice for ${key}: take ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`);
  },
  write: request =>
    Object.entries(choices)
      .filter(([, value]) => request[field] !== undefined && request[field] === value)
      .map(([name]) => name),
});

const byName = <T extends string>(names: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map(name => [name, name]));

/** The keys of a capture, in the order in which the help shows them. */
export const commandKeys = {
  gallery: {
    example: 'golden',
    says: 'the gallery; a new one is made when there is none of that name',
    ...named('gallery', 'a gallery', 'gallery'),
  },
  definition: {
    example: 'web',
    says: 'the image definition; a new one is made to fit the VM',
    ...named('definition', 'an image definition', 'definition'),
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
    write: ({ version }) => given(version),
  },
  regions: {
    example: 'westeurope,eastus:2',
    says: "where to replicate, besides the VM's region; with a number, so many copies there",
    many: true,
    read: regions,
    write: typedRegions,
  },
  replicas: {
    example: '2',
    says: 'copies in each region, 1 to 100',
    read: replicas,
    write: ({ replicas }) => given(replicas),
  },
  storage: {
    example: 'Standard_ZRS',
    says: storageTypes.join(', '),
    ...oneOf('storage', 'storage', byName(storageTypes)),
  },
  replication: {
    example: 'shallow',
    says: 'full or shallow (quick, for tests only)',
    ...oneOf('replication', 'replication', { full: 'Full', shallow: 'Shallow' }),
  },
  'exclude-from-latest': {
    example: 'yes',
    says: 'keep this version from being “latest”',
    ...oneOf('exclude-from-latest', 'excludeFromLatest', { yes: true, no: false }),
  },
  'end-of-life': {
    example: '2030-12-31',
    says: 'the day after which it should not be used',
    read: endOfLife,
    write: ({ endOfLife }) => given(endOfLife),
  },
  publishers: {
    example: 'ann@contoso.com',
    says: 'who may publish: mail addresses, names, object or application ids',
    many: true,
    read: publishers,
    write: ({ publishers = [] }) => publishers,
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
    write: ({ role }) => given(role),
  },
  guest: {
    example: 'manual',
    says: 'auto, or manual when a person runs the command in the VM',
    ...oneOf('guest', 'guest', { auto: 'auto', manual: 'manual' }),
  },
  mode: {
    example: 'in-place',
    says: 'clone (a copy becomes the image) or in-place (the VM itself does, and is spent)',
    ...oneOf('mode', 'mode', byName(modes)),
  },
  consistency: {
    example: 'stop',
    says: 'how the copy is taken: crash (running), stop (stopped for it), restore-point (all disks at once)',
    ...oneOf('consistency', 'consistency', byName(consistencies)),
  },
  checks: {
    example: 'strict',
    says: 'what the readiness check in the guest leads to: strict (nothing goes on), warn, off',
    ...oneOf('checks', 'checks', byName(checkLevels)),
  },
  'replace-failed': {
    example: 'yes',
    says: 'delete a failed version of that number first; nothing but a failed one is ever deleted',
    ...oneOf('replace-failed', 'replaceFailed', { yes: true, no: false }),
  },
  queue: {
    example: 'yes',
    says: 'wait in line when another capture has the VM or the version',
    ...oneOf('queue', 'queue', { yes: true, no: false }),
  },
  subscription: {
    example: '<id>',
    says: 'the subscription of the VM',
    ...named('subscription', 'a subscription', 'subscription'),
  },
  group: {
    example: 'rg-web',
    says: 'the resource group of the VM',
    ...named('resourceGroup', 'a resource group', 'resourceGroup'),
  },
  'gallery-group': {
    example: 'rg-images',
    says: 'the resource group of the gallery',
    ...named('resourceGroup', 'a resource group', 'galleryResourceGroup'),
  },
} as const satisfies Readonly<Record<string, CommandKey>>;
