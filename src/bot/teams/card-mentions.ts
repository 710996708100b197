import type { IMention } from '@microsoft/teams.cards';
import type { Mention, NotePart, Span } from '../chat.ts';
import { shorten } from './text.ts';

/** Somebody whom a card calls. */
export type Called = Pick<Mention, 'id' | 'name'>;

/** Whom a part calls, and what else it says: the person whom it speaks to, or those whom it mentions at its beginning. */
export function calledBy(part: NotePart): { readonly people: readonly Called[]; readonly rest: readonly Span[] } {
  if (part.is !== 'text') return { people: [], rest: [] };
  const [first, after, ...others] = part.spans;
  if (typeof first === 'object' && 'person' in first && typeof after === 'string' && after.startsWith(',')) {
    const { person } = first;
    if (person.platform !== 'teams' || plainName(person.name) === '') return { people: [], rest: part.spans };
    return { people: [person], rest: [after.replace(/^,\s*/, ''), ...others] };
  }
  const end = part.spans.findIndex(span => span !== ' ' && !isMention(span));
  const [before, rest] = [part.spans.slice(0, Math.max(end, 0)), part.spans.slice(Math.max(end, 0))];
  const mentions = before.flatMap(span => (isMention(span) ? [span.mention] : []));
  if (mentions.length === 0) return { people: [], rest: part.spans };
  const people = mentions.filter(({ is, name }) => is === 'person' && plainName(name) !== '');
  const named = mentions.filter(one => !people.includes(one)).flatMap((one): Span[] => [{ mention: one }, ' ']);
  return { people, rest: [...named, ...rest] };
}

/** By the id of each whom a card calls, the text of their call: nothing in it is markup, and no two have the same, since Teams goes by it. */
export function callTexts(people: readonly Called[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { id, name } of people) {
    if (texts.has(id)) continue;
    const taken = new Set(texts.values());
    let text = callText(plainName(name));
    for (let count = 2; taken.has(text); count += 1) text = callText(`${plainName(name)} ${count}`);
    texts.set(id, text);
  }
  return texts;
}

const callText = (words: string): string => `<at>${words}</at>`;

/** What makes a call of a text in a TextBlock: the two have the very same one. */
export const mention = ({ id, name }: Called, text: string): IMention => ({
  type: 'mention',
  text,
  mentioned: { id, name: plainName(name) },
});

const isMention = (span: Span): span is Extract<Span, { readonly mention: Mention }> =>
  typeof span === 'object' && 'mention' in span;

const plainName = (name: string): string =>
  shorten(
    name
      .replace(/[^\p{L}\p{N} .'’-]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    100,
  );
