import { expect, test, vi } from 'vitest';
import { timeoutsOf } from '../../../src/jobs/request/timeouts.ts';
import { silentMs, workerRedis } from '../../../src/jobs/store/redis.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { alarmClock, alarmWorker } from '../../../src/jobs/worker/queue.ts';
import { openLog } from '../../../src/log.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();

test('a worker has Redis wait for the next alarm, near or far, for less than what is the silence of a dead connection', async () => {
  const { prefix, store, url } = ground;
  const [redis, clockRedis, watch] = [
    workerRedis(redisAddress(url)),
    workerRedis(redisAddress(url)),
    await ground.redis.monitor(),
  ];
  const waits: number[] = [];
  watch.on('monitor', (_at, [verb = '', key = '', seconds]: string[]) => {
    if (/^bzpopmin$/i.test(verb) && key.includes(prefix)) waits.push(Number(seconds));
  });
  const clock = alarmClock({ redis: clockRedis, prefix, log: openLog('silent') });
  const ticks = vi.fn(async () => 3_600_000);
  const worker = alarmWorker({
    redis,
    prefix,
    store,
    clock,
    tick: ticks,
    tidy: async () => {},
    timeouts: timeoutsOf({ lockSeconds: 30 }),
    log: openLog('silent'),
  });
  try {
    await vi.waitFor(() => expect(waits.length).toBeGreaterThan(0), 100_000);
    const before = waits.length;
    await clock.wake('one');
    await vi.waitFor(() => expect(ticks).toHaveBeenCalledTimes(1), 100_000);
    await vi.waitFor(() => expect(waits.length).toBeGreaterThan(before), 100_000);
    expect(Math.max(...waits)).toBeGreaterThan(1);
    expect(Math.max(...waits)).toBeLessThan(silentMs / 1000 - 1);
  } finally {
    await worker.close();
    await clock.close();
    for (const connection of [redis, clockRedis, watch]) connection.disconnect();
  }
});
