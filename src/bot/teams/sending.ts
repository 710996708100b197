import type { Place } from '../../jobs/request/request.ts';
import type { Log } from '../../log.ts';
import { ChatError, type MessageRef, type Note } from '../chat.ts';
import { type Card, withMessageKey } from './card.ts';
import type { teamsProofs } from './card-proofs.ts';
import type { teamsLooks } from './card-views.ts';
import type { teamsConnector } from './connector.ts';
import { postOf } from './events.ts';
import type { teamsViews } from './personal-cards.ts';
import type { Mark, teamsPosts } from './posted-messages.ts';
import type { Address } from './rest.ts';
import { askedAmongOthers } from './words.ts';

const settlesWithinMs = 2000;

/** Posts and edits cards: what must be there once under its key, and answers, which may be said twice. */
export function teamsSending({
  connector,
  addressOf,
  views,
  posts,
  proofs,
  looks,
  log,
}: {
  connector: ReturnType<typeof teamsConnector>;
  addressOf: (conversation: string) => Promise<Address>;
  views: ReturnType<typeof teamsViews>;
  posts: ReturnType<typeof teamsPosts>;
  proofs: ReturnType<typeof teamsProofs>;
  looks: ReturnType<typeof teamsLooks>;
  log: Log;
}) {
  const send = async (conversation: string, card: Card, summary: string) =>
    connector.send(await addressOf(conversation), card, summary);

  /** A card that tells what it was sent under, so that its message is known again. */
  async function cardFor(conversation: string, note: Note, mark?: Mark): Promise<Card> {
    const card = await views.cardFor(conversation, note, mark);
    return mark ? withMessageKey(card, mark.key) : card;
  }

  async function edit(message: MessageRef, note: Note): Promise<void> {
    const { channel, id } = message;
    const mark = (await posts.sentUnder(message)) ?? undefined;
    const card = await proofs.prove(await cardFor(channel, note, mark), { conversation: channel });
    await connector.edit(await addressOf(channel), id, card, askedAmongOthers(note, channel).text);
  }

  /** Sends an answer, and keeps that its message is the bot's and no other one. */
  async function sayOnce(channel: string, card: Card, summary: string): Promise<MessageRef> {
    const proven = await proofs.proveAnswer(card, { conversation: channel });
    const message = { channel, id: await send(channel, proven, summary) };
    await posts.know(message).catch(error => log.warn({ err: error, channel }, 'it could not be noted what was said'));
    return message;
  }

  /** Sends what must be there once, as an attempt with a name of its own; never unproven, since no reader could tell of it then. */
  async function sendOnce(place: Place, note: Note, { thread, key }: { thread?: MessageRef; key: string }) {
    const channel = thread?.channel ?? place.channel;
    const mark = await posts.begin(key);
    try {
      const { text } = askedAmongOthers(note, channel);
      const card = await proofs.prove(await cardFor(channel, note, mark), { conversation: channel });
      const id = await send(channel, card, text);
      return await countedOnce(mark, postedAs(id, channel, thread), note);
    } catch (error) {
      if (error instanceof ChatError && error.kind === 'unanswered') throw settling(error);
      await posts
        .fail(mark)
        .catch(cause => log.warn({ err: cause, channel }, 'an attempt that failed could not be noted: it stays open'));
      throw error;
    }
  }

  /** What was sent and stands there already, since somebody has seen it meanwhile, is taken back. */
  async function countedOnce(mark: Mark, sent: MessageRef, note: Note): Promise<MessageRef> {
    const counts = await posts.sent(mark, sent).catch(error => {
      log.warn({ err: error, channel: sent.channel }, 'it could not be noted which message something has become');
      return sent;
    });
    if (counts.id === sent.id) return sent;
    try {
      await edit(counts, note);
    } catch (error) {
      if (error instanceof ChatError && !error.passing) return await posts.sentInstead(mark, sent, counts);
      await looks.isTakenBack(sent);
      throw error instanceof ChatError ? standing(error) : error;
    }
    await looks.isTakenBack(sent); // whoever reads it may have had it taken back already
    return counts;
  }

  return { cardFor, edit, sayOnce, sendOnce };
}

/** A message at the top of a channel begins a thread of its own. */
export const postedAs = (id: string, channel: string, thread: MessageRef | undefined): MessageRef => ({
  channel: thread ? channel : postOf(channel, id),
  id,
});

/** Graph shows a message a little after it is there: so one that may be there is not looked for at once. */
const settling = ({ code, kind, cause }: ChatError): ChatError =>
  new ChatError(code, { kind, retryAfterMs: settlesWithinMs, cause });

/** The message is there, and shows what was so when it was posted first: it is looked for, and edited then. */
const standing = ({ code, retryAfterMs, cause }: ChatError): ChatError =>
  new ChatError(code, { kind: 'unanswered', retryAfterMs, cause });
