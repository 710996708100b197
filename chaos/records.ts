import type { Redis } from 'ioredis';
import { keysOf } from '../src/jobs/keys.ts';
import type { Capture } from '../src/jobs/record.ts';
import { readRecord } from '../src/jobs/stored.ts';

/** Every capture that is on record now. */
export async function readRecords(redis: Redis, prefix: string): Promise<readonly Capture[]> {
  const keys = keysOf(prefix);
  const ids = await redis.zrange(keys.index, '0', '-1');
  const found = await Promise.all(ids.map(id => redis.hmget(keys.capture(id), 'record', 'rev')));
  return found.flatMap(([record, rev]) => (record ? [readRecord(record, Number(rev))] : []));
}
