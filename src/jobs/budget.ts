import type { Allowance } from '../azure/allowances.ts';
import type { Budget } from '../azure/budget.ts';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { nowMs, redisScript } from './redis-script.ts';

/** `level` fills a bucket up to now; ARGV goes by pairs of capacity and tokens a minute, in the order of KEYS. */
const level = `local function level(i) local capacity,perMinute=tonumber(ARGV[2*i-1]),tonumber(ARGV[2*i])
    local h=redis.call('HMGET',KEYS[i],'tokens','at') local at=tonumber(h[2] or now)
    local tokens=math.min(capacity,tonumber(h[1] or capacity)+math.max(0,now-at)*perMinute/60000)
    return tokens,math.max(at,now),capacity,perMinute end
  local function keep(i,tokens,at,capacity,perMinute)
    redis.call('HSET',KEYS[i],'tokens',tostring(tokens),'at',at)
    redis.call('PEXPIRE',KEYS[i],math.ceil(at-now+(capacity-tokens)/perMinute*60000)+1000) end `;

const sources = {
  take: `${nowMs}${level} local wait=0
    for i=1,#KEYS do local tokens,at,_,perMinute=level(i)
      if at>now then wait=math.max(wait,at-now) end
      if tokens<1 then wait=math.max(wait,at-now+math.ceil((1-tokens)/perMinute*60000)) end end
    if wait>0 then return {math.ceil(wait)} end
    local left={0} for i=1,#KEYS do local tokens,at,capacity,perMinute=level(i)
      keep(i,tokens-1,at,capacity,perMinute) left[i+1]=math.floor(tokens-1) end return left`,

  /** The pairs of what is left and for how long to pause come after those of the capacities. */
  correct: `${nowMs}${level}
    for i=1,#KEYS do local tokens,at,capacity,perMinute=level(i) local told=2*#KEYS+2*i-1
      keep(i,math.min(tokens,tonumber(ARGV[told])),math.max(at,now+tonumber(ARGV[told+1])),capacity,perMinute) end return 1`,
} as const;

/** Above this level of a subscription's reads looks come at their own pace; below it all of them slow down together. */
const comfortable = 0.5;
const longestStretch = 20;

/** Azure's count begins when the first call arrives, and ours when it is sent: so far they may be apart. */
const onTheWayMs = 500;
const spareOf = ({ capacity, perMinute }: Allowance): number =>
  Math.min(capacity / 5, 1 + (perMinute / 60_000) * onTheWayMs);

export interface WorkersBudget extends Budget {
  /** How many times as long as usual to wait for the next look, so that all captures of a subscription get theirs. */
  stretch(subscriptionId: string): number;
}

/**
 * The budget of all workers at one Redis; `share` of what Azure publishes is theirs to use. More than 1 is for a simulated Azure
 * that runs so many times faster: its buckets fill faster and are no larger.
 */
export function redisBudget({
  redis,
  prefix,
  share,
}: {
  redis: RedisConnection;
  prefix: string;
  share: number;
}): WorkersBudget {
  const keys = keysOf(prefix);
  const atOnce = Math.min(1, share);
  const [take, correct] = [redisScript(redis, sources.take), redisScript(redis, sources.correct)];
  const keysFor = (of: readonly Allowance[]) => of.map(({ key }) => keys.budget(key));
  const sizesOf = (of: readonly Allowance[]) =>
    of.flatMap(one => [Math.max(1, one.capacity * atOnce - spareOf(one)), one.perMinute * share]);
  const levels = new Map<string, number>();

  return {
    async take(of) {
      const [waitMs = 0, ...left] = ((await take(keysFor(of), sizesOf(of))) as number[]).map(Number);
      for (const [index, { key, capacity }] of of.entries())
        if (key.endsWith(' reads')) levels.set(key, waitMs > 0 ? 0 : (left[index] ?? 0) / (capacity * atOnce));
      return waitMs > 0 ? { waitMs } : { left: left.map(one => Math.floor(one / atOnce)) };
    },
    async correct(told) {
      const of = told.map(({ allowance }) => allowance);
      const said = told.flatMap(({ left, pauseMs }) => [left * atOnce, Math.round(pauseMs)]);
      await correct(keysFor(of), [...sizesOf(of), ...said]);
    },
    stretch(subscriptionId) {
      const level = levels.get(`${subscriptionId.toLowerCase()} reads`) ?? 1;
      return Math.min(longestStretch, Math.max(1, comfortable / Math.max(level, 0.001)));
    },
  };
}
