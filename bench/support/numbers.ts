type Numbers = ReadonlyMap<string, number>;

/** How much a counter has grown. */
export const grown = (before: Numbers, after: Numbers, name: string): number =>
  (after.get(name) ?? 0) - (before.get(name) ?? 0);

/** The quantile of a histogram's growth, in its own unit: the upper end of the bucket in which it lies. */
export function quantile(before: Numbers, after: Numbers, name: string, share: number): number {
  const buckets = [...after.keys()].flatMap(key => {
    const edge = key.startsWith(`${name}_bucket{`) ? /le="([^"]+)"/.exec(key)?.[1] : undefined;
    return edge
      ? [{ edge: edge === '+Inf' ? Number.POSITIVE_INFINITY : Number(edge), count: grown(before, after, key) }]
      : [];
  });
  const wanted = share * grown(before, after, `${name}_count`);
  return buckets.sort((a, b) => a.edge - b.edge).find(({ count }) => count >= wanted)?.edge ?? Number.NaN;
}

/** Prints rows as a Markdown table. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
}

export const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

/** The value below which that share of the numbers lies. */
export const at = (numbers: readonly number[], share: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.ceil(numbers.length * share) - 1] ?? Number.NaN;
