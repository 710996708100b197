import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRedis, startRedis } from '../../../sandbox/redis.ts';
import { timeoutsOf } from '../../../src/jobs/request/timeouts.ts';
import { workerRedis } from '../../../src/jobs/store/redis.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { redisStore } from '../../../src/jobs/store/store.ts';
import { alarmClock, alarmWorker } from '../../../src/jobs/worker/queue.ts';
import { until } from '../../support/office.ts';

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis({ url: '' }); // one of our own: it is filled up
});
afterAll(() => server.close());

test('a Redis that is full is asked now and then, and what is due then rings once there is room again', async () => {
  const prefix = 'queue-full';
  const connect = () => workerRedis(redisAddress(server.url));
  const [redis, ringing, waking] = [connect(), connect(), connect()];
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: line => void said.push(JSON.parse(line).msg) });
  const rung: string[] = [];
  const clock = alarmClock({ redis: waking, prefix, log });
  const worker = alarmWorker({
    redis: ringing,
    prefix,
    store: redisStore({ redis, prefix }),
    clock,
    tick: async id => {
      rung.push(id);
      return rung.length < 3 ? 300 : null;
    },
    tidy: async () => {},
    timeouts: timeoutsOf({ lockSeconds: 5 }),
    log,
  });
  const noes = async () => Number(/errorstat_OOM:count=(\d+)/.exec(await redis.info('errorstats'))?.[1] ?? 0);
  try {
    await worker.ready();
    await clock.wake('web-01-abc');
    await until('the first ring', () => rung.length === 1);
    await redis.config('SET', 'maxmemory', '1');
    await until('the first no', async () => (await noes()) > 0);
    await sleep(2_000);
    expect(await noes()).toBeLessThan(20);
    expect(said.length).toBeLessThan(10);
    await redis.config('SET', 'maxmemory', '0');
    await until('the last ring', () => rung.length === 3);
  } finally {
    await worker.close();
    await clock.close();
    for (const one of [redis, ringing, waking]) one.disconnect();
  }
});
