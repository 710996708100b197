import { z } from 'zod';
import { meters } from '../../metrics.ts';
import type { AuditEvent } from '../record/audit-events.ts';
import { idOf } from '../record/mirror.ts';
import { isEnd, isOver } from '../record/record.ts';
import { tryReadRecord } from '../record/record-codec.ts';
import { auditNote } from '../store/audit-scripts.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { nowMs, redisScript } from '../store/redis-script.ts';
import { locks } from '../store/store-scripts.ts';

/** How many keys a round looks through; the next one goes on from there. */
const perRound = 200;
const perLine = 100;
const missing = 'missing';

/**
 * Lets `ARGV[1]` go of a lock and its line, if its record is still in the state that was seen (`ARGV[2]`; `missing` without one)
 * and it still has a place there. A lock that changed hands since the look is left alone.
 */
const releaseLeftover = `${nowMs}${locks}${auditNote}
  local id,record=ARGV[1],redis.call('HGET',KEYS[1],'record')
  if (record and cjson.decode(record).status.is or '${missing}')~=ARGV[2] then return 0 end
  if redis.call('GET',KEYS[5])~=id and not redis.call('ZSCORE',KEYS[6],id) then return 0 end
  release(id,5,KEYS[2]) if not record then redis.call('ZREM',KEYS[2],id) end
  note(KEYS[3],KEYS[4],ARGV[3]) return 1`;

/** Removes a key (KEYS[2]) of a capture that is not on record. */
const dropOrphan = `if redis.call('EXISTS',KEYS[1])==1 then return 0 end return redis.call('DEL',KEYS[2])`;

/** A page of the keys on the server that has ours: in a Cluster a bare SCAN would go to any node. */
const scanHere = `return redis.call('SCAN',ARGV[1],'MATCH',ARGV[2],'COUNT',ARGV[3])`;
const scanned = z.tuple([z.string(), z.array(z.string())]);

/**
 * Looks for locks, and places in their lines, of captures that are over or are not there, and lets go of them; and for what hangs on
 * records that are gone: a bit each round.
 */
export function janitor({ redis, prefix }: { redis: RedisConnection; prefix: string }): { tidy(): Promise<void> } {
  const keys = keysOf(prefix);
  const roots = [keys.lock(''), keys.queue('')];
  const [chats, threads] = [keys.chat(''), keys.thread('')];
  const [release, drop] = [redisScript(redis, releaseLeftover), redisScript(redis, dropOrphan)];
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
    const released = await release(
      [keys.capture(id), keys.due, keys.audit, keys.auditHead, keys.lock(what), keys.queue(what)],
      [id, state, JSON.stringify(entry)],
    );
    if (released === 1) meters.locksReleased.inc();
  }

  /** What a chat has of a capture, and which thread tells of it, go with its record. */
  async function forget(key: string): Promise<void> {
    const entry = key.startsWith(chats)
      ? key.slice(chats.length)
      : key.startsWith(threads)
        ? await redis.get(key)
        : null;
    if (entry !== null) await drop([keys.capture(idOf(entry)), key], []);
  }

  return {
    async tidy() {
      // Locks, queues, chats and threads; what else begins so is filtered out below.
      const [next, found] = scanned.parse(
        await redis.eval(scanHere, 1, keys.due, cursor, `{${prefix}}:[lqct]*`, perRound),
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
