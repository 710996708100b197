import { setTimeout as sleep } from 'node:timers/promises';
import { redisBuckets } from '../jobs/buckets.ts';
import type { RedisConnection } from '../jobs/redis.ts';
import type { Log } from '../log.ts';
import { teamsLimits } from './teams-limits.ts';

const patienceMs = 5000;

/**
 * Counts what is said to people beside the outbox, and lets it wait for a moment where the conversation has no room. It is said
 * in any case: somebody waits for it.
 */
export function teamsAnswering({
  log,
  ...ground
}: {
  redis: RedisConnection;
  prefix: string;
  share: number;
  log: Log;
}) {
  const buckets = redisBuckets(ground);
  return async (conversation: string): Promise<void> => {
    if (ground.redis.status !== 'ready') return;
    const untilMs = performance.now() + patienceMs;
    try {
      for (;;) {
        const taken = await buckets.take(teamsLimits('post', conversation));
        if ('left' in taken || performance.now() + taken.waitMs > untilMs) return;
        await sleep(taken.waitMs);
      }
    } catch (error) {
      log.warn({ err: error }, 'an answer in Teams could not be counted');
    }
  };
}
