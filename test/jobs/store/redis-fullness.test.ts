import { afterEach, expect, test } from 'vitest';
import { gauges } from '../../../src/jobs/housekeeping/gauges.ts';
import { workerRedis } from '../../../src/jobs/store/redis.ts';
import { checkRedis } from '../../../src/jobs/store/redis-check.ts';
import { fullnessIn, fullnessOf, fullnessWatch } from '../../../src/jobs/store/redis-fullness.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { metricsText } from '../../../src/metrics.ts';
import { quiet } from '../../support/office.ts';
import { order, startOne } from '../../support/redis-kinds.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A Redis without a limit, and what fills it to a part of one. */
async function one() {
  const server = await startOne();
  const redis = workerRedis(redisAddress(server.url));
  closing.push(server.close, () => redis.disconnect());
  await checkRedis(redis, { timeoutMs: 100_000 });
  const fillTo = async (part: number) => {
    const used = Number(/^used_memory:(\d+)/m.exec(String(await redis.info('memory')))?.[1]);
    await order(server, 'CONFIG', 'SET', 'maxmemory', String(Math.round(used / part)));
  };
  return { redis, fillTo, unlimited: () => order(server, 'CONFIG', 'SET', 'maxmemory', '0') };
}

const inNumbers = async () => {
  const line = (await metricsText()).split('\n').find(text => text.startsWith('capture_image_redis_memory_ratio '));
  return line === undefined ? null : Number(line.split(' ')[1]);
};

test('a Redis that is almost full is warned of at the start, with the way out, and one with room or without a limit is not', async () => {
  const { redis, fillTo } = await one();
  expect(await checkRedis(redis, { timeoutMs: 100_000 })).toEqual({ warning: null });
  await fillTo(0.5);
  expect(await checkRedis(redis, { timeoutMs: 100_000 })).toEqual({ warning: null });
  await fillTo(0.9);
  const { warning } = await checkRedis(redis, { timeoutMs: 100_000 });
  expect(warning).toMatch(/^Redis uses (?:8[5-9]|9\d) % of its maxmemory\. .*give it more memory, or archive/);
});

test('its fullness is among the numbers, as long as there is a limit', async () => {
  const { redis, fillTo, unlimited } = await one();
  const { measure } = gauges({ redis, prefix: 'full', log: quiet });
  await fillTo(0.6);
  await measure();
  expect(await inNumbers()).toBeGreaterThan(0.5);
  expect(await inNumbers()).toBeLessThan(0.8);
  await unlimited();
  await measure();
  expect(await inNumbers()).toBeNull();
  expect(await fullnessOf(redis)).toBeNull();
});

test('a worker says so once for each bound, and that there is room again', async () => {
  const { redis, fillTo, unlimited } = await one();
  const said: string[] = [];
  const say = (_: object, text: string) => said.push(text.split(' ').slice(0, 3).join(' '));
  let nowMs = 0;
  const watch = fullnessWatch({ redis, log: { warn: say, info: say } as never, nowMs: () => nowMs });
  const looks = async () => {
    nowMs += 60_000;
    await watch.tidy();
    await watch.tidy();
  };
  await looks();
  await fillTo(0.85);
  await looks();
  await looks();
  await fillTo(0.99);
  await looks();
  await unlimited();
  await looks();
  await fillTo(0.85);
  await looks();
  expect(said.map(text => text.replace(/\d+/, 'n'))).toEqual([
    'Redis uses n',
    'Redis uses n',
    'Redis has room',
    'Redis uses n',
  ]);
});

test('what Redis does not count when it is full is not counted', () => {
  const info = (rest: string) => `# Memory\r\nused_memory:900\r\nmaxmemory:1000\r\n${rest}`;
  expect(fullnessIn(info(''))).toBe(0.9);
  expect(fullnessIn(info('mem_not_counted_for_evict:400\r\n'))).toBe(0.5);
  expect(fullnessIn('used_memory:900\r\nmaxmemory:0\r\n')).toBeNull();
  expect(fullnessIn('')).toBeNull();
});
