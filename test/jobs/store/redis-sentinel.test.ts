import { expect, test } from 'vitest';
import { timeoutsOf } from '../../../src/jobs/request/timeouts.ts';
import { deskRedis, workerRedis } from '../../../src/jobs/store/redis.ts';
import { checkRedis } from '../../../src/jobs/store/redis-check.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { redisStore } from '../../../src/jobs/store/store.ts';
import { alarmClock, alarmWorker } from '../../../src/jobs/worker/queue.ts';
import { openLog } from '../../../src/log.ts';
import { verifyAudit } from '../../support/audit.ts';
import { plannedOn } from '../../support/planned.ts';
import { until } from '../../support/processes.ts';
import { order, startSentinel } from '../../support/redis-kinds.ts';

test('captures go on when the Sentinels make another Redis the master', async () => {
  const sentinel = await startSentinel();
  const address = redisAddress(sentinel.url);
  const [redis, desk, queue, workerConnection] = [
    workerRedis(address),
    deskRedis(address),
    workerRedis(address),
    workerRedis(address),
  ];
  await Promise.all([redis, desk].map(one => checkRedis(one, { timeoutMs: 100_000 })));
  const prefix = 'failover';
  const store = redisStore({ redis, prefix });
  const first = await plannedOn({ redis, prefix, store });
  await first.commit('take');
  const rung: string[] = [];
  const log = openLog('silent');
  const clock = alarmClock({ redis: queue, prefix, log });
  const tick = async (id: string) => {
    rung.push(id);
    return 60_000;
  };
  const [tidy, timeouts] = [async () => {}, timeoutsOf({ lockSeconds: 5 })];
  const worker = alarmWorker({ redis: workerConnection, prefix, store, clock, tick, tidy, timeouts, log });
  await worker.ready();
  await until(async () => (await order(sentinel.replica, 'EXISTS', `{${prefix}}:capture:${first.id}`)) === 1);

  process.kill(sentinel.master.pid, 'SIGKILL');
  const waiting = store.load(first.id);
  await until(async () => String(await order(sentinel.replica, 'ROLE')).startsWith('master'));

  expect((await waiting)?.id).toBe(first.id);
  expect(await first.commit('take')).toBe('saved');
  const second = await plannedOn({ redis, prefix, store });
  expect(await second.commit('take')).toMatchObject({ heldBy: first.id });
  await until(() => rung.includes(second.id));
  await until(() => desk.status === 'ready');
  expect(await verifyAudit({ redis: desk, prefix })).toMatchObject({ is: 'whole' });
  expect(await order(sentinel.replica, 'EXISTS', `{${prefix}}:capture:${second.id}`)).toBe(1);

  await worker.close();
  await clock.close();
  for (const connection of [redis, desk, queue, workerConnection]) connection.disconnect();
  await sentinel.close();
});
