import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';

const atOnce = 500;

/**
 * Has captures looked at that have failed and that nobody would look at any more: versions before this one let those that own nothing wait for ever, and now
 * they expire in their time.
 */
export async function wakeFailed({ redis, prefix }: { redis: RedisConnection; prefix: string }): Promise<void> {
  const keys = keysOf(prefix);
  const ids = await redis.zrange(keys.index, '0', '-1');
  for (let from = 0; from < ids.length; from += atOnce)
    await Promise.all(
      ids.slice(from, from + atOnce).map(async id => {
        if ((await redis.hget(keys.capture(id), 'is')) === 'failed')
          await redis.zadd(keys.due, 'NX', String(Date.now()), id);
      }),
    );
}
