import type { Allowance } from '../../azure/allowances.ts';
import type { Budget } from '../../azure/budget.ts';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { nowMs, redisScript } from './redis-script.ts';

/** `level` fills a bucket up to now; ARGV goes by pairs of capacity and tokens a minute, in the order of KEYS. */
const level = `local function level(i) local capacity,perMinute=tonumber(ARGV[2*i-1]),tonumber(ARGV[2*i])
    local h=redis.call('HMGET',KEYS[i],'tokens','at','till') local at=tonumber(h[2] or now)
    local tokens=math.min(capacity,tonumber(h[1] or capacity)+math.max(0,now-at)*perMinute/60000)
    return tokens,math.max(at,now),capacity,perMinute,tonumber(h[3] or 0) end
  local function keep(i,tokens,at,capacity,perMinute,till)
    redis.call('HSET',KEYS[i],'tokens',tostring(tokens),'at',at)
    redis.call('PEXPIRE',KEYS[i],math.ceil(math.max(till,at+(capacity-tokens)/perMinute*60000)-now)+1000) end `;

const sources = {
  take: `${nowMs}${level} local wait=0
    for i=1,#KEYS do local tokens,at,_,perMinute=level(i)
      if at>now then wait=math.max(wait,at-now) end
      if tokens<1 then wait=math.max(wait,at-now+math.ceil((1-tokens)/perMinute*60000)) end end
    if wait>0 then return {math.ceil(wait)} end
    local left={0} for i=1,#KEYS do local tokens,at,capacity,perMinute,till=level(i)
      keep(i,tokens-1,at,capacity,perMinute,till) left[i+1]=math.floor(tokens-1) end return left`,

  /**
   * After the pairs come the line to stand in, the share that is left for others, and the turn that was given (0: none). Who finds no
   * room, or others in line, gets a turn behind them; a turn that came to nothing by a pause is a new one after it.
   */
  queue: `${nowMs}${level} local n,wait,slot,lines=2*#KEYS,0,0,{}
    local line,leave,turn=ARGV[n+1],tonumber(ARGV[n+2]),tonumber(ARGV[n+3])
    if turn>now then return {turn-now,turn} end
    for i=1,#KEYS do local tokens,at,capacity,perMinute=level(i) local need=1+leave*capacity
      if at>now then turn=0 end
      local short=at-now if tokens<need then short=short+math.ceil((need-tokens)/perMinute*60000) end
      local last=math.max(tonumber(redis.call('HGET',KEYS[i],line) or 0),now+short)
      if last>now then slot=math.max(slot,last) lines[i]=last end
      wait=math.max(wait,short) end
    if turn>0 and wait>0 then return {math.ceil(wait),turn} end
    if turn==0 and slot>0 then
      for i,last in pairs(lines) do local tokens,at,capacity,perMinute,till=level(i)
        local after=math.ceil(last+60000/perMinute/(1-leave)) till=math.max(till,after)
        redis.call('HSET',KEYS[i],line,after,'till',till) keep(i,tokens,at,capacity,perMinute,till) end
      return {math.ceil(slot-now),math.ceil(slot)} end
    local taken={0} for i=1,#KEYS do local tokens,at,capacity,perMinute,till=level(i)
      keep(i,tokens-1,at,capacity,perMinute,till) taken[i+1]=math.floor(100*(tokens-1)/capacity) end return taken`,

  /** The pairs of what is left and for how long to pause come after those of the capacities. */
  correct: `${nowMs}${level}
    for i=1,#KEYS do local tokens,at,capacity,perMinute,till=level(i) local told=2*#KEYS+2*i-1
      keep(i,math.min(tokens,tonumber(ARGV[told])),math.max(at,now+tonumber(ARGV[told+1])),capacity,perMinute,till) end return 1`,
} as const;

/** A count of others begins when the first call arrives, and ours when it is sent: so far they may be apart. */
const onTheWayMs = 500;
const spareOf = ({ capacity, perMinute }: Allowance, faster: number): number =>
  Math.min(capacity / 5, 1 + ((perMinute * faster) / 60_000) * onTheWayMs);

/** Got, and how full each bucket is then; or when the turn is, by Redis's clock too. */
export type Turn =
  | { readonly is: 'got'; readonly leftPercent: readonly number[] }
  | { readonly is: 'wait'; readonly ms: number; readonly turn: number };

export interface Buckets extends Budget {
  /** Takes one of each in the order of asking. `line` is where it stands; `leave` the share of each bucket that it leaves for others; `turn` the one it was given. */
  queue(of: readonly Allowance[], how: { line: string; leave: number; turn: number | null }): Promise<Turn>;
}

/**
 * Token buckets of all processes at one Redis; `share` of what is published is ours to use. More than 1 is for a simulated
 * world that runs so many times faster: its buckets fill faster and are no larger.
 */
export function redisBuckets({
  redis,
  prefix,
  share,
}: {
  redis: RedisConnection;
  prefix: string;
  share: number;
}): Buckets {
  const keys = keysOf(prefix);
  const atOnce = Math.min(1, share);
  const take = redisScript(redis, sources.take);
  const queue = redisScript(redis, sources.queue);
  const correct = redisScript(redis, sources.correct);
  const keysFor = (of: readonly Allowance[]) => of.map(({ key }) => keys.budget(key));
  const sizesOf = (of: readonly Allowance[]) =>
    of.flatMap(one => [Math.max(1, one.capacity * atOnce - spareOf(one, Math.max(1, share))), one.perMinute * share]);

  return {
    async take(of) {
      const [waitMs = 0, ...left] = ((await take(keysFor(of), sizesOf(of))) as number[]).map(Number);
      return waitMs > 0 ? { waitMs } : { left: left.map(one => Math.floor(one / atOnce)) };
    },
    async queue(of, { line, leave, turn }) {
      const args = [...sizesOf(of), `line:${line}`, leave, turn ?? 0];
      const [ms = 0, ...told] = ((await queue(keysFor(of), args)) as number[]).map(Number);
      return ms > 0 ? { is: 'wait', ms, turn: told[0] ?? 0 } : { is: 'got', leftPercent: told };
    },
    async correct(told) {
      const of = told.map(({ allowance }) => allowance);
      const said = told.flatMap(({ left, pauseMs }) => [left * atOnce, Math.round(pauseMs)]);
      await correct(keysFor(of), [...sizesOf(of), ...said]);
    },
  };
}
