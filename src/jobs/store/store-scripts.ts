import { auditNote } from './audit-scripts.ts';
import type { RedisConnection } from './redis.ts';
import { nowMs, type Reply, redisScript, type Script } from './redis-script.ts';

/**
 * A changed record gets the next `rev`, its state beside it for whoever counts, and each place it is told in (those after ARGV[from])
 * one in the outbox; an unchanged one, or none ('' from a tick that changed nothing), neither. When there are more notices than before (ARGV[from] now), a place that rests is told of them at once.
 */
const save = `local function stateOf(record) return string.match(record,'"status":{"is":"(%a+)"') or '' end
  local function save(key,outbox,from,record) if record~='' and redis.call('HGET',key,'record')~=record then
  local news=redis.call('HGET',key,'notices')~=ARGV[from]
  redis.call('HSET',key,'record',record,'is',stateOf(record),'notices',ARGV[from]) redis.call('HINCRBY',key,'rev',1)
  for i=from+1,#ARGV do redis.call('ZADD',outbox,'NX',now,ARGV[i])
    if news and redis.call('SREM',outbox..':resting',ARGV[i])==1 then redis.call('ZADD',outbox,now,ARGV[i]) end end end end `;

/**
 * Locks come in pairs of keys: who holds it, and who waits for it. `blocker` is who else it is for; `release` lets go of the pairs
 * from KEYS[from] on; whenever a line moves, those in it are looked at. A line is in order of arrival, to the microsecond.
 */
export const locks = `local function blocker(id,at) local held=redis.call('GET',KEYS[at]) if held then return held~=id and held or nil end
    local first=redis.call('ZRANGE',KEYS[at+1],0,0)[1] return first~=id and first or nil end
  local function moved(line,due) for _,other in ipairs(redis.call('ZRANGE',line,0,-1)) do redis.call('ZADD',due,now,other) end end
  local function release(id,from,due) for i=from,#KEYS,2 do
    if redis.call('GET',KEYS[i])==id then redis.call('DEL',KEYS[i]) end redis.call('ZREM',KEYS[i+1],id) moved(KEYS[i+1],due) end end `;

const sources = {
  /** What was said (ARGV[4]) is noted each time, what it came to (ARGV[3]) once. */
  accept: `${nowMs}${save}${auditNote}
    local known=redis.call('GET',KEYS[1]) if not known and redis.call('EXISTS',KEYS[2])==1 then return 0 end
    note(KEYS[5],KEYS[6],ARGV[4]) if known then return known end
    redis.call('SET',KEYS[1],ARGV[1],'EX',86400) redis.call('HSET',KEYS[2],'record',ARGV[2],'is',stateOf(ARGV[2]),'rev',1,'epoch',0)
    redis.call('ZADD',KEYS[3],now,ARGV[1]) for i=5,#ARGV do redis.call('ZADD',KEYS[4],now,ARGV[i]) end note(KEYS[5],KEYS[6],ARGV[3]) redis.call('ZADD',KEYS[7],now,ARGV[1])
    return ARGV[1]`,

  /** A record of a version after `ARGV[2]`, or of a procedure that is not among those from `ARGV[4]` on, is left for others, for `ARGV[3]` ms. */
  claim: `${nowMs}
    if redis.call('EXISTS',KEYS[1])==0 then return {-1} end
    local due=redis.call('ZSCORE',KEYS[2],ARGV[1]) if not due then return {-1} end
    if tonumber(due)-now>50 then return {tonumber(due)-now} end
    local h=redis.call('HMGET',KEYS[1],'rev','record','operation')
    local schema=tonumber(string.match(h[2] or '','^{"schema":(%d+)') or 0)
    local of=string.match(h[2] or '','^{"schema":%d+,"procedure":"([^"]+)"')
    for i=4,#ARGV do if ARGV[i]==of then of=nil end end
    if of or schema>tonumber(ARGV[2]) then redis.call('ZADD',KEYS[2],now+ARGV[3],ARGV[1]) return {tonumber(ARGV[3]),schema} end
    return {0,redis.call('HINCRBY',KEYS[1],'epoch',1),h[1],h[2],h[3],now-due,now}`,

  /** `ARGV[7]` is take, queue or nothing: what is done with the first `ARGV[8]` pairs of locks; the pairs after them are let go. */
  commit: `${nowMs}${save}${locks}${auditNote}
    if redis.call('HGET',KEYS[1],'epoch')~=ARGV[2] then return {0} end
    local id,last=ARGV[1],5+2*tonumber(ARGV[8])
    if ARGV[7]=='take' then
      for i=6,last,2 do local other=blocker(id,i) if other then
        return {2,other,redis.call('ZRANK',KEYS[i+1],id) or redis.call('ZCARD',KEYS[i+1])} end end
      for i=6,last,2 do redis.call('SET',KEYS[i],id)
        if redis.call('ZREM',KEYS[i+1],id)==1 then moved(KEYS[i+1],KEYS[2]) end end end
    local due=tonumber(ARGV[5])
    if ARGV[7]=='queue' then local free=true
      for i=6,last,2 do if blocker(id,i) then free=false redis.call('ZADD',KEYS[i+1],'NX',t[1]*1000000+t[2],id) end end
      if free then due=0 end end
    save(KEYS[1],KEYS[3],9,ARGV[3])
    if ARGV[4]=='' then redis.call('HDEL',KEYS[1],'operation') else redis.call('HSET',KEYS[1],'operation',ARGV[4]) end
    if due<0 then redis.call('ZREM',KEYS[2],id) else redis.call('ZADD',KEYS[2],now+due,id) end
    note(KEYS[4],KEYS[5],ARGV[6]) release(id,last+1,KEYS[2]) return {1}`,

  decide: `${nowMs}${save}${locks}${auditNote}
    if redis.call('HGET',KEYS[1],'rev')~=ARGV[2] then return 0 end
    redis.call('HINCRBY',KEYS[1],'epoch',1) save(KEYS[1],KEYS[3],6,ARGV[3])
    if ARGV[5]=='1' then redis.call('ZREM',KEYS[2],ARGV[1]) else redis.call('ZADD',KEYS[2],now,ARGV[1]) end release(ARGV[1],6,KEYS[2])
    note(KEYS[4],KEYS[5],ARGV[4]) return 1`,

  note: `${nowMs}${auditNote} note(KEYS[1],KEYS[2],ARGV[1]) return 1`,

  overdue: `${nowMs} return redis.call('ZRANGEBYSCORE',KEYS[1],'-inf',now-ARGV[1],'LIMIT',0,ARGV[2])`,
} as const;

/** The scripts of the store. */
export function scripts(redis: RedisConnection) {
  const script = (source: string) => redisScript(redis, source);
  const list = async (run: Promise<Reply>) => {
    const reply = await run;
    return Array.isArray(reply) ? (reply as readonly (string | number | null)[]) : [reply as string | number];
  };
  const [claim, commit] = [script(sources.claim), script(sources.commit)];
  return {
    accept: script(sources.accept),
    decide: script(sources.decide),
    note: script(sources.note),
    overdue: script(sources.overdue),
    claim: (...of: Parameters<Script>) => list(claim(...of)),
    commit: (...of: Parameters<Script>) => list(commit(...of)),
  };
}
