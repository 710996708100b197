import type { Part } from './part.ts';

interface Line extends Part {
  readonly text: string;
}

/** Whole private keys, the beginning of one whose end is missing, the end of one whose beginning is, and what can only be the middle of one. */
export function* privateKeys(text: string): Iterable<Part> {
  const lines = linesOf(text);
  if (/PRIVATE KEY|Private-Lines/i.test(text)) yield* marked(lines);
  yield* unmarked(lines);
}

const begins = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|Private-Lines: \d/i;
const ends = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{0,5}|^Private-MAC.*/i;

function* marked(lines: readonly Line[]): Iterable<Part> {
  let from: number | null = null;
  for (const [index, line] of lines.entries()) {
    const begin = begins.exec(line.text);
    if (from === null && begin) from = line.from + begin.index;
    const end = lastOf(line.text, ends);
    if (!end) continue;
    if (from === null) yield* before(lines, index, line.from + end.to);
    else yield { from, to: line.from + end.to };
    from = begins.test(line.text.slice(end.to)) ? line.from + end.to : null;
  }
  if (from !== null) yield { from, to: lines.at(-1)?.to ?? from };
}

/** The lines of a key before its end, and the last word of the line before them, on which it begins. */
function* before(lines: readonly Line[], end: number, to: number): Iterable<Part> {
  let first = end;
  while (isKeyLine(lines[first - 1]?.text)) first -= 1;
  const above = lines[first - 1];
  const word = above?.text.slice(above.text.lastIndexOf(' ') + 1);
  if (above && word && isKeyLine(word)) yield { from: above.to - word.length, to: above.to };
  yield { from: lines[first]?.from ?? to, to };
}

/** Two full lines of base64 or more: nobody can tell what they are. */
function* unmarked(lines: readonly Line[]): Iterable<Part> {
  let full: Line[] = [];
  for (const line of lines) {
    if (/^\s*[A-Za-z0-9+/]{64,76}\s*$/.test(line.text) && /[G-Zg-z+/]/.test(line.text)) full.push(line);
    else {
      const last = /^\s*[A-Za-z0-9+/]{1,75}={0,2}\s*$/.test(line.text) ? line : full.at(-1);
      if (full.length > 1) yield { from: full[0]?.from ?? 0, to: last?.to ?? 0 };
      full = [];
    }
  }
  if (full.length > 1) yield { from: full[0]?.from ?? 0, to: full.at(-1)?.to ?? 0 };
}

/** A line of a key alone, or behind what a log puts before each line. */
function isKeyLine(line: string | undefined): boolean {
  const words = line?.trim().split(/\s/) ?? [];
  const last = words.at(-1) ?? '';
  return /^[A-Za-z0-9+/=]+$/.test(last) && last.length >= (words.length > 1 ? 40 : 8);
}

function linesOf(text: string): readonly Line[] {
  let from = 0;
  return text.split('\n').map(line => {
    const at = from;
    from += line.length + 1;
    return { text: line, from: at, to: at + line.length };
  });
}

function lastOf(text: string, pattern: RegExp): Part | null {
  const last = [...text.matchAll(new RegExp(pattern, 'gi'))].at(-1);
  return last ? { from: last.index, to: last.index + last[0].length } : null;
}
