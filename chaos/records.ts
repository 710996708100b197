import type { Redis } from 'ioredis';
import type { Capture } from '../src/jobs/record/record.ts';
import { readRecord } from '../src/jobs/record/record-codec.ts';
import { keysOf } from '../src/jobs/store/keys.ts';

/** What was read before, by the stored text and its revision: a record that has not changed is not read again. */
export type Known = Map<string, Capture>;

/** Every capture that is on record now. */
export async function readRecords(redis: Redis, prefix: string, known: Known = new Map()): Promise<readonly Capture[]> {
  const keys = keysOf(prefix);
  const ids = await redis.zrange(keys.index, '0', '-1');
  const found = await Promise.all(ids.map(id => redis.hmget(keys.capture(id), 'record', 'rev')));
  const captures = new Map(
    found.flatMap(([record, rev]) => {
      if (!record) return [];
      const stored = `${rev} ${record}`;
      return [[stored, known.get(stored) ?? readRecord<Capture>(record, Number(rev))] as const];
    }),
  );
  known.clear();
  for (const [stored, capture] of captures) known.set(stored, capture);
  return [...captures.values()];
}
