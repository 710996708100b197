import { bare, sentence } from './bare-value.ts';
import { isCredential } from './names.ts';
import type { Part } from './part.ts';
import { matchedAt, type Place, valued } from './place.ts';

const most = 4_000;

/** The value that begins at a place, without its quotes; null where none does, or where it is only a word about one. */
export function valueAt(place: Place): Part | null {
  const { text, at } = place;
  const blanks = /[ \t]{0,40}/y;
  blanks.lastIndex = at;
  blanks.test(text);
  const from = Math.max(at, blanks.lastIndex);
  if (/[|>][-+\d]{0,2}[ \t]{0,40}\n[ \t]/y.test(text.slice(from, from + 50))) return block(text, from);
  if (text[from] === '\n') return onNextLine(place, from);
  if (/[\\`^]\n/y.test(text.slice(from, from + 2))) return onNextLine(place, from + 1);
  const inQuotes = quoted(text, from);
  if (inQuotes) return isMeant(place, inQuotes) ? inQuotes : null;
  return bracketed(text, from) ?? bare(place, from);
}

/** In a sentence a quoted word behind “token” or “secret” may be any. */
const isMeant = ({ text, meaning, bound }: Place, { from, to }: Part): boolean =>
  meaning === 'secret' || bound || (to - from >= 6 && isCredential(text.slice(from, Math.min(to, from + 200))));

/** A value in quotes: to the one that ends it, on this line or the next one, or to the end of the line. */
function quoted(text: string, from: number): Part | null {
  const open = matchedAt(text, from, /(?:[bBrRfFuU@$]{1,2}|\[\s?)?(?:\\{1,7}["']|""|["'`])/y);
  if (!open) return null;
  const start = from + open.length;
  const quote = open.at(-1) ?? '"';
  const slashes = /\\+/.exec(open)?.[0] ?? '';
  const end = slashes ? escapedEnd(text, start, `${slashes}${quote}`) : plainEnd(text, start, quote);
  return end > start ? valued(text, start, end) : { from: start, to: start };
}

const plain = {
  '"': /(?:[^"\\\n]|\\[^\n]|""(?!["\s,;:)}\]]))*/y,
  "'": /(?:[^'\\\n]|\\[^\n]|''(?=[^\s,;:)}\]']))*/y,
  '`': /(?:[^`\\\n]|\\[^\n])*/y,
} as const;

const isQuote = (sign: string): sign is keyof typeof plain => sign in plain;

function plainEnd(text: string, start: number, quote: string): number {
  if (!isQuote(quote)) return start;
  const line = start + (matchedAt(text, start, plain[quote])?.length ?? 0);
  if (text[line] !== '\n') return line;
  const next = line + 1 + (matchedAt(text, line + 1, plain[quote])?.length ?? 0);
  return text[next] === quote && next - line < 200 && !/["'`]\s{0,3}[:=]/.test(text.slice(next, next + 5))
    ? next
    : line;
}

function escapedEnd(text: string, start: number, closing: string): number {
  const line = text.indexOf('\n', start);
  const last = line < 0 ? text.length : line;
  for (let at = text.indexOf(closing, start); at >= 0 && at < last; at = text.indexOf(closing, at + 1))
    if (text[at - 1] !== '\\') return at;
  return last;
}

/** A value that ends by itself: an object, a list, the braces of a connection string. */
function bracketed(text: string, from: number): Part | null {
  const sign = text[from];
  if (sign !== '{' && sign !== '[' && sign !== '(') return null;
  const inner = text.slice(from, from + most);
  const close = { '{': '}', '[': ']', '(': ')' }[sign];
  const end = inner.indexOf(close);
  const line = inner.indexOf('\n');
  const opens = /^[[{(]\s{0,40}\n|^[[{(]\s{0,40}$/.test(inner.slice(0, 60));
  if (end > 0 && (line < 0 || end < line || (opens && end < 1_000))) return filled(text, from, from + end + 1);
  return filled(text, from, from + (line < 0 ? inner.length : line));
}

const filled = (text: string, from: number, to: number): Part | null =>
  /^[[{(\s]*[\]})]?$/.test(text.slice(from, Math.min(to, from + 40))) ? null : { from, to };

/** The indented lines under a name. */
function block(text: string, from: number): Part {
  const start = text.indexOf('\n', from) + 1;
  const lines = matchedAt(text, start, /(?:[ \t]+[^\n]*\n?|\n)*/y) ?? '';
  return { from: start, to: start + lines.trimEnd().length };
}

/** A value alone on the line below its name: a word, or what is in quotes there, or a list. */
function onNextLine(place: Place, from: number): Part | null {
  const { text } = place;
  const start = from + 1 + (matchedAt(text, from + 1, /[ \t]{0,40}/y)?.length ?? 0);
  if (text[start] === '"' || text[start] === "'") return quoted(text, start);
  const list = matchedAt(text, from + 1, /(?:[ \t]{0,40}- [^\n:=]{1,300}(?:\n|$)){1,20}/y);
  if (list) return { from: start, to: from + 1 + list.trimEnd().length };
  const indented = start > from + 1 && place.meaning === 'secret';
  const line = indented ? matchedAt(text, start, /(?![^\s]{1,100}[:=](?:\s|$))[^\n]{1,300}/y) : null;
  if (line && !sentence.test(line)) return valued(text, start, start + line.trimEnd().length);
  const word = matchedAt(text, start, /[^\s:=<>]{1,300}(?=[ \t]{0,40}(?:\n|$))/y);
  return word && (place.meaning === 'secret' || isCredential(word)) ? valued(text, start, start + word.length) : null;
}
