import { ChatError, type MessageRef, type Note } from '../chat.ts';
import { insteadOf } from '../notes/answers.ts';
import { type Delivery, noAccessCodes } from './delivery.ts';
import type { StateCard } from './delivery-record.ts';
import { sendOnce } from './post-once.ts';

/** The message is well, and its words are not: another one would be refused for the same. */
const badWords = new Set([
  ...['invalid_blocks', 'invalid_blocks_format', 'msg_too_long', 'msg_blocks_too_long', 'no_text'],
  ...['MessageSizeTooBig', 'BadSyntax', 'BadArgument', 'http_413'],
]);

/** A capture has no more states than this; whatever comes after leaves the thread alone. */
const mostCards = 12;

/**
 * Shows how a capture stands where that is shown: in its first message, or in what took its place. A message that can be edited
 * no more (deleted, too old, closed to us) is replaced by a new one in its thread. Where that one takes no edit either, none is
 * tried again, and a new one comes only with another state. Answers what stands in the first one's place now.
 */
export async function showState(
  round: Delivery,
  root: MessageRef,
  how: { edit: (message: MessageRef) => Promise<void>; note: (state: Note) => Note; state: Note },
): Promise<StateCard | null> {
  const { capture, log } = round;
  const { card } = round.record;
  if (card?.isFrozen) return card.shows === capture.status.is ? card : await replace(round, root, how);
  try {
    await how.edit(card ?? root);
    return card && { ...card, isEdited: true };
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    log.warn({ capture: capture.id, code: error.code }, 'the message of a capture can no longer be edited');
    return noAccessCodes.has(error.code) || badWords.has(error.code) ? card : await replace(round, root, how);
  }
}

async function replace(
  round: Delivery,
  root: MessageRef,
  { note, state }: { note: (state: Note) => Note; state: Note },
): Promise<StateCard | null> {
  const { capture, context, log } = round;
  const { card } = round.record;
  const number = (card?.number ?? 0) + 1;
  if (number > mostCards) return card;
  const key = `${capture.id}:card-${number}:${root.channel}`;
  try {
    const since = context.now.toISOString();
    const { message } = await sendOnce(round, { key, note: note(insteadOf(state)), since, thread: root });
    const isFrozen = card !== null && !card.isEdited;
    return { ...message, number, shows: capture.status.is, isEdited: false, isFrozen };
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    log.error({ capture: capture.id, code: error.code }, 'nothing can take the place of the message of a capture');
    return card;
  }
}
