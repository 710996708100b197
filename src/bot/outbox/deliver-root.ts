import { ChatError, type MessageRef, type Note } from '../chat.ts';
import { toldInPrivate } from '../notes/answers.ts';
import { type Delivery, saveProgress, shownAt } from './delivery.ts';
import { threadKey } from './delivery-record.ts';
import { fallBackToDirectMessage, sendOnce } from './post-once.ts';

/** The place is a mirror, and takes no messages whatever is said. */
export class PlaceLost extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`A place takes no messages: ${code}`);
    this.code = code;
  }
}

/** The message of a capture, posted if it is not there yet; null when no place takes it. */
export async function tellRoot(delivery: Delivery): Promise<MessageRef | null> {
  const { capture, chat } = delivery;
  if (delivery.record.root) return delivery.record.root;
  const place = delivery.record.place ?? capture.place;
  try {
    const { message: root, isNew } = await sendOnce(delivery, {
      key: `${capture.id}:root:${place.channel}`,
      note: delivery.drawn(rootNote(delivery), 'root'),
      since: capture.createdAt,
    });
    delivery.rollbacks.remember(delivery.lease.entry, { shown: shownAt(delivery, root) }); // what follows may fail with Redis
    const home = { ...place, channel: root.channel };
    const { sentNotices } = delivery.record;
    const told = { root, place: home, sentRev: isNew ? capture.rev : 0, sentNotices, sending: null, failures: 0 };
    if (chat.threadOf(root) === root.id) await saveProgress(delivery, told, threadKey(home, root.id));
    else await saveProgress(delivery, told);
    const link = await chat.linkTo(root);
    if (link) await saveProgress(delivery, { link });
    return root;
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    if (isMirror(delivery)) throw new PlaceLost(error.code);
    if (await fallBackToDirectMessage(delivery, error)) return await tellRoot(delivery);
    delivery.log.error({ capture: capture.id, code: error.code }, 'the message of a capture cannot be posted anywhere');
    return null;
  }
}

/** A mirror has an entry of its own in the outbox. */
export const isMirror = ({ lease }: Delivery): boolean => lease.entry !== lease.id;

/** The card of a capture as it is now. */
export const rootNote = ({ capture, context, notes, record }: Delivery): Note =>
  record.told ? toldInPrivate(notes.card(capture, context), record.told) : notes.card(capture, context);
