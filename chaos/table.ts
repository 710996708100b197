import type { SeedResult } from './seed.ts';

/** What a campaign comes to: how much was run, what went wrong on purpose, how the captures ended, and what must not have been. */
export function tableOf(results: readonly SeedResult[], { ms }: { ms: number }): string {
  const sum = (of: (result: SeedResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const rows: [string, string][] = [
    ['seeds', String(results.length)],
    ['captures', String(sum(({ captures }) => captures))],
    ['writes to Azure', String(sum(({ writes }) => writes))],
    ['processes started again', String(sum(({ starts }) => starts))],
    ['seconds a seed', (sum(one => one.ms) / Math.max(1, results.length) / 1000).toFixed(1)],
    ['minutes of this run', (ms / 60_000).toFixed(1)],
    ...tally(results.flatMap(({ sorts }) => sorts)).map(([sort, count]): [string, string] => [
      `fault: ${sort}`,
      String(count),
    ]),
    ...tally(
      results.flatMap(({ ends }) =>
        Object.entries(ends).flatMap(([end, count]) => Array.from({ length: count }, () => end)),
      ),
    ).map(([end, count]): [string, string] => [`ended: ${end}`, String(count)]),
    ...tally(results.flatMap(({ violations }) => violations.map(({ oracle }) => oracle))).map(
      ([oracle, count]): [string, string] => [`VIOLATED: ${oracle}`, String(count)],
    ),
    ['violations', String(sum(({ violations }) => violations.length))],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function tally(words: readonly string[]): [string, number][] {
  return [...Map.groupBy(words, word => word)]
    .map(([word, all]): [string, number] => [word, all.length])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
