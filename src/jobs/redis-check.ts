import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import { scrub } from '../log.ts';
import type { RedisConnection } from './redis.ts';

/** More than this between a process's clock and Redis's, and nothing is begun: what is due would be looked at early or late. */
const mostSkewMs = 1_000;

/**
 * Waits for a connection to be up; throws a sentence when Redis is not there in time, does not keep what it is given, or has
 * another time. In a Cluster every master is asked.
 */
export async function checkRedis(
  redis: RedisConnection,
  { timeoutMs, now = Date.now }: { timeoutMs: number; now?: () => number },
): Promise<{ readonly warning: string | null }> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    await upInTime(redis, until);
    try {
      return await judged(redis, now);
    } catch (error) {
      // A connection may go again just after it has come.
      if (Date.now() > until || !(error instanceof Error) || !/closed|timed out/i.test(error.message)) throw error;
      await sleep(100);
    }
  }
}

async function judged(redis: RedisConnection, now: () => number): Promise<{ readonly warning: string | null }> {
  let keeps = true;
  for (const node of redis instanceof Cluster ? redis.nodes('master') : [redis]) {
    const policy = await setting(node, 'maxmemory-policy');
    if (policy !== null && policy !== 'noeviction')
      throw new Error(
        `Redis${at(redis, node)} may throw records away (maxmemory-policy is ${policy}): set it to noeviction.`,
      );
    const sentAtMs = now();
    const [serverMs, receivedAtMs] = [timeOf(await node.time()), now()];
    const skewMs = skewOf({ sentAtMs, serverMs, receivedAtMs });
    if (Math.abs(skewMs) > mostSkewMs)
      throw new Error(
        `The clocks are apart: this process says ${iso(receivedAtMs)}, Redis${at(redis, node)} says ${iso(serverMs)}. Set both by the same time server (NTP).`,
      );
    keeps &&= (await setting(node, 'appendonly')) !== 'no';
  }
  return {
    warning: keeps ? null : 'Redis keeps no append-only file: a crash of it loses captures. Set appendonly yes.',
  };
}

async function upInTime(redis: RedisConnection, until: number): Promise<void> {
  let why = '';
  const listen = (error: Error & { lastNodeError?: Error }) => {
    why = scrub(error.lastNodeError?.message ?? error.message).replace(/\.$/, '');
  };
  redis.on('error', listen);
  try {
    while (redis.status !== 'ready') {
      if (Date.now() > until || inVain.test(why))
        throw new Error(
          `Redis cannot be reached: check REDIS_URL, that it is running and, with rediss, whose certificate it has.${why ? ` The last try: ${why}.` : ''}`,
        );
      await sleep(50);
    }
  } finally {
    redis.off('error', listen);
  }
}

/** What no waiting changes: who is there is not whom we trust, or does not trust us. */
const inVain = /certificate|altnames|WRONGPASS|NOAUTH/i;

/** How far this process's clock is ahead of Redis's, at the least: what may be the time on the way is none of it. */
export function skewOf(seen: { sentAtMs: number; serverMs: number; receivedAtMs: number }): number {
  const { sentAtMs, serverMs, receivedAtMs } = seen;
  if (serverMs < sentAtMs) return sentAtMs - serverMs;
  return serverMs > receivedAtMs ? receivedAtMs - serverMs : 0;
}

/** Redis's two numbers as one, in milliseconds. */
const timeOf = ([seconds = 0, microseconds = 0]: readonly number[]): number =>
  Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);

const iso = (ms: number): string => new Date(ms).toISOString();

/** Which node of a Cluster it is; nothing for a server. */
const at = (redis: RedisConnection, node: Redis): string =>
  redis === node ? '' : ` at ${node.options.host}:${node.options.port}`;

/** A setting of the server; null where a managed Redis does not tell. */
async function setting(redis: Redis, name: string): Promise<string | null> {
  try {
    const answer: unknown = await redis.config('GET', name);
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : null;
  } catch (error) {
    if (error instanceof Error && /unknown command|NOPERM|not allowed/i.test(error.message)) return null;
    throw error;
  }
}
