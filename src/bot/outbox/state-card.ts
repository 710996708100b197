import { ChatError, type MessageRef, type Note } from '../chat.ts';
import { insteadOf } from '../notes/answers.ts';
import type { Delivery } from './delivery.ts';
import type { ChatRecord, StateCard } from './delivery-record.ts';
import { sendOnce } from './post-once.ts';

/** So often the same message is tried with other words; then it counts as one that takes no edit. */
const mostInVain = 2;

/** A capture has no more states than this; whatever comes after leaves the thread alone. */
const mostCards = 12;

/**
 * Shows how a capture stands where that is shown: in its first message, or in what took its place. A message that can be edited
 * no more (deleted, too old, closed to us) is replaced by a new one in its thread. Where that one takes no edit either, none is
 * tried again, and a new one comes only with another state. Answers what stands in the first one's place now, and how many edits
 * were refused for their words.
 */
export async function showState(
  delivery: Delivery,
  root: MessageRef,
  how: { edit: (message: MessageRef) => Promise<void>; note: (state: Note) => Note; state: Note },
): Promise<Pick<ChatRecord, 'card' | 'vain'>> {
  const { capture, log } = delivery;
  const { card, vain } = delivery.record;
  const shows = capture.status.is;
  if (card?.isFrozen) return { card: card.shows === shows ? card : await replace(delivery, root, how), vain };
  if (vain && vain.count >= mostInVain && vain.shows === shows) return { card, vain };
  try {
    await how.edit(card ?? root);
    return { card: card && { ...card, isEdited: true }, vain: null };
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    log.warn({ capture: capture.id, code: error.code }, 'the message of a capture can no longer be edited');
    if (error.kind === 'no-access') return { card, vain };
    if (error.kind !== 'bad-content') return { card: await replace(delivery, root, how), vain: null };
    const count = (vain?.count ?? 0) + 1;
    if (count < mostInVain) return { card, vain: { count, shows } };
    if (card && !card.isEdited) return { card: { ...card, isFrozen: true }, vain: null };
    const next = await replace(delivery, root, how);
    return { card: next, vain: next === card ? { count, shows } : null };
  }
}

async function replace(
  delivery: Delivery,
  root: MessageRef,
  { note, state }: { note: (state: Note) => Note; state: Note },
): Promise<StateCard | null> {
  const { capture, context, log } = delivery;
  const { card } = delivery.record;
  const number = (card?.number ?? 0) + 1;
  if (number > mostCards) return card;
  const key = `${capture.id}:card-${number}:${root.channel}`;
  try {
    const since = context.now.toISOString();
    const { message } = await sendOnce(delivery, { key, note: note(insteadOf(state)), since, thread: root });
    const isFrozen = card !== null && !card.isEdited;
    return { ...message, number, shows: capture.status.is, isEdited: false, isFrozen };
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    log.error({ capture: capture.id, code: error.code }, 'nothing can take the place of the message of a capture');
    return card;
  }
}
