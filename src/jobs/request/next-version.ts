import { nextPatch, parseVersion } from '../../azure/names.ts';

/** How a version is chosen that is not named by its number. */
export const versionWords = ['patch', 'minor', 'major', 'date'] as const;
export type VersionWord = (typeof versionWords)[number];

/** The word that a request's version is; a patch where it says nothing, null where it is a number of its own. */
export function wordOf(version: string | undefined): VersionWord | null {
  return version === undefined ? 'patch' : (versionWords.find(word => word === version) ?? null);
}

const int32Max = 2 ** 31 - 1;

/**
 * The version that comes after those given: the highest with one of its numbers raised, or 1.YYYYMMDD.N of today's date (UTC),
 * N counting from 0. Null when that number is at its end.
 */
export function nextVersion(word: VersionWord, versions: readonly string[], now: Date): string | null {
  const parsed = versions.flatMap(version => {
    const numbers = parseVersion(version);
    return numbers ? [numbers] : [];
  });
  if (word === 'date') {
    const today = Number(now.toISOString().slice(0, 10).replaceAll('-', ''));
    const counts = parsed.filter(([major, minor]) => major === 1 && minor === today).map(([, , count]) => count);
    return unlessOver([1, today, Math.max(-1, ...counts) + 1]);
  }
  const highest = parsed.sort((a, b) => -byNumber(a, b))[0];
  if (!highest || word === 'patch') return nextPatch(versions);
  const [major, minor] = highest;
  return unlessOver(word === 'minor' ? [major, minor + 1, 0] : [major + 1, 0, 0]);
}

/** Whether a version comes before another; each is three numbers. */
export function comesBefore(a: string, b: string): boolean {
  const [first, second] = [parseVersion(a), parseVersion(b)];
  return first !== null && second !== null && byNumber(first, second) < 0;
}

type Numbers = readonly [number, number, number];

const byNumber = (a: Numbers, b: Numbers): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
const unlessOver = (numbers: Numbers): string | null => (Math.max(...numbers) > int32Max ? null : numbers.join('.'));
