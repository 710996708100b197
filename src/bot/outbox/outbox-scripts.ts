import type { RedisConnection } from '../../jobs/store/redis.ts';
import { nowMs, redisScript } from '../../jobs/store/redis-script.ts';

/** Only who holds the lease may go on: KEYS[1] is the outbox, KEYS[2] what the chat has of it there; ARGV[1] the entry of its place, ARGV[2] token. */
const held = `if redis.call('HGET',KEYS[2],'lease')~=ARGV[2] then return 0 end `;

const sources = {
  due: `${nowMs} return redis.call('ZRANGEBYSCORE',KEYS[1],'-inf',now,'LIMIT',ARGV[1],ARGV[2])`,

  /** Takes an id that is due, and answers when; until the lease is over nobody else finds it due. */
  lease: `${nowMs}
    local due=redis.call('ZSCORE',KEYS[1],ARGV[1]) if not due or tonumber(due)>now then return 0 end
    redis.call('ZADD',KEYS[1],now+ARGV[3],ARGV[1]) redis.call('SREM',KEYS[1]..':resting',ARGV[1])
    redis.call('HSET',KEYS[2],'lease',ARGV[2]) return now`,

  /** Holds on for another while, and saves what is given as field and value pairs; an empty value removes the field. */
  keep: `${nowMs}${held}
    redis.call('ZADD',KEYS[1],now+ARGV[3],ARGV[1])
    for i=4,#ARGV,2 do if ARGV[i+1]=='' then redis.call('HDEL',KEYS[2],ARGV[i]) else redis.call('HSET',KEYS[2],ARGV[i],ARGV[i+1]) end end
    if KEYS[3] then redis.call('SET',KEYS[3],ARGV[1]) end return 1`,

  /** Lets go: done when the record (KEYS[3]) has not moved since, else due again at once. */
  done: `${nowMs}${held} redis.call('HDEL',KEYS[2],'lease')
    if redis.call('HGET',KEYS[3],'rev')==ARGV[3] then redis.call('ZREM',KEYS[1],ARGV[1]) else redis.call('ZADD',KEYS[1],now,ARGV[1]) end return 1`,

  /** Lets go for a while, which the next notice ends; at once when the record (KEYS[3]) has moved since. */
  rest: `${nowMs}${held} redis.call('HDEL',KEYS[2],'lease')
    if redis.call('HGET',KEYS[3],'rev')~=ARGV[3] then redis.call('ZADD',KEYS[1],now,ARGV[1]) return 1 end
    redis.call('ZADD',KEYS[1],now+ARGV[4],ARGV[1]) redis.call('SADD',KEYS[1]..':resting',ARGV[1]) return 1`,

  /**
   * Redis knows less than was told once (ARGV[2]) or decided (ARGV[3]): all that is shown is due again. KEYS[3] is the record; where
   * that is gone, one of those who ask is to say so, and nobody else for ARGV[4] seconds.
   */
  setBack: `${nowMs} if redis.call('EXISTS',KEYS[3])==0 then
      redis.call('ZREM',KEYS[1],ARGV[1])
      if redis.call('SET',KEYS[1]..':gone:'..ARGV[1],'1','NX','EX',ARGV[4]) then return 2 end return 3 end
    if tonumber(redis.call('HGET',KEYS[2],'sentRev') or '0')>=tonumber(ARGV[2])
      and tonumber(redis.call('HGET',KEYS[3],'rev') or '0')>=tonumber(ARGV[3]) then return 0 end
    redis.call('HSET',KEYS[2],'sentRev','-1') redis.call('ZADD',KEYS[1],now,ARGV[1]) return 1`,

  /** Lets go for a while, whatever comes. */
  later: `${nowMs}${held} redis.call('HDEL',KEYS[2],'lease') redis.call('ZADD',KEYS[1],now+ARGV[3],ARGV[1]) return 1`,
} as const;

/** The scripts of the outbox. */
export function outboxScripts(redis: RedisConnection) {
  const script = (source: string) => redisScript(redis, source);
  return {
    due: script(sources.due),
    lease: script(sources.lease),
    keep: script(sources.keep),
    done: script(sources.done),
    rest: script(sources.rest),
    later: script(sources.later),
    setBack: script(sources.setBack),
  };
}
