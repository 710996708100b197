import { randomBytes } from 'node:crypto';
import { forgetKeys, startRedis as start } from '../../sandbox/redis.ts';

export interface TestRedis {
  readonly url: string;
  /** A prefix that no other test uses, since a Redis given by REDIS_URL is shared. */
  readonly prefix: string;
  /** The process of a private Redis, for tests that kill or stop it. */
  readonly pid: number | null;
  close(): Promise<void>;
}

/** A private Redis in a folder that goes away with it, or the one that REDIS_URL names. */
export async function startRedis(): Promise<TestRedis> {
  const redis = await start();
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  return {
    url: redis.url,
    prefix,
    pid: redis.pid ?? null,
    async close() {
      if (!redis.pid) await forgetKeys(redis.url, prefix);
      await redis.close();
    },
  };
}
