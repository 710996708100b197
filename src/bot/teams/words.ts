import type { Note } from '../chat.ts';
import { code, small } from '../notes/elements.ts';

/** A text as people of Teams can follow it: they name the bot, and know no command that begins with a slash. */
export const namedInTeams = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}./_-])\/(?=capture-image(?![\p{L}\p{N}._-]))/gu, '@');

/** A note as it is said in Teams. */
export const spokenInTeams = (note: Note): Note => spoken(note);

function spoken<T>(value: T): T {
  if (typeof value === 'string') return namedInTeams(value) as T & string;
  if (Array.isArray(value)) return value.map(spoken) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoken(inner)])) as T;
}

/** The same note in a channel or a group, where an answer that does not name the bot is not delivered to it. */
export function askedAmongOthers(note: Note, conversation: string): Note {
  const all = note.parts.flatMap(part => (part.is === 'buttons' ? part.buttons : []));
  const yes = all.find(({ action }) => action === 'confirm' || action === 'guest-done');
  if (!yes || !conversation.startsWith('19:')) return note;
  const how = small(
    'Here I see only what names me: reply ',
    code(`@capture-image ${yes.typed ?? 'Y'}`),
    ', or answer on this card.',
  );
  const at = note.parts.findLastIndex(({ is }) => is === 'buttons');
  return {
    ...note,
    text: note.text
      .replace(/^Type (\S+) in this thread/, 'Reply @capture-image $1')
      .replace(/^Approvers: type (\S+) in this thread/, 'Approvers: reply @capture-image $1'),
    parts: [...note.parts.slice(0, at), how, ...note.parts.slice(at)],
  };
}
