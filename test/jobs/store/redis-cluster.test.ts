import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetKeys } from '../../../sandbox/redis.ts';
import { janitor } from '../../../src/jobs/housekeeping/janitor.ts';
import { timeoutsOf } from '../../../src/jobs/request/timeouts.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { deskRedis, storeRedis, workerRedis } from '../../../src/jobs/store/redis.ts';
import { checkRedis } from '../../../src/jobs/store/redis-check.ts';
import { redisScript } from '../../../src/jobs/store/redis-script.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { redisStore } from '../../../src/jobs/store/store.ts';
import { alarmClock, alarmWorker } from '../../../src/jobs/worker/queue.ts';
import { openLog } from '../../../src/log.ts';
import { verifyAudit } from '../../support/audit.ts';
import { aPlan } from '../../support/captures.ts';
import { plannedOn } from '../../support/planned.ts';
import { until } from '../../support/processes.ts';
import { order, startCluster } from '../../support/redis-kinds.ts';

let cluster: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

const log = openLog('silent');

/** An installation on the Cluster: its keys are on whichever node its prefix falls to. */
function opened() {
  const address = redisAddress(cluster.url);
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const [redis, desk, queue, worker] = [
    workerRedis(address),
    deskRedis(address),
    workerRedis(address),
    workerRedis(address),
  ];
  const store = redisStore({ redis, prefix });
  return {
    prefix,
    redis,
    desk,
    queue,
    worker,
    store,
    ready: () => Promise.all([redis, desk, queue].map(one => checkRedis(one, { timeoutMs: 100_000 }))),
    close() {
      for (const one of [redis, desk, queue, worker]) one.disconnect();
    },
  };
}

test('locks, lines and the janitor work on whichever node of a Cluster has them', async () => {
  const vm = aPlan().vm.id;
  for (let installation = 0; installation < 4; installation += 1) {
    const ground = opened();
    await ground.ready();
    const { redis, prefix, store } = ground;
    const planned = () => plannedOn({ redis, prefix, store });
    const [first, second] = [await planned(), await planned()];
    await first.commit('take');
    await second.commit('queue');
    await first.cancel();
    await redis.set(keysOf(prefix).lock(vm), first.id);
    expect(await second.commit('take')).toMatchObject({ heldBy: first.id });

    const { tidy } = janitor({ redis, prefix });
    await until(async () => {
      await tidy();
      return (await second.commit('take')) === 'saved';
    });

    const seen = auditLog({ redis: ground.desk, prefix });
    expect((await seen.newest(10)).map(({ entry }) => JSON.parse(entry).event)).toContain('lock-released');
    expect(await verifyAudit({ redis: ground.desk, prefix })).toMatchObject({ is: 'whole' });
    ground.close();
    await forgetKeys(cluster.url, prefix);
    expect((await Promise.all(cluster.nodes.map(node => order(node, 'KEYS', `*${prefix}*`)))).flat()).toEqual([]);
  }
});

test.each([
  ['a worker', storeRedis],
  ['the desk', deskRedis],
])('what %s has sent to a Cluster when the connection breaks fails, and is not sent again', async (_who, connect) => {
  const [redis, direct] = [connect(redisAddress(cluster.url)), workerRedis(redisAddress(cluster.url))];
  try {
    await Promise.all([redis, direct].map(one => checkRedis(one, { timeoutMs: 100_000 })));
    if (!(redis instanceof Cluster)) throw new Error('That is no Cluster.');
    const key = `test-${randomBytes(6).toString('hex')}`;
    const count = redisScript(redis, new URL('../../fixtures/lua/count.lua', import.meta.url));
    expect(await count({ counter: key })).toBe(1);
    const lost = expect(count({ counter: key })).rejects.toThrow(/closed/); // it is on its way before anything else happens
    for (const node of redis.nodes()) node.stream.destroy();
    await lost;
    await until(async () => (await direct.get(key)) === '2');
    await sleep(500);
    expect(await direct.get(key)).toBe('2');
    await until(() => redis.status === 'ready');
    expect(await count({ counter: key })).toBe(3);
  } finally {
    for (const one of [redis, direct]) one.disconnect();
  }
});

test('alarms of captures ring on a Cluster', async () => {
  const ground = opened();
  await ground.ready();
  const { prefix, store } = ground;
  const rung: string[] = [];
  const clock = alarmClock({ redis: ground.queue, prefix, log });
  const tidy = async () => {};
  const tick = async (id: string) => {
    rung.push(id);
    return rung.length < 3 ? 50 : null;
  };
  const worker = alarmWorker({
    redis: ground.worker,
    prefix,
    store,
    clock,
    tick,
    tidy,
    timeouts: timeoutsOf({ lockSeconds: 5 }),
    log,
  });
  await worker.ready();
  await clock.wake('web-01-abc');
  await until(() => rung.length === 3);
  await worker.close();
  await clock.close();
  ground.close();
});

test('a Cluster with one master that may throw records away, or keeps no file, is refused or warned of, by its node', async () => {
  const ground = opened();
  const redis = ground.redis;
  expect(redis).toBeInstanceOf(Cluster);
  expect(await checkRedis(redis, { timeoutMs: 100_000 })).toEqual({ warning: null });
  const [, , last] = cluster.nodes;
  if (!last) throw new Error('There are three nodes.');
  await order(last, 'CONFIG', 'SET', 'appendonly', 'no');
  expect((await checkRedis(redis, { timeoutMs: 100_000 })).warning).toContain('appendonly');
  await order(last, 'CONFIG', 'SET', 'appendonly', 'yes');
  await order(last, 'CONFIG', 'SET', 'maxmemory-policy', 'volatile-ttl');
  await expect(checkRedis(redis, { timeoutMs: 100_000 })).rejects.toThrow(
    `Redis at 127.0.0.1:${last.port} may throw records away`,
  );
  await order(last, 'CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  const ahead = checkRedis(redis, { timeoutMs: 100_000, now: () => Date.now() + 5_000 });
  await expect(ahead).rejects.toThrow(/Redis at 127\.0\.0\.1:\d+ says/);
  ground.close();
});
