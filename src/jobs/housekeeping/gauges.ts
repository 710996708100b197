import type { Log } from '../../log.ts';
import { meters } from '../../metrics.ts';
import { ends, isEnd } from '../record/record.ts';
import { tryReadRecord } from '../record/record-codec.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { skewOf } from '../store/redis-check.ts';
import { fullnessOf } from '../store/redis-fullness.ts';
import { redisScript } from '../store/redis-script.ts';

const batch = 200;
const states = ['planning', 'waiting', 'running', 'failed', ...ends] as const;

/** Measures what only Redis knows, whenever somebody asks; what cannot be read has no number rather than an old one. */
export function gauges({ redis, prefix, log }: { redis: RedisConnection; prefix: string; log: Log }): {
  measure(): Promise<void>;
} {
  const keys = keysOf(prefix);
  const script = (name: string) => redisScript(redis, new URL(`lua/${name}.lua`, import.meta.url));
  const [sizes, beside] = [script('pile-sizes'), script('states-beside')];
  /** What is over stays so, and is not read again while it is there. */
  let ended = new Map<string, string>();

  async function statesOf(ids: readonly string[]): Promise<readonly (string | null)[]> {
    if (ids.length === 0) return [];
    const reply = await beside({ records: ids.map(keys.capture) });
    const found = Array.isArray(reply) ? reply : [];
    return Promise.all(
      ids.map(async (id, index) => {
        const state = states.find(one => one === found[index]) ?? (await stateInRecord(id));
        if (state && isEnd(state)) ended.set(id, state);
        return state;
      }),
    );
  }

  /** A record that was saved before its state stood beside it. */
  async function stateInRecord(id: string): Promise<string | null> {
    const record = await redis.hget(keys.capture(id), 'record');
    return record === null ? null : (tryReadRecord(record, 0)?.status.is ?? 'unreadable');
  }

  async function countStates(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>(states.map(state => [state, 0]));
    const ids = await redis.zrevrange(keys.index, 0, -1);
    ended = new Map(ids.flatMap(id => (ended.has(id) ? [[id, ended.get(id) ?? '']] : [])));
    for (let from = 0; from < ids.length; from += batch) {
      const page = ids.slice(from, from + batch);
      const known = page.flatMap(id => ended.get(id) ?? []);
      const looked = await statesOf(page.filter(id => !ended.has(id)));
      for (const state of [...known, ...looked]) if (state) counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    return counts;
  }

  return {
    async measure() {
      try {
        const sentAtMs = Date.now();
        const piles = await sizes({ due: keys.due, outbox: keys.outbox, unsealed: keys.auditUnsealed });
        const receivedAtMs = Date.now();
        const [due, overdue, outbox, lateMs, serverMs = sentAtMs, unsealedMs] = (Array.isArray(piles) ? piles : []).map(
          Number,
        );
        const [counts, fullness] = await Promise.all([countStates(), fullnessOf(redis)]);
        meters.clockOffset.set(skewOf({ sentAtMs, serverMs, receivedAtMs }) / 1000);
        meters.due.set(due ?? 0);
        meters.overdue.set(overdue ?? 0);
        meters.outbox.set(outbox ?? 0);
        meters.outboxLate.set((lateMs ?? 0) / 1000);
        meters.auditUnsealed.set((unsealedMs ?? 0) / 1000);
        if (fullness === null) meters.redisFullness.remove();
        else meters.redisFullness.set(fullness);
        meters.captures.reset();
        for (const [state, count] of counts) meters.captures.set({ state }, count);
        meters.redisUp.set(1);
      } catch (error) {
        log.warn({ err: error }, 'the numbers that Redis has cannot be read');
        const { captures, due, overdue, outbox, outboxLate, auditUnsealed, clockOffset, redisFullness } = meters;
        for (const gauge of [due, overdue, outbox, outboxLate, auditUnsealed, clockOffset, redisFullness])
          gauge.remove();
        captures.reset();
        meters.redisUp.set(0);
      }
    },
  };
}
