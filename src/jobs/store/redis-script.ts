import { createHash } from 'node:crypto';
import type { RedisConnection } from './redis.ts';
import { redisCode } from './redis-errors.ts';

/** The first words of a script: `now` is Redis's own time in milliseconds, and `t` what it was made of. */
export const nowMs = `local t=redis.call('TIME') local now=t[1]*1000+math.floor(t[2]/1000) `;

export type Reply = string | number | readonly (string | number | null)[];
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<Reply>;

/** A Lua script, sent by its hash, and in full only to a Redis that does not know it yet. */
export function redisScript(redis: RedisConnection, source: string): Script {
  const sha = createHash('sha1').update(source).digest('hex');
  return async (keys, args) => {
    try {
      return (await redis.evalsha(sha, keys.length, ...keys, ...args)) as Reply;
    } catch (error) {
      if (redisCode(error) !== 'NOSCRIPT') throw error;
      return (await redis.eval(source, keys.length, ...keys, ...args)) as Reply;
    }
  };
}
