import { cut } from './pattern.ts';

/** Whole private keys, and the rest of one of which a log shows only the end. */
export function withoutPrivateKeys(text: string): string {
  if (!/PRIVATE KEY|Private-Lines/i.test(text)) return text;
  const kept: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    const begins = keyBegins.exec(line);
    const ends = keyEnds.test(line);
    if (inside) inside = !ends || isBegunAgain(line);
    else if (begins) {
      kept.push(`${line.slice(0, begins.index)}${cut}`);
      inside = !ends || isBegunAgain(line);
    } else if (ends) {
      while (isKeyLine(kept.at(-1))) kept.pop();
      kept.push(withoutLastKeyWord(kept.pop() ?? ''), cut);
    } else kept.push(line);
  }
  return kept.join('\n');
}

const keyBegins = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|Private-Lines: \d/i;
const keyEnds = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY|^Private-MAC/i;

/** Whether another key begins on a line behind where one ends. */
const isBegunAgain = (line: string): boolean => {
  const upper = line.toUpperCase();
  return upper.lastIndexOf('BEGIN ') > upper.lastIndexOf('END ');
};

/** A line of a key alone, or behind what a log puts before each line. */
function isKeyLine(line: string | undefined): boolean {
  const words = line?.trim().split(/\s/) ?? [];
  const last = words.at(-1) ?? '';
  return /^[A-Za-z0-9+/=]+$/.test(last) && last.length >= (words.length > 1 ? 40 : 8);
}

/** What stands before the first line of such a rest stays. */
function withoutLastKeyWord(line: string): string {
  const at = line.lastIndexOf(' ') + 1;
  return isKeyLine(line.slice(at)) ? `${line.slice(0, at)}${cut}` : line;
}
