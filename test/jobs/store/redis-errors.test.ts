import { rm } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRedis, startRedis } from '../../../sandbox/redis.ts';
import { deskRedis, type RedisConnection, storeRedis } from '../../../src/jobs/store/redis.ts';
import { isFull, isNeverSent, isOutOfReach, mayPass, redisCode } from '../../../src/jobs/store/redis-errors.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { until } from '../../support/processes.ts';
import { startCluster } from '../../support/redis-kinds.ts';

let server: RunningRedis;
let direct: Redis;
beforeAll(async () => {
  server = await startRedis({ url: '' }); // one of our own: it is filled up, stopped and made a replica
  direct = new Redis(server.url);
});
afterAll(async () => {
  direct.disconnect();
  await server.close();
});

/** What is thrown, as each question of ours answers it. */
async function thrownBy(call: () => Promise<unknown>) {
  try {
    await call();
  } catch (error) {
    const says = [redisCode(error), ...[mayPass, isFull, isNeverSent, isOutOfReach].filter(is => is(error))];
    return says.map(one => (typeof one === 'function' ? one.name : one));
  }
  throw new Error('Nothing was thrown.');
}

async function connected<R extends RedisConnection>(redis: R): Promise<R> {
  await until(async () => redis.status === 'ready');
  return redis;
}

test('a script that Redis does not know is told by its code', async () => {
  expect(await thrownBy(() => direct.evalsha('0'.repeat(40), 0))).toEqual(['NOSCRIPT']);
});

test('a full Redis is told by its code, in a command and in a script', async () => {
  await direct.config('SET', 'maxmemory', '1');
  try {
    expect(await thrownBy(() => direct.set('a', '1'))).toEqual(['OOM', 'isFull']);
    expect(await thrownBy(() => direct.eval(`return redis.call('SET','a','1')`, 0))).toEqual(['OOM', 'isFull']);
  } finally {
    await direct.config('SET', 'maxmemory', '0');
  }
});

test('a Redis that cannot write to its disk is full too', async () => {
  const own = await startRedis({ url: '' });
  const redis = new Redis(own.url);
  try {
    const [, folder = ''] = (await redis.config('GET', 'dir')) as string[];
    await redis.config('SET', 'save', '3600 1');
    await rm(folder, { recursive: true });
    await redis.bgsave();
    await until(async () => /rdb_last_bgsave_status:err/.test(await redis.info('persistence')));
    expect(await thrownBy(() => redis.set('a', '1'))).toEqual(['MISCONF', 'isFull']);
  } finally {
    redis.disconnect();
    await own.close();
  }
});

test('a replica takes no write, and one without its master no read, for a moment', async () => {
  await direct.replicaof('127.0.0.1', '1');
  try {
    expect(await thrownBy(() => direct.set('a', '1'))).toEqual(['READONLY', 'mayPass']);
    await direct.config('SET', 'replica-serve-stale-data', 'no');
    expect(await thrownBy(() => direct.get('a'))).toEqual(['MASTERDOWN', 'mayPass']);
  } finally {
    await direct.replicaof('NO', 'ONE');
  }
});

test('a Redis that is busy with a script may be so for a moment', async () => {
  const other = new Redis(server.url);
  await direct.config('SET', 'busy-reply-threshold', '1');
  const endless = other.eval('while true do end', 0);
  try {
    expect(
      await thrownBy(async () => {
        for (;;) await direct.get('a');
      }),
    ).toEqual(['BUSY', 'mayPass']);
  } finally {
    await direct.script('KILL');
    await expect(endless).rejects.toThrow('killed');
    other.disconnect();
  }
});

test('an answer that does not come in time is out of reach, and was sent', async () => {
  const redis = await connected(deskRedis(redisAddress(server.url)));
  await direct.client('PAUSE', 60_000, 'WRITE');
  try {
    expect(await thrownBy(() => redis.set('a', '1'))).toEqual([null, 'mayPass', 'isOutOfReach']);
  } finally {
    await direct.client('UNPAUSE');
    redis.disconnect();
  }
});

test('a connection that breaks before the answer is out of reach, and the command was sent', async () => {
  const redis = await connected(storeRedis(redisAddress(server.url)));
  const id = await redis.client('ID');
  const waiting = thrownBy(() => redis.blpop('nothing', 0));
  await direct.client('KILL', 'ID', id);
  expect(await waiting).toEqual([null, 'isOutOfReach']);
  redis.disconnect();
});

test('what is asked of a closed connection is out of reach', async () => {
  const redis = await connected(storeRedis(redisAddress(server.url)));
  redis.disconnect();
  expect(await thrownBy(() => redis.get('a'))).toEqual([null, 'mayPass', 'isOutOfReach']);
});

test.each(['redis://127.0.0.1:1', 'redis+cluster://127.0.0.1:1'])('what is asked of %s is never sent', async url => {
  const redis = deskRedis(redisAddress(url));
  expect(await thrownBy(() => redis.get('a'))).toEqual([null, 'isNeverSent', 'isOutOfReach']);
  redis.disconnect();
});

test('a Cluster that has given away a slot is out of reach', async () => {
  const cluster = await startCluster();
  const redis = await connected(deskRedis(redisAddress(cluster.url)));
  try {
    for (const node of 'nodes' in redis ? redis.nodes('master') : []) await node.cluster('FLUSHSLOTS');
    expect(await thrownBy(() => redis.get('a'))).toContain('isOutOfReach');
  } finally {
    redis.disconnect();
    await cluster.close();
  }
});
