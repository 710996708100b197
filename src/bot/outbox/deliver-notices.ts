import type { Job, Notice } from '../../jobs/record/record.ts';
import type { Asked } from '../access/may-decide.ts';
import { ChatError, type MessageRef } from '../chat.ts';
import { isMirror, PlaceLost } from './deliver-root.ts';
import { type Delivery, saveProgress } from './delivery.ts';
import { type ChatRecord, threadKey } from './delivery-record.ts';
import { fallBackToDirectMessage, sendOnce } from './post-once.ts';
import { closeQuestion } from './question.ts';

/** Posts each notice that is not told yet, in order. Answers false when the thread has moved elsewhere, so that all begins anew there. */
export async function tellNotices(delivery: Delivery, root: MessageRef): Promise<boolean> {
  const { capture, chat, context } = delivery;
  const place = { ...(delivery.record.place ?? capture.place), channel: root.channel };
  for (let index = delivery.record.sentNotices; index < capture.notices.length; index += 1) {
    const notice = capture.notices[index];
    if (!notice) continue;
    const asked = askedBy(notice, capture);
    const hasButtons = asked !== null || notice.kind === 'failed';
    if (hasButtons) await closeQuestion(delivery);
    if (asked) {
      // Where a place has many captures, an answer there is to the newest question; and it may come before the chat says that it has that.
      await saveProgress(delivery, {}, threadKey(place, chat.threadOf(root)));
    }
    let question: ChatRecord['question'] = delivery.record.question;
    try {
      const key = `${capture.id}:notice-${index}:${root.channel}`;
      const part = String(index);
      const { message } = await sendOnce(delivery, {
        key,
        note: delivery.drawn(delivery.notes.notice(capture, notice, context), part),
        since: notice.at,
        thread: root,
      });
      if (hasButtons) question = { ...message, notice: index };
    } catch (error) {
      if (!(error instanceof ChatError) || error.passing) throw error;
      if (error.kind === 'no-access' && isMirror(delivery)) throw new PlaceLost(error.code);
      if (error.kind === 'no-access' && (await fallBackToDirectMessage(delivery, error))) return false;
      delivery.log.error(
        { capture: capture.id, notice: notice.kind, code: error.code },
        'a notice can never be posted; it is left out',
      );
    }
    const told = { sentNotices: index + 1, sending: null, failures: 0, question };
    await saveProgress(delivery, asked ? { ...told, asked } : told);
  }
  return true;
}

function askedBy(notice: Notice, { plan }: Job): Asked | null {
  if (notice.kind === 'question') return { for: 'confirm', planHash: notice.planHash };
  return notice.kind === 'guest' ? { for: 'guest', planHash: plan?.hash ?? '' } : null;
}
