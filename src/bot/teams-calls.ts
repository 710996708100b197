import type { Mention, NotePart, Span } from './chat.ts';
import type { CardPart } from './teams-card.ts';
import { shorten } from './teams-text.ts';

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

/** Where a call stands in a TextBlock: nothing in a name is markup. */
export const mentionText = ({ name }: Called): string => `<at>${plainName(name)}</at>`;

/** What makes a call of it: the two have the very same text. */
export const mention = (person: Called): CardPart => ({
  type: 'mention',
  text: mentionText(person),
  mentioned: { id: person.id, name: plainName(person.name) },
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
