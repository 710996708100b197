import type { Part } from './part.ts';

/** A word of a command line, without its quotes. */
export interface Word extends Part {
  readonly text: string;
}

const most = { words: 40, letters: 1_000 } as const;

const word = /[\s,]*(?:((?:"(?:[^"\\\n]|\\[^\n])*"?|'[^'\n]*'?|\\[^\n]|[^\s"'\\])+))/y;

/** The words of a command from a place on: to the end of its line, of the command, or of what anybody types. */
export function wordsFrom(text: string, at: number): readonly Word[] {
  const words: Word[] = [];
  const line = lineFrom(text, at);
  word.lastIndex = 0;
  while (words.length < most.words) {
    const match = word.exec(line);
    if (!match) break;
    const found = (match[1] ?? '').replace(/[,\]]+$/, '');
    if (/^(?:\|\|?|&&?|;|>>?|<)$/.test(found)) break;
    const from = at + word.lastIndex - (match[1] ?? '').length;
    words.push(bare(found, from));
    if (/;$/.test(found) && !/^["']/.test(found)) break;
  }
  return words;
}

/** A command goes on behind a break of the line that is escaped. */
function lineFrom(text: string, at: number): string {
  const near = text.slice(at, at + most.letters);
  const end = near.search(/(?<![\\`^])\n/);
  return (end < 0 ? near : near.slice(0, end)).replace(/[\\`^]\n/g, '  ');
}

function bare(found: string, from: number): Word {
  const open = /^[[(]?["']/.exec(found)?.[0].length ?? 0;
  const close = open > 0 && found.length > open && found.endsWith(found[open - 1] ?? '') ? 1 : 0;
  const text = found.slice(open, found.length - close);
  return { text, from: from + open, to: from + open + text.length };
}
