import type { ITextRun } from '@microsoft/teams.cards';
import type { Span } from '../chat.ts';
import { clock } from '../notes/elements.ts';

/** A piece of a RichTextBlock: the one kind of text in an Adaptive Card in which nothing is ever markup. */
export type TextRun = ITextRun;

const longestLine = 4000;

/** At most so many characters, the last one "…" when some were cut off; never half of a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The lines of a text, each as the runs it is made of; a line is as long as it was written. */
export function linesOf(spans: readonly Span[], look: Pick<TextRun, 'isSubtle' | 'size'> = {}): readonly TextRun[][] {
  const lines: TextRun[][] = [[]];
  for (const run of spans.map(toRun))
    for (const [index, text] of run.text.split(/\r?\n/).entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...run, ...look, text: literal(shorten(text, longestLine)) });
    }
  return lines.filter(line => line.some(({ text }) => text.trim() !== ''));
}

function toRun(span: Span): TextRun {
  if (typeof span === 'string') return { type: 'TextRun', text: span };
  if ('bold' in span) return { type: 'TextRun', text: span.bold, weight: 'Bolder' };
  if ('code' in span) return { type: 'TextRun', text: span.code, fontType: 'Monospace' };
  if ('person' in span) return { type: 'TextRun', text: shorten(span.person.name, 200), weight: 'Bolder' };
  if ('mention' in span) return { type: 'TextRun', text: shorten(span.mention.name, 200), weight: 'Bolder' };
  if ('time' in span) return { type: 'TextRun', text: time(span.time) };
  const words = shorten(span.link, 150);
  if (!/^https?:\/\//.test(span.url) || !URL.canParse(span.url) || span.url.length > 1500)
    return { type: 'TextRun', text: words };
  return { type: 'TextRun', text: words, selectAction: { type: 'Action.OpenUrl', url: new URL(span.url).href } };
}

/** Clients put a date in the place of {{DATE(...)}} and {{TIME(...)}}, wherever it stands. */
export const literal = (text: string): string => text.replaceAll('{{', '{\u200b{');

function time(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? shorten(iso, 40) : `${iso.slice(0, 10)} ${clock(iso)}`;
}
