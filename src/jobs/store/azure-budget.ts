import type { Budget } from '../../azure/budget.ts';
import type { RedisConnection } from './redis.ts';
import { redisBuckets } from './token-buckets.ts';

/** Above this level of a subscription's reads looks come at their own pace; below it all of them slow down together. */
const comfortable = 0.5;
const longestStretch = 20;

export interface WorkersBudget extends Budget {
  /** How many times as long as usual to wait for the next look, so that all captures of a subscription get theirs. */
  stretch(subscriptionId: string): number;
}

/** What all workers at one Redis may ask of Azure, as they last saw it. */
export function redisBudget(ground: { redis: RedisConnection; prefix: string; share: number }): WorkersBudget {
  const { take, correct } = redisBuckets(ground);
  const levels = new Map<string, number>();

  return {
    async take(of) {
      const taken = await take(of);
      for (const [index, { key, capacity }] of of.entries())
        if (key.endsWith(' reads')) levels.set(key, 'left' in taken ? (taken.left[index] ?? 0) / capacity : 0);
      return taken;
    },
    correct,
    stretch(subscriptionId) {
      const level = levels.get(`${subscriptionId.toLowerCase()} reads`) ?? 1;
      return Math.min(longestStretch, Math.max(1, comfortable / Math.max(level, 0.001)));
    },
  };
}
