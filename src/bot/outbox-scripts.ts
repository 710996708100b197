import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

const nowMs = `local t=redis.call('TIME') local now=t[1]*1000+math.floor(t[2]/1000) `;

/** Only who holds the lease may go on: KEYS[1] is the outbox, KEYS[2] what the chat has of the capture; ARGV[1] id, ARGV[2] token. */
const held = `if redis.call('HGET',KEYS[2],'lease')~=ARGV[2] then return 0 end `;

const sources = {
  due: `${nowMs} return redis.call('ZRANGEBYSCORE',KEYS[1],'-inf',now,'LIMIT',0,ARGV[1])`,

  /** Takes an id that is due; until the lease is over nobody else finds it due. */
  lease: `${nowMs}
    local due=redis.call('ZSCORE',KEYS[1],ARGV[1]) if not due or tonumber(due)>now then return 0 end
    redis.call('ZADD',KEYS[1],now+ARGV[3],ARGV[1]) redis.call('HSET',KEYS[2],'lease',ARGV[2]) return 1`,

  /** Holds on for another while, and saves what is given as field and value pairs; an empty value removes the field. */
  keep: `${nowMs}${held}
    redis.call('ZADD',KEYS[1],now+ARGV[3],ARGV[1])
    for i=4,#ARGV,2 do if ARGV[i+1]=='' then redis.call('HDEL',KEYS[2],ARGV[i]) else redis.call('HSET',KEYS[2],ARGV[i],ARGV[i+1]) end end
    if KEYS[3] then redis.call('SET',KEYS[3],ARGV[1]) end return 1`,

  /** Lets go: done when the record (KEYS[3]) has not moved since, else due again at once. */
  done: `${nowMs}${held} redis.call('HDEL',KEYS[2],'lease')
    if redis.call('HGET',KEYS[3],'rev')==ARGV[3] then redis.call('ZREM',KEYS[1],ARGV[1]) else redis.call('ZADD',KEYS[1],now,ARGV[1]) end return 1`,

  /** Lets go for a while. */
  later: `${nowMs}${held} redis.call('HDEL',KEYS[2],'lease') redis.call('ZADD',KEYS[1],now+ARGV[3],ARGV[1]) return 1`,
} as const;

/** The scripts of the outbox, each sent by its hash and in full only to a Redis that does not know it yet. Time is Redis's own. */
export function outboxScripts(redis: Redis) {
  const runner = (source: string) => {
    const sha = createHash('sha1').update(source).digest('hex');
    return async (keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> => {
      try {
        return await redis.evalsha(sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return await redis.eval(source, keys.length, ...keys, ...args);
      }
    };
  };
  return {
    due: runner(sources.due),
    lease: runner(sources.lease),
    keep: runner(sources.keep),
    done: runner(sources.done),
    later: runner(sources.later),
  };
}
