import type { Job } from '../../jobs/record/record.ts';
import { ChatError, type MessageRef } from '../chat.ts';
import { setBackNote } from '../notes/answers.ts';
import { rootNote } from './deliver-root.ts';
import { type Delivery, type DeliveryOutcome, saveProgress } from './delivery.ts';
import { sendOnce } from './post-once.ts';
import { closeQuestion, edit, editQuestion } from './question.ts';
import { showState } from './state-card.ts';

/** Shows in the message how the capture stands, at its own pace. */
export async function tellState(delivery: Delivery, root: MessageRef): Promise<DeliveryOutcome> {
  const { capture } = delivery;
  if (!isOpen(capture)) await closeQuestion(delivery);
  const { record } = delivery;
  if (record.sentRev === capture.rev) return { is: 'told', rev: capture.rev };
  const paceMs = delivery.editSeconds * 1000;
  const restMs = record.editedAtMs + paceMs - delivery.now().getTime();
  // An edit that lies ahead was made by a clock that was wrong.
  if (restMs > 0 && restMs <= paceMs) return { is: 'rest', rev: capture.rev, ms: restMs };
  const canWait = capture.status.is === 'planning' || capture.status.is === 'running';
  if (record.sentRev < 0) await tellSetBack(delivery, root);
  const shown = await showState(delivery, root, {
    note: note => delivery.drawn(note, 'root'),
    edit: message => edit(delivery, message, { note: rootNote(delivery), part: 'root', canWait }),
    state: rootNote(delivery),
  });
  await saveProgress(delivery, {
    sentRev: capture.rev,
    editedAtMs: delivery.now().getTime(),
    failures: 0,
    sending: null,
    ...shown,
  });
  return { is: 'told', rev: capture.rev };
}

/** The thread says more than is so, since Redis has lost it: a question that is open again gets its buttons back. */
async function tellSetBack(delivery: Delivery, root: MessageRef): Promise<void> {
  const { capture, context } = delivery;
  await editQuestion(delivery);
  const key = `${capture.id}:set-back-${capture.rev}:${root.channel}`;
  const note = setBackNote(capture, { subject: delivery.notes.subject(capture), titles: delivery.notes.titles });
  try {
    await sendOnce(delivery, { key, note, since: context.now.toISOString(), thread: root });
  } catch (error) {
    if (!(error instanceof ChatError) || error.passing) throw error;
    delivery.log.warn(
      { capture: capture.id, code: error.code },
      'that Redis has forgotten something could not be told',
    );
  }
  await saveProgress(delivery, { sending: null });
}

/** Its newest message asks somebody for something. */
const isOpen = ({ status }: Job): boolean => status.is === 'waiting' || status.is === 'failed';
