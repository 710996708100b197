import { wordOf } from '../../jobs/request/next-version.ts';
import { type Request, requestSchema } from '../../jobs/request/request.ts';
import { type Reading, readVm, shown } from './key-readers.ts';
import { type CommandKey, commandKeys } from './keys.ts';
import { withWholeRegions } from './regions.ts';
import { nearest, type Word } from './tokenizer.ts';

/** What words ask for, as far as they say it; a sentence for each that is wrong. */
export interface ParsedRequest {
  readonly request: Partial<Request>;
  readonly problems: readonly string[];
}

/** Reads a VM, which may be left out, and `key=value` pairs. */
export function readWanted(typed: readonly Word[], now: Date): ParsedRequest {
  const words = withWholeRegions(typed);
  const problems: string[] = [];
  const [vm, ...extra] = words.filter(word => word.is === 'word');
  let request: Partial<Request> = {};
  const take = (reading: Reading) => {
    if (reading.is === 'problem') problems.push(reading.says);
    else request = { ...request, ...reading.part };
  };
  if (words.some(word => word.loose)) problems.push('A quotation mark has no fellow: close it or leave it out.');
  if (vm) take(readVm(vm.text));
  if (extra.length > 0)
    problems.push(
      `I do not know what to do with “${shown(extra.map(word => word.text).join(' '))}”: one VM goes into a capture, and all the rest is key=value.`,
    );
  const seen = new Set<string>();
  for (const { key, values } of words.filter(word => word.is === 'pair')) {
    take(
      seen.has(key)
        ? { is: 'problem', says: `${key} is given more than once: leave one.` }
        : readPair(key, values, now),
    );
    seen.add(key);
  }
  if (vm?.text.includes('/') && request.resourceGroup && request.vm)
    problems.push('The resource group of the VM is given twice: leave out group= or what is before the slash.');
  return { request, problems };
}

/** Reads a request: it must say which VM is meant. */
export function readRequest(
  words: readonly Word[],
  now: Date,
): { readonly request: Request } | { readonly problems: readonly string[] } {
  const { request, problems } = readWanted(words, now);
  const isNamed = words.some(({ is }) => is === 'word');
  const missing = isNamed ? [] : ['Which VM? Name it first: its name, group/name or resource id.'];
  const all = [...missing, ...problems, ...conflictsIn(request)];
  return all.length > 0 ? { problems: all } : { request: requestSchema.parse(request) };
}

/** What in a request does not go together. */
export const conflictsIn = ({ replaceFailed, version }: Partial<Request>): readonly string[] =>
  replaceFailed && wordOf(version)
    ? ['replace-failed is about one version: write which, such as version=1.0.2 replace-failed=yes.']
    : [];

/** Reads the values of one key. */
export function readPair(key: string, values: readonly string[], now: Date): Reading {
  if (!isKey(key)) return { is: 'problem', says: unknownKey(key) };
  const { example, read, many }: CommandKey = commandKeys[key];
  if (values.length === 0) return { is: 'problem', says: `${key} has no value: write for example ${key}=${example}.` };
  if (values.length > 1 && !many)
    return { is: 'problem', says: `${key} takes one value: write for example ${key}=${example}.` };
  return read(values, now);
}

/** A request as it would be typed. */
export const writeRequest = ({ vm, ...rest }: Partial<Request>): string =>
  [...(vm ? [vm] : []), ...writePairs(rest)].join(' ');

/** Whether a request has what this key is for. */
export const isWritten = (key: string, request: Partial<Request>): boolean =>
  key === 'vm' ? request.vm !== undefined : isKey(key) && commandKeys[key].write(request).length > 0;

function writePairs(request: Partial<Request>): readonly string[] {
  return Object.entries<CommandKey>(commandKeys).flatMap(([key, { write }]) => {
    const values = write(request);
    return values.length > 0 ? [`${key}=${values.map(quoted).join(',')}`] : [];
  });
}

/** Quotes hold together what blanks, commas and an equals sign would part. */
function quoted(value: string): string {
  if (!/[\s,="']/.test(value)) return value;
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

function unknownKey(key: string): string {
  const meant = nearest(key, Object.keys(commandKeys));
  return `I do not know the key “${shown(key)}”: ${meant ? `did you mean ${meant}?` : 'help shows those I know.'}`;
}

const isKey = (key: string): key is keyof typeof commandKeys => Object.hasOwn(commandKeys, key);
