import { nameProblem, parseVmId, regionKey } from '../../azure/names.ts';
import type { Request } from '../../jobs/request/request.ts';

/** What a value came to: a part of the request, or one sentence on what is wrong with it and the way out. */
export type Reading =
  | { readonly is: 'read'; readonly part: Partial<Request> }
  | { readonly is: 'problem'; readonly says: string };

/** A value that was understood. */
export const read = (part: Partial<Request>): Reading => ({ is: 'read', part });
/** A value that was not. */
export const problem = (says: string): Reading => ({ is: 'problem', says });

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

/** Reads regions, in Azure's long or short names, each with its own number of copies where one is given: `westeurope:3`. */
export function regions(values: readonly string[]): Reading {
  const given = values.map(value => /^(?<name>.*?)\s*:\s*(?<count>[^:]*)$/.exec(value)?.groups ?? { name: value });
  const names = [...new Set(given.map(({ name = '' }) => regionKey(name)))];
  const counts = given.flatMap(({ name = '', count }) =>
    count === undefined ? [] : [[regionKey(name), /^\d{1,3}$/.test(count) ? Number(count) : 0] as const],
  );
  const odd = counts.find(([, count]) => count < 1 || count > 100);
  const bad = names.find(name => nameProblem('region', name));
  if (names.length === 0) return problem('regions has no value: write for example regions=westeurope,eastus.');
  if (bad !== undefined)
    return problem(
      `“${shown(bad)}” cannot be a region: it must be ${nameProblem('region', bad)}; number of copies: replicas=2, or regions=westeurope:2 for one region.`,
    );
  if (odd)
    return problem(`A region has 1 to 100 copies: write for example regions=${odd[0]}:3, or leave the number out.`);
  if (names.length > 50) return problem('At most 50 regions go into one version.');
  return read({ regions: names, ...(counts.length > 0 ? { replicasIn: Object.fromEntries(counts) } : {}) });
}

/** Regions as they are typed, each with its own number of copies where it has one. */
export const typedRegions = ({ regions = [], replicasIn = {} }: Partial<Request>): readonly string[] =>
  regions.map(name => (Object.hasOwn(replicasIn, name) ? `${name}:${replicasIn[name]}` : name));

/** Reads how many copies of a version go into each region. */
export function replicas([word = '']: readonly string[]): Reading {
  const count = /^\d{1,3}$/.test(word) ? Number(word) : 0;
  return count >= 1 && count <= 100
    ? read({ replicas: count })
    : problem(`“${shown(word)}” cannot be a number of replicas: write a whole number from 1 to 100.`);
}

/** Reads a day that has not come yet. */
export function endOfLife([day = '']: readonly string[], now: Date): Reading {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  if (!exists) return problem(`“${shown(day)}” is no date: write it as 2030-12-31.`);
  return time > now.getTime()
    ? read({ endOfLife: day })
    : problem(`${day} has passed already: an end of life must lie in the future.`);
}

/** Reads who may publish, as Azure is to look them up. */
export function publishers(values: readonly string[]): Reading {
  const names = [...new Set(values)];
  const bad = names.find(name => name.length > 200 || /[<>\p{Cc}]/u.test(name));
  if (bad !== undefined)
    return problem(
      `“${shown(bad)}” cannot be a publisher: write a mail address, a name, an object id or an application id, as Azure knows it.`,
    );
  if (names.length === 0) return problem('publishers has no value: write for example publishers=ann@contoso.com.');
  return names.length > 20 ? problem('At most 20 publishers go into one request.') : read({ publishers: names });
}
