import { z } from 'zod';
import { meters } from '../../metrics.ts';
import type { AuditEvent } from '../record/audit-events.ts';
import { idOf } from '../record/mirror.ts';
import { isEnd, isOver } from '../record/record.ts';
import { tryReadRecord } from '../record/record-codec.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { redisScript } from '../store/redis-script.ts';

/** How many keys a round looks through; the next one goes on from there. */
const perRound = 200;
const perLine = 100;
const missing = 'missing';

const scanned = z.tuple([z.string(), z.array(z.string())]);

/**
 * Looks for locks, and places in their lines, of captures that are over or are not there, and lets go of them; and for what hangs on
 * records that are gone: a bit each round.
 */
export function janitor({ redis, prefix }: { redis: RedisConnection; prefix: string }): { tidy(): Promise<void> } {
  const keys = keysOf(prefix);
  const roots = [keys.lock(''), keys.queue('')];
  const [chats, threads] = [keys.chat(''), keys.thread('')];
  const script = (name: string) => redisScript(redis, new URL(`lua/${name}.lua`, import.meta.url));
  const [release, drop, scan] = [script('release-leftover'), script('drop-orphan'), script('scan-here')];
  let cursor = '0';

  async function tidyUp(what: string): Promise<void> {
    const [holder, line] = await Promise.all([
      redis.get(keys.lock(what)),
      redis.zrange(keys.queue(what), '0', String(perLine - 1)),
    ]);
    for (const id of new Set([...(holder ? [holder] : []), ...line])) {
      const state = await endOf(id);
      if (state !== null) await letGo(what, id, state);
    }
  }

  /** How a capture ended, or that it is missing; null for one that may still need what it holds. */
  async function endOf(id: string): Promise<string | null> {
    const is = await redis.hget(keys.capture(id), 'is');
    if (is && !isEnd(is)) return null;
    const record = await redis.hget(keys.capture(id), 'record');
    if (record === null) return missing;
    const capture = tryReadRecord(record, 0);
    return capture && isOver(capture) ? capture.status.is : null;
  }

  async function letGo(what: string, id: string, state: string): Promise<void> {
    const entry = {
      capture: id,
      event: 'lock-released' satisfies AuditEvent,
      ...vmIn(what),
      details: `${state} ${what}`,
    };
    const released = await release({
      record: keys.capture(id),
      due: keys.due,
      unsealed: keys.auditUnsealed,
      lock: keys.lock(what),
      queue: keys.queue(what),
      id,
      seen: state,
      entry: JSON.stringify(entry),
    });
    if (released === 1) meters.locksReleased.inc();
  }

  /** What a chat has of a capture, and which thread tells of it, go with its record. */
  async function forget(key: string): Promise<void> {
    const entry = key.startsWith(chats)
      ? key.slice(chats.length)
      : key.startsWith(threads)
        ? await redis.get(key)
        : null;
    if (entry !== null) await drop({ record: keys.capture(idOf(entry)), orphan: key });
  }

  return {
    async tidy() {
      // Locks, queues, chats and threads; what else begins so is filtered out below.
      const [next, found] = scanned.parse(
        await scan({ ours: keys.due, cursor, pattern: `{${prefix}}:[lqct]*`, count: perRound }),
      );
      cursor = next;
      const whats = found.flatMap(key =>
        roots.filter(root => key.startsWith(root)).map(root => key.slice(root.length)),
      );
      const outcomes = await Promise.allSettled([...[...new Set(whats)].map(tidyUp), ...found.map(forget)]);
      const failed = outcomes.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
}

/** The VM that a lock is for, as the audit writes it; nothing for a version's. */
function vmIn(what: string): { readonly vm?: string } {
  const [, resourceGroup, name] =
    /\/resourcegroups\/([^/]+)\/providers\/microsoft\.compute\/virtualmachines\/([^/]+)$/.exec(what) ?? [];
  return resourceGroup && name ? { vm: `${resourceGroup}/${name}` } : {};
}
