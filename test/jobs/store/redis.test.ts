import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTcpProxy } from '../../../chaos/tcp-proxy.ts';
import { deskRedis, storeRedis } from '../../../src/jobs/store/redis.ts';
import { luaScript, redisScript } from '../../../src/jobs/store/redis-script.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const counting = new URL('../../fixtures/lua/count.lua', import.meta.url);
let server: TestRedis;
let direct: Redis;
beforeAll(async () => {
  server = await startRedis();
  direct = new Redis(server.url);
  await direct.script('LOAD', luaScript(counting).source);
});
afterAll(async () => {
  direct.disconnect();
  await server.close();
});

test.each([
  ['a worker', storeRedis],
  ['the desk', deskRedis],
])('what %s has sent when the connection breaks fails, and is not sent again', async (who, connect) => {
  const key = `${server.prefix}:${who}`;
  let calls = 0;
  const proxy = await openTcpProxy({
    redisPort: Number(new URL(server.url).port),
    fateOf: ({ keys }) => (keys[0] === key && ++calls === 2 ? 'dies-after' : 'goes-on'),
    kill: () => {},
  });
  const redis = connect(redisAddress(`redis://127.0.0.1:${proxy.port}`));
  try {
    while (redis.status !== 'ready') await sleep(5);
    const count = redisScript(redis, counting);
    expect(await count({ counter: key })).toBe(1);
    await expect(count({ counter: key })).rejects.toThrow(/max retries/i);
    while (redis.status !== 'ready') await sleep(5);
    await sleep(200);
    expect(await direct.get(key)).toBe('2');
    expect(await count({ counter: key })).toBe(3);
  } finally {
    redis.disconnect();
    await proxy.close();
  }
});
