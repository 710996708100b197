import { foldCase } from '../../azure/names.ts';

/**
 * Whether a value is as a pattern says, from its beginning to its end and whatever the case of its letters: `*` stands for any letters, `?` for one.
 * Takes at most as many steps as the value times the pattern has letters: only the last `*` is ever tried anew.
 */
export function matchesGlob(pattern: string, value: string): boolean {
  const [wanted, given] = [lettersOf(pattern), lettersOf(value)];
  let [at, from] = [0, 0];
  let star: { readonly at: number; readonly from: number } | null = null;
  while (from < given.length) {
    if (wanted[at] === '*') {
      star = { at, from };
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[from])) {
      at += 1;
      from += 1;
    } else if (star) {
      star = { at: star.at, from: star.from + 1 };
      at = star.at + 1;
      from = star.from;
    } else return false;
  }
  return wanted.slice(at).every(letter => letter === '*');
}

const lettersOf = (text: string): readonly string[] => Array.from(foldCase(text));
