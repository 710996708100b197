import type { Job } from '../../jobs/record/record.ts';
import { backoff, withJitter } from '../../lib/backoff.ts';
import { ChatError, type MessageRef, type Note } from '../chat.ts';
import { type Delivery, type DeliveryOutcome, saveProgress } from './delivery.ts';
import { withRateLimit } from './rate-limit.ts';

/** What is to be told and older than this may have been posted already, and Redis may have forgotten it in a crash. */
const freshMs = 1500;

/** Posts what must be posted once: its key is saved before, and what may have got through already is looked for first; that may show an older state. */
export async function sendOnce(
  delivery: Delivery,
  { key, note, since, thread }: { key: string; note: Note; since: string; thread?: MessageRef },
): Promise<{ readonly message: MessageRef; readonly isNew: boolean }> {
  const { chat, capture, record } = delivery;
  const place = record.place ?? capture.place;
  const options = { key, ...(thread ? { thread } : {}) };
  const channel = thread?.channel ?? place.channel;
  const look = () => withRateLimit(delivery, { call: 'find', channel }, () => chat.findPosted(place, options));
  const found = record.sending === key ? await look() : await lookForOld(delivery, since, look);
  if (found) return { message: found, isNew: false };
  return await withRateLimit(delivery, { call: 'post', channel }, async () => {
    await saveProgress(delivery, { sending: key });
    try {
      return { message: await chat.post(place, note, options), isNew: true };
    } catch (error) {
      if (error instanceof ChatError && error.kind !== 'unanswered') await saveProgress(delivery, { sending: null });
      throw error;
    }
  });
}

/** A precaution, which does not hold up what is to be told; needless for what could not have been posted before its turn, which is now. */
async function lookForOld(
  { context, capture, record, lease, log }: Delivery,
  since: string,
  look: () => Promise<MessageRef | null>,
): Promise<MessageRef | null> {
  if (context.now.getTime() - Date.parse(since) <= freshMs) return null;
  if (record.turns.post && lease.atMs - record.turns.post <= freshMs) return null;
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    log.warn({ err: error, capture: capture.id }, 'what may be posted already could not be looked for: it is posted');
    return null;
  }
}

/** Moves a capture that its channel does not take to a private place with the requester; false when it is there already. */
export async function fallBackToDirectMessage(delivery: Delivery, { code }: ChatError): Promise<boolean> {
  if (delivery.record.told !== null) return false;
  const place = await delivery.chat.privatePlace(delivery.capture.requester);
  delivery.log.warn(
    { capture: delivery.capture.id, code },
    'the channel does not take messages; telling the requester in private',
  );
  const sentNotices = Math.min(delivery.record.sentNotices, openQuestion(delivery.capture));
  await saveProgress(delivery, { place, root: null, card: null, link: null, told: code, sending: null, sentNotices });
  return true;
}

/** Lets a capture wait for as long as its chat wants it to, or a little longer each time. */
export async function waitFor(delivery: Delivery, error: ChatError): Promise<DeliveryOutcome> {
  const failures = delivery.record.failures + 1;
  const backOffMs = withJitter(backoff(failures, { firstMs: 500, mostMs: 60_000 }));
  const ms = error.retryAfterMs === null ? backOffMs : error.retryAfterMs + Math.random() * 250;
  if (failures === 1 || failures % 10 === 0)
    delivery.log.warn(
      { err: error, capture: delivery.capture.id, failures, ms: Math.round(ms) },
      'the chat does not take a message now',
    );
  return (await delivery.lease.keep({ failures })) ? { is: 'wait', ms } : { is: 'lost' };
}

/** Where the question stands that waits for an answer: it is asked again in a new thread. */
function openQuestion({ status, notices }: Job): number {
  if (status.is !== 'waiting') return notices.length;
  const at = notices.findLastIndex(({ kind }) => kind === 'question' || kind === 'guest');
  return at < 0 ? notices.length : at;
}
