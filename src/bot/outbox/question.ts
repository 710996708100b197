import { ChatError, type MessageRef, type Note } from '../chat.ts';
import { type Delivery, saveProgress } from './delivery.ts';
import { withRateLimit } from './rate-limit.ts';

/** Puts a note in the place of one that stands there. */
export async function edit(
  delivery: Delivery,
  message: MessageRef,
  { note, part, canWait = false }: { note: Note; part: string; canWait?: boolean },
): Promise<void> {
  await withRateLimit(delivery, { call: 'edit', channel: message.channel, canWait }, async () => {
    await saveProgress(delivery, {});
    await delivery.chat.edit(message, delivery.drawn(note, part));
  });
}

/** Takes the buttons off a question that is answered, or a failure that somebody has seen to, so that nobody presses them later. */
export async function closeQuestion(delivery: Delivery): Promise<void> {
  if (!delivery.record.question) return;
  await editQuestion(delivery);
  await saveProgress(delivery, { question: null });
}

/** Draws the question anew, as it stands now. */
export async function editQuestion(delivery: Delivery): Promise<void> {
  const { capture, context } = delivery;
  const { question } = delivery.record;
  const notice = question && capture.notices[question.notice];
  if (!question || !notice || delivery.record.card?.isFrozen) return;
  try {
    await edit(delivery, question, {
      note: delivery.notes.notice(capture, notice, context),
      part: String(question.notice),
    });
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    delivery.log.warn({ capture: capture.id, code: error.code }, 'a question stays as it was');
  }
}
