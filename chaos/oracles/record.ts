import { progressInWords } from '../../src/bot/notes/words/en/progress.ts';
import { failureInWords } from '../../src/bot/notes/words/en/reasons/reasons.ts';
import { type Capture, isOver } from '../../src/jobs/record/record.ts';
import type { Failure } from '../../src/jobs/record/refusal.ts';
import { factOf } from '../../src/jobs/store/audit.ts';
import { auditLog } from '../../src/jobs/store/audit-log.ts';
import { auditSeal } from '../../src/jobs/store/audit-seal.ts';
import { keysOf } from '../../src/jobs/store/keys.ts';
import type { Oracle } from '../evidence.ts';

/** Whether a no or a failure says why, and the way on. */
function isSaid(why: Failure): boolean {
  const { reason, remedy } = failureInWords(why, 'The step');
  return reason !== '' && remedy !== '';
}

/** Whether an end is one that a person can go on from: a success, a cancellation, or a no with the way out. */
function isGoodEnd({ status, notices }: Capture): boolean {
  const failures = notices.flatMap(notice => (notice.kind === 'failed' ? [notice.failure] : []));
  switch (status.is) {
    case 'succeeded':
    case 'cancelled':
      return true;
    case 'refused':
      return status.refusals.length > 0 && status.refusals.every(isSaid);
    case 'abandoned':
      return failures.length > 0 && failures.every(isSaid);
    default:
      return false;
  }
}

export const recordOracles = {
  /** Every scenario came to an end, and every capture to a good one. */
  ended: ({ people, records }) => [
    ...people
      .filter(({ done }) => !done)
      .map(({ scenario }) => {
        const own = records.filter(({ request }) => request.vm === scenario.vm);
        const stands = own.map(({ id, status, steps }) => {
          const step = steps.find(({ state }) => state !== 'done');
          return `${id} is ${status.is}${step ? ` at ${step.name} (${step.state} ${step.phase ?? ''} ${step.says ? progressInWords(step.says) : ''})` : ''}`;
        });
        return `“${scenario.command}” came to no end: ${stands.join(', ') || 'nothing on record'}.`;
      }),
    ...records
      .filter(capture => isOver(capture) && !isGoodEnd(capture))
      .map(({ id, status }) => `${id} ended as ${status.is}, which leaves nobody a way on.`),
  ],

  /** The chain of the audit is whole. */
  async audit({ world: { redis, prefix } }) {
    await auditSeal({ redis, prefix })();
    const verdict = await auditLog({ redis, prefix }).verify();
    return verdict.is === 'whole' ? [] : [verdict.reason];
  },

  /** No capture goes back behind a step that was done, unless somebody had it tried again. */
  async onward({ world: { redis, prefix }, losses }) {
    if (losses.length > 0) return [];
    const done = new Set<string>();
    const back: string[] = [];
    await auditSeal({ redis, prefix })();
    for await (const link of auditLog({ redis, prefix }).read()) {
      const { capture = '', event, step } = factOf(link);
      if (event === 'retry') for (const name of done) if (name.startsWith(`${capture} `)) done.delete(name);
      if (step && done.has(`${capture} ${step}`))
        back.push(`${capture} came back to ${step} (${event}) after that was done.`);
      if (step && event === 'step-done') done.add(`${capture} ${step}`);
    }
    return back;
  },

  /** Nothing holds a lock, waits for a tick or has news that nobody told. */
  async quiet({ world: { redis, prefix } }) {
    const keys = keysOf(prefix);
    const locks = await redis.keys(`${keys.lock('')}*`);
    const due = await redis.zrange(keys.due, '0', '-1');
    const untold = await redis.zrange(keys.outbox, '0', '-1');
    return [
      ...locks.map(lock => `A lock is left: ${lock}.`),
      ...due.map(id => `${id} is over and still waits for a tick.`),
      ...untold.map(entry => `${entry} has news that nobody was told.`),
    ];
  },
} as const satisfies Readonly<Record<string, Oracle>>;
