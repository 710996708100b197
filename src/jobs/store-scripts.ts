import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

const nowMs = `local t=redis.call('TIME') local now=t[1]*1000+math.floor(t[2]/1000) `;

/** A changed record gets the next `rev` and a place in the outbox; an unchanged one neither. */
const save = `local function save(key,outbox,id,record) if redis.call('HGET',key,'record')~=record then
  redis.call('HSET',key,'record',record) redis.call('HINCRBY',key,'rev',1) redis.call('ZADD',outbox,'NX',now,id) end end `;

/** Lets go of the locks from KEYS[from] on, where this capture is the holder. */
const release = `local function release(id,from) for i=from,#KEYS do
  if redis.call('GET',KEYS[i])==id then redis.call('DEL',KEYS[i]) end end end `;

const audit = `local function note(stream,entry) if entry~='' then redis.call('XADD',stream,'*','t',now,'entry',entry) end end `;

const sources = {
  accept: `${nowMs}${audit}
    if not redis.call('SET',KEYS[1],ARGV[1],'NX','EX',86400) then return redis.call('GET',KEYS[1]) end
    redis.call('HSET',KEYS[2],'record',ARGV[2],'rev',1,'epoch',0)
    redis.call('ZADD',KEYS[3],now,ARGV[1]) redis.call('ZADD',KEYS[4],now,ARGV[1]) note(KEYS[5],ARGV[3]) redis.call('ZADD',KEYS[6],now,ARGV[1])
    return ARGV[1]`,

  claim: `${nowMs}
    if redis.call('EXISTS',KEYS[1])==0 then return {-1} end
    local due=redis.call('ZSCORE',KEYS[2],ARGV[1]) if not due then return {-1} end
    if tonumber(due)-now>50 then return {tonumber(due)-now} end
    local epoch=redis.call('HINCRBY',KEYS[1],'epoch',1)
    local h=redis.call('HMGET',KEYS[1],'rev','record','operation') return {0,epoch,h[1],h[2],h[3]}`,

  commit: `${nowMs}${save}${release}${audit}
    if redis.call('HGET',KEYS[1],'epoch')~=ARGV[2] then return {0} end
    local take,wanted=tonumber(ARGV[7]),tonumber(ARGV[8])
    for i=5,4+take do local held=redis.call('GET',KEYS[i]) if held and held~=ARGV[1] then return {2,held} end end
    for i=5,4+take do redis.call('SET',KEYS[i],ARGV[1]) end
    save(KEYS[1],KEYS[3],ARGV[1],ARGV[3])
    if ARGV[4]=='' then redis.call('HDEL',KEYS[1],'operation') else redis.call('HSET',KEYS[1],'operation',ARGV[4]) end
    if tonumber(ARGV[5])<0 then redis.call('ZREM',KEYS[2],ARGV[1]) else redis.call('ZADD',KEYS[2],now+ARGV[5],ARGV[1]) end
    note(KEYS[4],ARGV[6]) release(ARGV[1],5+wanted) return {1}`,

  decide: `${nowMs}${save}${release}${audit}
    if redis.call('HGET',KEYS[1],'rev')~=ARGV[2] then return 0 end
    redis.call('HINCRBY',KEYS[1],'epoch',1) save(KEYS[1],KEYS[3],ARGV[1],ARGV[3])
    if ARGV[5]=='1' then redis.call('ZREM',KEYS[2],ARGV[1]) release(ARGV[1],5) else redis.call('ZADD',KEYS[2],now,ARGV[1]) end
    note(KEYS[4],ARGV[4]) return 1`,

  overdue: `${nowMs} return redis.call('ZRANGEBYSCORE',KEYS[1],'-inf',now-ARGV[1],'LIMIT',0,ARGV[2])`,
} as const;

type Reply = string | number | readonly (string | number | null)[];
type Runner = (keys: readonly string[], args: readonly (string | number)[]) => Promise<Reply>;

/** The scripts of the store, each sent by its hash and in full only to a Redis that does not know it yet. Time is Redis's own. */
export function scripts(redis: Redis) {
  const runner = (source: string): Runner => {
    const sha = createHash('sha1').update(source).digest('hex');
    return async (keys, args) => {
      try {
        return (await redis.evalsha(sha, keys.length, ...keys, ...args)) as Reply;
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return (await redis.eval(source, keys.length, ...keys, ...args)) as Reply;
      }
    };
  };
  const list = async (run: Promise<Reply>) => {
    const reply = await run;
    return Array.isArray(reply) ? (reply as readonly (string | number | null)[]) : [reply as string | number];
  };
  const [accept, claim, commit, decide, overdue] = [
    sources.accept,
    sources.claim,
    sources.commit,
    sources.decide,
    sources.overdue,
  ].map(runner) as [Runner, Runner, Runner, Runner, Runner];
  return {
    accept,
    decide,
    overdue,
    claim: (...of: Parameters<Runner>) => list(claim(...of)),
    commit: (...of: Parameters<Runner>) => list(commit(...of)),
  };
}
