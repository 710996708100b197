import { afterEach, expect, test } from 'vitest';
import { type RedisConnection, workerRedis } from '../../../src/jobs/store/redis.ts';
import { checkRedis, skewOf } from '../../../src/jobs/store/redis-check.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { order, startOne } from '../../support/redis-kinds.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function one({ words = [], path = '' }: { words?: readonly string[]; path?: string } = {}) {
  const server = await startOne(words);
  const redis: RedisConnection = workerRedis(redisAddress(`${server.url}${path}`));
  closing.push(server.close, () => redis.disconnect());
  return { server, redis };
}

const soon = { timeoutMs: 100_000 };

test('a Redis that may throw records away is refused', async () => {
  const { server, redis } = await one();
  await order(server, 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  await expect(checkRedis(redis, soon)).rejects.toThrow('maxmemory-policy is allkeys-lru');
});

test('a database that Redis does not have is told, and which to use', async () => {
  const { redis } = await one({ words: ['--databases', '1'], path: '/2' });
  const refused = checkRedis(redis, { ...soon, prefix: 'capture-image' });
  await expect(refused).rejects.toThrow('This Redis has no database 2: use database 0');
});

test('a Redis without an append-only file is warned of', async () => {
  const { server, redis } = await one();
  expect(await checkRedis(redis, soon)).toEqual({ warning: null });
  await order(server, 'CONFIG', 'SET', 'appendonly', 'no');
  expect((await checkRedis(redis, soon)).warning).toContain('Set appendonly yes');
});

test('a Redis that takes no writes for want of replicas is warned of', async () => {
  const { server, redis } = await one();
  await order(server, 'CONFIG', 'SET', 'min-replicas-to-write', '1');
  expect((await checkRedis(redis, soon)).warning).toContain('it wants 1 replicas beside it and has 0');
  await order(server, 'CONFIG', 'SET', 'min-replicas-to-write', '0');
  expect(await checkRedis(redis, soon)).toEqual({ warning: null });
});

test('a clock that is more than a second off is refused, and both are named', async () => {
  const { redis } = await one();
  for (const offMs of [-60_000, 60_000]) {
    const now = () => Date.now() + offMs;
    const off = checkRedis(redis, { ...soon, now });
    await expect(off).rejects.toThrow(new RegExp(`this process says ${new Date(now()).toISOString().slice(0, 15)}`));
    await expect(off).rejects.toThrow(new RegExp(`Redis says ${new Date().toISOString().slice(0, 15)}`));
  }
});

test('a Redis that nobody answers for is refused in time', async () => {
  const redis = workerRedis(redisAddress('redis://127.0.0.1:1'));
  closing.push(() => redis.disconnect());
  await expect(checkRedis(redis, { timeoutMs: 100 })).rejects.toThrow('check REDIS_URL');
});

test('a slow answer alone sets no clock off', () => {
  expect(skewOf({ sentAtMs: 0, serverMs: 3_000, receivedAtMs: 5_000 })).toBe(0);
  expect(skewOf({ sentAtMs: 0, serverMs: 7_000, receivedAtMs: 5_000 })).toBe(-2_000);
  expect(skewOf({ sentAtMs: 9_000, serverMs: 7_000, receivedAtMs: 9_500 })).toBe(2_000);
});

test('a replica is refused by its name, and one that becomes the master in time is waited for', async () => {
  const { server, redis } = await one();
  await order(server, 'REPLICAOF', '127.0.0.1', '1');
  await expect(checkRedis(redis, { timeoutMs: 500, prefix: 'capture-image' })).rejects.toThrow('is a replica');
  const waits = checkRedis(redis, { ...soon, prefix: 'capture-image' });
  await order(server, 'REPLICAOF', 'NO', 'ONE');
  expect(await waits).toEqual({ warning: null });
});
