import { withoutHidden } from '../../hidden-characters.ts';

/** A piece of a command line: a word by itself, or a key with its values. `loose` marks a quotation mark without its fellow. */
export type Word =
  | { readonly is: 'word'; readonly text: string; readonly loose: boolean }
  | { readonly is: 'pair'; readonly key: string; readonly values: readonly string[]; readonly loose: boolean };

/** Gives back what the person typed: chat clients decorate addresses on the way, and escape some signs. */
export function plainText(text: string): string {
  const undecorated = text
    .replace(/<(?:mailto:|tel:|https?:\/\/)[^<>|]*\|([^<>|]*)>/g, '$1')
    .replace(/<mailto:([^<>|]*)>/g, '$1')
    .replace(/<(https?:\/\/[^<>|]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return plainSigns(undecorated);
}

/** What phones and pages put into a text as people mean it: plain quotes, dashes, letters and blanks, and nothing unseen. */
export const plainSigns = (text: string): string =>
  withoutHidden(text)
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u2018\u2019\u201a\u201b\u2032]/g, "'")
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/ +/g, ' ')
    .trim();

/** Splits a plain line into words and `key=a,b` pairs; quotes hold blanks and commas together. */
export function splitWords(line: string): readonly Word[] {
  const words: Word[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const pair = /^([^\s=,"']+) ?= ?/.exec(rest);
    if (pair?.[1]) {
      const { values, loose, after } = takeValues(rest.slice(pair[0].length));
      words.push({ is: 'pair', key: pair[1].toLowerCase(), values, loose });
      rest = after.trimStart();
    } else {
      const { text, loose, after } = takeValue(rest, /^[^\s]+/);
      words.push({ is: 'word', text, loose });
      rest = after.trimStart();
    }
  }
  return words;
}

/** Values with commas between; a comma at the end of a word goes on with the next word, unless that is a key. */
function takeValues(from: string): { values: readonly string[]; loose: boolean; after: string } {
  const values: string[] = [];
  let loose = false;
  let rest = from;
  for (;;) {
    if (rest === '' || /^[^\s=,"']+ ?=/.test(rest)) break;
    const value = takeValue(rest, /^[^\s,]+/);
    if (value.text !== '') values.push(value.text);
    loose ||= value.loose;
    rest = value.after;
    const comma = /^ ?, ?/.exec(rest);
    if (!comma) break;
    rest = rest.slice(comma[0].length);
  }
  return { values, loose, after: rest };
}

function takeValue(from: string, bare: RegExp): { text: string; loose: boolean; after: string } {
  const quote = from[0];
  if (quote === '"' || quote === "'") {
    const end = from.indexOf(quote, 1);
    if (end > 0) return { text: from.slice(1, end).trim(), loose: false, after: from.slice(end + 1) };
  }
  const text = bare.exec(from)?.[0] ?? '';
  return { text, loose: text.includes('"'), after: from.slice(text.length) };
}

/** The items of a list with commas between; quotes hold an item together that has one in it. */
export function splitList(text: string): readonly string[] {
  const items = text.matchAll(/(?:"[^"]*"|[^,])+/g);
  return [...items]
    .map(([item]) =>
      item
        .trim()
        .replace(/^"([^"]*)"$/, '$1')
        .trim(),
    )
    .filter(item => item !== '');
}

/** Such a list, to be split again. */
export const joinList = (items: readonly string[]): string =>
  items.map(item => (item.includes(',') ? `"${item}"` : item)).join(', ');

/** The word of a list that was probably meant, when one is near enough; null when none is. */
export function nearest(word: string, list: readonly string[]): string | null {
  const near = list
    .map(candidate => ({ candidate, distance: distance(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= (candidate.length > 4 ? 2 : 1))
    .sort((a, b) => a.distance - b.distance)[0];
  return near?.candidate ?? null;
}

/** How many letters must be put in, left out, changed or swapped to make one word of the other. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [above = [], row] = [rows[i - 1], [i]];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
