import { withoutUnseen } from '../hidden-characters.ts';
import type { Part } from './part.ts';

/** A text as it reads once something is undone, with where each letter stands in the text that is shown. */
export interface View {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** The same part, in the text that is shown. */
export const partIn = ({ starts, ends }: View, { from, to }: Part): Part => ({
  from: starts[from] ?? 0,
  to: ends[to - 1] ?? 0,
});

const mostLevels = 5;

/** The text itself, and one view for each level at which it is encoded: in an address, in JSON within JSON, in XML. */
export function viewsOf(text: string): readonly View[] {
  const views = [plain(text)];
  for (let level = 0; level < mostLevels; level += 1) {
    const last = views.at(-1) as View;
    const next = replaced(last, escapes, unescaped);
    if (next.text === last.text) break;
    views.push(next);
  }
  const spaced = replaced(views[0] as View, spacedOut, found => found.replace(/(.)./g, '$1'));
  return spaced.text === text ? views : [...views, spaced];
}

/** Without the breaks of lines within words, for what is known by its shape alone. */
export const joined = (view: View): View => replaced(view, /(?<=[\w+/=.-])\\?\n[ \t]{0,8}(?=[\w+/=.-])/g, () => '');

/** Quotes of every kind as plain ones, wide letters as narrow ones, each blank as a blank: letter for letter. */
const simple = (text: string): string =>
  text
    .replace(/[\u2018\u2019\u201a\u2039\u203a]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ');

const plain = (text: string): View => ({
  text: simple(text),
  starts: Uint32Array.from({ length: text.length }, (_, at) => at),
  ends: Uint32Array.from({ length: text.length }, (_, at) => at + 1),
});

const escapes =
  /(?:\\u001b|\\x1b|\\033|\\e)?\[[0-9;]{1,12}m|%[0-7][0-9a-f]|%[c-f][0-9a-f](?:%[89ab][0-9a-f]){1,3}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\["'\\/nrt]|&(?:#\d{1,5}|#x[0-9a-f]{1,4}|quot|apos|amp|lt|gt);/gi;

const named: Readonly<Record<string, string>> = {
  ...{ '&quot;': '"', '&apos;': "'", '&amp;': '&', '&lt;': '<', '&gt;': '>' },
  ...{ '\\n': '\n', '\\r': '', '\\t': '\t' },
};

function unescaped(found: string): string {
  const known = named[found.toLowerCase()];
  if (known !== undefined) return known;
  if (found.endsWith('m') && found.includes('[')) return '';
  if (/^\\[^ux]/i.test(found)) return found.slice(1);
  if (found.startsWith('%'))
    return simple(withoutUnseen(Buffer.from(found.replaceAll('%', ''), 'hex').toString('utf8')));
  const code = /^&#\d/.test(found) ? Number(found.slice(2, -1)) : Number.parseInt(found.replace(/[^0-9a-f]/gi, ''), 16);
  return simple(withoutUnseen(String.fromCharCode(code)));
}

/** `p a s s w o r d`, as a text of two bytes a letter looks where it is read as one of one byte. */
const spacedOut = /(?<![^\s])(?:[^\s][ \ufffd]){8,}[^\s](?![^\s])/g;

/** The text with another in place of each that is found, which may be shorter and is never longer. */
function replaced(view: View, pattern: RegExp, put: (found: string) => string): View {
  const texts: string[] = [];
  const starts = new Uint32Array(view.text.length);
  const ends = new Uint32Array(view.text.length);
  let length = 0;
  let reached = 0;
  const keep = (to: number) => {
    texts.push(view.text.slice(reached, to));
    starts.set(view.starts.subarray(reached, to), length);
    ends.set(view.ends.subarray(reached, to), length);
    length += to - reached;
  };
  for (const { 0: found, index } of view.text.matchAll(pattern)) {
    keep(index);
    reached = index + found.length;
    const text = put(found);
    texts.push(text);
    const step = found.length / Math.max(text.length, 1);
    for (let at = 0; at < text.length; at += 1) {
      starts[length + at] = view.starts[index + Math.floor(at * step)] ?? 0;
      ends[length + at] = view.ends[index + Math.floor((at + 1) * step) - 1] ?? 0;
    }
    length += text.length;
  }
  if (reached === 0) return view;
  keep(view.text.length);
  return { text: texts.join(''), starts: starts.subarray(0, length), ends: ends.subarray(0, length) };
}
