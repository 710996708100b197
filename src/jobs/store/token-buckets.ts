import type { Allowance } from '../../azure/allowances.ts';
import type { Budget } from '../../azure/budget.ts';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { redisScript } from './redis-script.ts';

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
  const script = (name: string) => redisScript(redis, new URL(`lua/${name}.lua`, import.meta.url));
  const [take, queue, correct] = [script('take-tokens'), script('queue-for-tokens'), script('correct-tokens')];
  const keysFor = (of: readonly Allowance[]) => of.map(({ key }) => keys.budget(key));
  const sizesOf = (of: readonly Allowance[]) =>
    of.flatMap(one => [Math.max(1, one.capacity * atOnce - spareOf(one, Math.max(1, share))), one.perMinute * share]);

  return {
    async take(of) {
      const [waitMs = 0, ...left] = ((await take({ buckets: keysFor(of), sizes: sizesOf(of) })) as number[]).map(
        Number,
      );
      return waitMs > 0 ? { waitMs } : { left: left.map(one => Math.floor(one / atOnce)) };
    },
    async queue(of, { line, leave, turn }) {
      const asked = { line: `line:${line}`, leave, given: turn ?? 0, buckets: keysFor(of), sizes: sizesOf(of) };
      const [ms = 0, ...told] = ((await queue(asked)) as number[]).map(Number);
      return ms > 0 ? { is: 'wait', ms, turn: told[0] ?? 0 } : { is: 'got', leftPercent: told };
    },
    async correct(told) {
      const of = told.map(({ allowance }) => allowance);
      const said = told.map(({ left, pauseMs }) => [left * atOnce, Math.round(pauseMs)]);
      await correct({ buckets: keysFor(of), sizes: sizesOf(of), told_json: JSON.stringify(said) });
    },
  };
}
