import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { forgetKeys, startRedis } from '../../sandbox/redis.ts';
import { isAlive, until } from '../support/processes.ts';

const ownRedis = process.env.REDIS_URL === undefined;

test('uses the Redis it is given and leaves it running', async () => {
  const redis = await startRedis({ url: 'redis://127.0.0.1:1' });

  await redis.close();

  expect(redis).toMatchObject({ url: 'redis://127.0.0.1:1' });
  expect(redis.pid).toBeUndefined();
});

test.runIf(ownRedis)('evicts nothing, takes no snapshots and keeps an append-only file', async () => {
  const redis = await startRedis();
  const client = new Redis(redis.url);

  const settings = await Promise.all(
    ['maxmemory-policy', 'save', 'appendonly'].map(name => client.config('GET', name)),
  );

  expect(settings).toEqual([
    ['maxmemory-policy', 'noeviction'],
    ['save', ''],
    ['appendonly', 'yes'],
  ]);
  client.disconnect();
  await redis.close();
  expect(isAlive(redis.pid ?? 0)).toBe(false);
});

test.runIf(ownRedis)('finds what was written when it is started again in the same folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-kept-'));
  const first = await startRedis({ folder });
  const writer = new Redis(first.url);
  await writer.set('kept', 'yes');
  writer.disconnect();
  await first.close();

  const second = await startRedis({ folder });
  const reader = new Redis(second.url);

  expect(await reader.get('kept')).toBe('yes');
  reader.disconnect();
  await second.close();
  rmSync(folder, { recursive: true });
});

test.runIf(ownRedis)('takes away what was written under one prefix and nothing else', async () => {
  const redis = await startRedis();
  const client = new Redis(redis.url);
  await client.mset({ 'one:a': 1, '{one}:b': 2, 'two:a': 3 });

  await forgetKeys(redis.url, 'one');

  expect(await client.keys('*')).toEqual(['two:a']);
  client.disconnect();
  await redis.close();
});

test.runIf(ownRedis)('ends when the process that started it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-orphan-'));
  const script = `import { startRedis } from './sandbox/redis.ts';
    process.stdout.write(String((await startRedis({ folder: ${JSON.stringify(folder)} })).pid));`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(parent.stdout, 'data');

  parent.kill('SIGKILL');

  await until(() => !isAlive(Number(pid)));
  rmSync(folder, { recursive: true });
});
