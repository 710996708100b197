import { Redis } from 'ioredis';

/** A connection that a worker waits on: it never gives up, and notices a network that has gone silent. */
export function workerRedis(url: string): Redis {
  return quiet(
    new Redis(url, {
      maxRetriesPerRequest: null,
      retryStrategy: times => Math.min(50 * times, 500),
      socketTimeout: 15_000,
    }),
  );
}

/** A connection on which a person waits: it answers or fails within two seconds. */
export function deskRedis(url: string): Redis {
  return quiet(
    new Redis(url, {
      enableOfflineQueue: false,
      commandTimeout: 1_500,
      maxRetriesPerRequest: 1,
      retryStrategy: times => Math.min(50 * times, 500),
      socketTimeout: 15_000,
    }),
  );
}

/** Waits for a connection to be up; throws a sentence when Redis is not there in time or does not keep what it is given. */
export async function checkRedis(
  redis: Redis,
  { timeoutMs }: { timeoutMs: number },
): Promise<{ readonly warning: string | null }> {
  const until = Date.now() + timeoutMs;
  while (redis.status !== 'ready') {
    if (Date.now() > until) throw new Error('Redis cannot be reached: check REDIS_URL and that it is running.');
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  const policy = await setting(redis, 'maxmemory-policy');
  if (policy !== null && policy !== 'noeviction')
    throw new Error(`Redis may throw records away (maxmemory-policy is ${policy}): set it to noeviction.`);
  const appendOnly = await setting(redis, 'appendonly');
  return {
    warning:
      appendOnly === 'no' ? 'Redis keeps no append-only file: a crash of it loses captures. Set appendonly yes.' : null,
  };
}

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

/** ioredis throws what nobody listens for; every command reports its own failure already. */
function quiet(redis: Redis): Redis {
  redis.on('error', () => {});
  return redis;
}
