import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysOf } from '../src/jobs/store/keys.ts';
import { redisStore, type Store } from '../src/jobs/store/store.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { runScript } from './support/scripts.ts';

let server: TestRedis;
let redis: Redis;
let store: Store;
let folder: string;
let file: string;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = redisStore({ redis, prefix: server.prefix });
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  file = join(folder, 'audit.jsonl');
  for (const details of ['one', 'two', 'three']) await store.note({ event: 'command', details });
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const audit = (...args: string[]) =>
  runScript(['src/tools/audit.ts', ...args], { REDIS_URL: server.url, REDIS_PREFIX: server.prefix });
const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');

test('verify says that the audit is whole', async () => {
  expect(await audit('verify')).toMatchObject({ code: 0, says: expect.stringContaining('whole: 3 entries') });
});

test('export prints lines, and adds to a file only what is new', async () => {
  const printed = await audit('export');
  expect(
    printed.says
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).entry.details),
  ).toEqual(['one', 'two', 'three']);
  await audit('export', '--file', file);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  await store.note({ event: 'command', details: 'four' });
  expect(await audit('export', '--file', file)).toMatchObject({ code: 0 });
  expect(lines().map(line => JSON.parse(line).seq)).toEqual([1, 2, 3, 4]);
  expect(await audit('verify', '--file', file)).toMatchObject({ code: 0, says: expect.stringContaining('first 4') });
});

test('a file that was edited is refused, by verify and by export', async () => {
  const kept = readFileSync(file, 'utf8');
  writeFileSync(file, kept.replace('"two"', '"2"'));
  expect(await audit('verify', '--file', file)).toMatchObject({ code: 2, says: expect.stringContaining('line 2') });
  expect(await audit('export', '--file', file)).toMatchObject({ code: 2 });
  writeFileSync(file, kept);
  appendFileSync(file, 'rubbish\n');
  expect(await audit('verify', '--file', file)).toMatchObject({ code: 2, says: expect.stringContaining('line 5') });
  writeFileSync(file, kept);
});

test('a record that was replaced as a whole is told apart by the file', async () => {
  await redis.del(keysOf(server.prefix).audit, keysOf(server.prefix).auditHead);
  for (let index = 0; index < 5; index += 1) await store.note({ event: 'command', details: 'other' });
  expect(await audit('verify')).toMatchObject({ code: 0 });
  expect(await audit('verify', '--file', file)).toMatchObject({ code: 2, says: expect.stringContaining('Entry 4') });
  expect(await audit('export', '--file', file)).toMatchObject({ code: 2 });
});

test('says how it is used when it is used otherwise', async () => {
  expect(await audit('burn')).toMatchObject({ code: 1, says: expect.stringContaining('Usage') });
});
