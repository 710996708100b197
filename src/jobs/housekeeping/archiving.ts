import { randomBytes } from 'node:crypto';
import type { Log } from '../../log.ts';
import { meters } from '../../metrics.ts';
import { isReviewOpen } from '../approval/break-glass.ts';
import type { AuditEvent } from '../record/audit-events.ts';
import { entriesOf } from '../record/mirror.ts';
import { isOver, type Job } from '../record/record.ts';
import { plainRecord, tryReadRecord } from '../record/record-codec.ts';
import type { Settings } from '../request/settings.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { redisScript } from '../store/redis-script.ts';
import type { Archive } from './archive.ts';
import { archivedLine, recordHash } from './archive-format.ts';
import { auditArchiving } from './audit-archiving.ts';

const perRound = 50;
const dayMs = 86_400_000;
/** One process at a time archives, so that nothing is written twice but after a crash. */
const leaseMs = 60_000;
const pauseMs = 60_000;

/**
 * Moves finished captures, and the audit of their time, to the archive: those past the age that is kept, and the oldest of those
 * past the count; a bit each round. Nothing is removed before it is written. What hangs on a record that is gone is the janitor's.
 */
export function archiving(options: {
  redis: RedisConnection;
  prefix: string;
  history: Settings['history'];
  archive: Archive;
  now: () => Date;
  log: Log;
}): { tidy(): Promise<void> } {
  const { redis, prefix, history, archive, now, log } = options;
  const keys = keysOf(prefix);
  const script = (name: string) => redisScript(redis, new URL(`lua/${name}.lua`, import.meta.url));
  const [removal, release] = [script('remove-archived'), script('release-lease')];
  const audit = auditArchiving({ redis, prefix, archive });
  const { due, outbox, index, auditUnsealed: unsealed } = keys;
  const at = (id: string) => ({ id, record: keys.capture(id), due, outbox, index, unsealed });
  /** How far into the index all is to be kept; the next round goes on from there. */
  let kept = 0;
  let pausedUntil = 0;

  async function archiveOldest(before: number): Promise<void> {
    let spare = (await redis.zcard(keys.index)) - history.keepCount;
    const page = await redis.zrange(keys.index, `${kept}`, `${kept + perRound - 1}`, 'WITHSCORES');
    for (let at = 0; at < page.length; at += 2) {
      const [id = '', acceptedMs] = page.slice(at, at + 2);
      if (Number(acceptedMs) > before && spare <= 0) break;
      if (await archiveOne(id, spare > 0 ? Number.POSITIVE_INFINITY : before)) spare -= 1;
      else kept += 1;
      if (at + 2 === perRound * 2) return;
    }
    kept = 0;
  }

  async function archiveOne(id: string, before: number): Promise<boolean> {
    const [record, rev] = await redis.hmget(keys.capture(id), 'record', 'rev');
    const capture = record ? tryReadRecord(record, Number(rev)) : null;
    if (!record || !capture || endedMs(capture) === null || Number(endedMs(capture)) > before) return false;
    const entries = entriesOf(capture);
    const told = await Promise.all(entries.map(entry => redis.zscore(keys.outbox, entry)));
    if (told.some(score => score !== null)) return false;
    const plain = plainRecord(record);
    await archive([archivedLine(plain, capture.rev)]);
    const archived = { capture: id, event: 'archived' satisfies AuditEvent, details: recordHash(plain) };
    const removed = await removal({
      ...at(id),
      rev: capture.rev,
      entry: JSON.stringify(archived),
      places: entries,
    });
    if (removed === 1) meters.archived.inc({ what: 'capture' });
    return removed === 1;
  }

  async function hasWork(before: number): Promise<boolean> {
    const [count, [, oldest], isAuditOld] = await Promise.all([
      redis.zcard(keys.index),
      redis.zrange(keys.index, '0', '0', 'WITHSCORES'),
      audit.hasOlder(before),
    ]);
    return isAuditOld || count > history.keepCount || (oldest !== undefined && Number(oldest) <= before);
  }

  return {
    async tidy() {
      const before = now().getTime() - history.keepDays * dayMs;
      if (now().getTime() < pausedUntil || !(await hasWork(before))) return;
      const token = randomBytes(12).toString('hex');
      if ((await redis.set(keys.archiving, token, 'PX', leaseMs, 'NX')) === null) return;
      try {
        await archiveOldest(before);
        await audit.archiveOlder(before);
      } catch (error) {
        pausedUntil = now().getTime() + pauseMs;
        log.error({ err: error }, 'the archive cannot be written: nothing is removed, and I try again in a minute');
      } finally {
        await release({ lease: keys.archiving, token });
      }
    },
  };
}

/** When a capture came to its end, with nothing left to do for it or for somebody; null for any other. */
function endedMs(capture: Job): number | null {
  const { status, ledger = [] } = capture;
  if (!isOver(capture) || !('at' in status)) return null;
  return ledger.every(({ state }) => state === 'closed') && !isReviewOpen(capture) ? Date.parse(status.at) : null;
}
