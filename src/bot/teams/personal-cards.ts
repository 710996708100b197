import { LRUCache } from 'lru-cache';
import type { Log } from '../../log.ts';
import type { Note, Personal } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';
import { type Card, refreshing, toCard } from './card.ts';
import type { Mark } from './posted-messages.ts';
import { askedAmongOthers } from './words.ts';

/** Teams draws a card for so many people one by one, and by itself for everybody only where there are no more. */
const mostPeople = 60;

/**
 * The card that everybody sees. Where not everybody may press, it has no buttons, and Teams asks for each person's own; they
 * stay where one person is alone with the bot, and where Teams would ask for nobody's.
 */
export function teamsViews({
  memberOf,
  countOf,
  isPlain,
  log,
  now = Date.now,
}: {
  /** The id that Teams knows somebody under, by the one in Entra; null for whoever is not in the conversation. */
  memberOf: (conversation: string, id: string) => Promise<string | null>;
  countOf: (conversation: string) => Promise<number>;
  /** A client that asks for nobody's own card. */
  isPlain: boolean;
  log: Log;
  now?: () => number;
}) {
  const known = new LRUCache<string, string>({ max: 10_000 });
  const counts = memoize(now, countOf);

  async function userIds(conversation: string, { people }: Personal): Promise<readonly string[] | null> {
    const ids = (people ?? []).filter(ref => ref.startsWith('entra:')).map(ref => ref.slice('entra:'.length));
    if (!people || ids.length > mostPeople) return null;
    const found = await Promise.all(ids.map(async id => known.get(id) ?? (await memberOf(conversation, id))));
    for (const [index, id] of ids.entries()) if (found[index]) known.set(id, found[index]);
    return found.filter(id => id !== null);
  }

  /** Who is asked about by name, everybody, or nobody. */
  async function readers(conversation: string, personal: Personal): Promise<readonly string[] | 'all' | 'none'> {
    try {
      const listed = await userIds(conversation, personal);
      if (listed) return listed;
      return (await counts(conversation)) <= mostPeople ? 'all' : 'none';
    } catch (error) {
      log.warn({ err: error, conversation }, 'who reads here cannot be had: everybody sees the same buttons');
      return 'none';
    }
  }

  return {
    /** What a delivery tells of somebody's two ids. */
    rememberIds: (entraId: string, teamsId: string): void => void known.set(entraId.toLowerCase(), teamsId),

    async cardFor(conversation: string, said: Note, mark?: Mark): Promise<Card> {
      const note = askedAmongOthers(said, conversation);
      const { personal } = note;
      if (!personal || isPlain) return toCard(note);
      const asked = { view: personal.view, mark };
      if (!conversation.startsWith('19:')) return refreshing(toCard(note), asked, null);
      const seenBy = await readers(conversation, personal);
      if (seenBy === 'none') return personal.alike ? toCard(note) : refreshing(toCard(note), asked, []);
      const parts = personal.alike ? note.parts : note.parts.filter(({ is }) => is !== 'buttons');
      return refreshing(toCard({ ...note, parts }), asked, seenBy === 'all' ? null : seenBy);
    },

    /** One person's own card, of the note that was drawn for them. */
    ownCard: (said: Note, conversation: string): Card => {
      const note = askedAmongOthers(said, conversation);
      return note.personal && !isPlain ? refreshing(toCard(note), { view: note.personal.view }, null) : toCard(note);
    },
  };
}
