import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { forgetKeys, type RunningRedis, startRedis } from '../../sandbox/redis.ts';
import { redisStore, type Store } from '../../src/jobs/store/store.ts';

export interface Ground {
  url: string;
  redis: Redis;
  store: Store;
  /** Another one for each test. */
  prefix: string;
}

/** A store on a real Redis, empty before each test of the file that calls this; what it answers is filled in by then. */
export function storeForEachTest(): Readonly<Ground> {
  const ground = {} as Ground;
  let running: RunningRedis;
  beforeAll(async () => {
    running = await startRedis();
    ground.url = running.url;
    ground.redis = new Redis(running.url);
  });
  beforeEach(() => {
    ground.prefix = `test-${randomBytes(6).toString('hex')}`;
    ground.store = redisStore({ redis: ground.redis, prefix: ground.prefix });
  });
  afterEach(async () => {
    if (!running.pid) await forgetKeys(running.url, ground.prefix);
  });
  afterAll(async () => {
    ground.redis.disconnect();
    await running.close();
  });
  return ground;
}
