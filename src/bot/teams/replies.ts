import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import { redisBuckets } from '../../jobs/store/token-buckets.ts';
import type { Log } from '../../log.ts';
import { ChatError } from '../chat.ts';
import { teamsLimits } from './rate-limits.ts';

const patienceMs = 5000;
/** How long an answer that Teams does not take is tried again, and how often where Teams does not say. */
const persistMs = 60_000;
const againMs = 1000;

/**
 * Counts what is said to people beside the outbox, and lets it wait for a moment where the conversation has no room. It is said
 * in any case: somebody waits for it. What Teams has surely not taken is said again.
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

  async function room(conversation: string): Promise<void> {
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
  }

  return async (conversation: string, say: () => Promise<unknown>): Promise<void> => {
    const untilMs = performance.now() + persistMs;
    for (;;) {
      await room(conversation);
      try {
        await say();
        return;
      } catch (error) {
        const waitMs = Math.max(againMs, error instanceof ChatError ? (error.retryAfterMs ?? 0) : 0);
        if (!isPassingNo(error) || performance.now() + waitMs > untilMs) throw error;
        await sleep(waitMs);
      }
    }
  };
}

const isPassingNo = (error: unknown): boolean =>
  error instanceof ChatError && error.passing && error.kind !== 'unanswered';
