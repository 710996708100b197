/** A part of a text, from its first letter to the one behind its last. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** Finds the parts of a text that hold a secret. Its work grows with the text and no faster. */
export type Finder = (text: string) => Iterable<Part>;

/** Finds what a pattern finds, without the first group where there is one; `holds` has the last word. */
export const findBy = (pattern: RegExp, holds: (match: RegExpExecArray) => boolean = () => true): Finder =>
  function* (text) {
    for (const match of text.matchAll(pattern))
      if (holds(match)) yield { from: match.index + (match[1]?.length ?? 0), to: match.index + match[0].length };
  };

/** A text with a mark in place of each of its parts; parts that touch share one. */
export function withoutParts(text: string, parts: readonly Part[], mark: string): string {
  const kept: string[] = [];
  let reached = 0;
  let open = false;
  for (const { from, to } of parts.filter(part => part.to > part.from).toSorted((a, b) => a.from - b.from)) {
    if (!open || from > reached) kept.push(text.slice(reached, from), mark);
    open = true;
    reached = Math.max(reached, to);
  }
  return [...kept, text.slice(reached)].join('');
}
