import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startRedis } from '../../../sandbox/redis.ts';
import { workerRedis } from '../../../src/jobs/store/redis.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { alarmClock } from '../../../src/jobs/worker/queue.ts';
import { until } from '../../support/office.ts';

test('a queue that goes away is said once, however often it cannot be reached', async () => {
  const server = await startRedis({ url: '' }); // one of our own: it is stopped
  const redis = workerRedis(redisAddress(server.url));
  const said: unknown[] = [];
  const log = pino({}, { write: line => void said.push(JSON.parse(line)) });
  const clock = alarmClock({ redis, prefix: 'queue-away', log });
  let failures = 0;
  redis.on('error', () => {
    failures += 1;
  });
  try {
    await clock.wake('web-01-abc', { isNew: true });
    expect(said).toEqual([]);
    await server.close();
    await until('some failures', () => failures > 3);
    expect(said).toMatchObject([
      { level: 40, msg: 'no capture can be woken: the queue is out of reach', err: { code: 'ECONNREFUSED' } },
    ]);
  } finally {
    await clock.close();
    redis.disconnect();
  }
});
