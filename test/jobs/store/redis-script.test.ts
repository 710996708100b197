import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { luaScript, redisScript } from '../../../src/jobs/store/redis-script.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const echo = new URL('../../fixtures/lua/echo.lua', import.meta.url);
let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

test('a script has its keys and arguments by the names of its head, and the rest of them in tables', async () => {
  const run = redisScript(redis, echo);
  const given = { first: 'a', more: ['b', 'c'], count: 7, words: ['x', 'y', 'z'] };

  expect(JSON.parse(String(await run(given)))).toEqual({ ...given, count: '7' });
  expect(await run({ ...given, words: [] })).toContain('"words":{}');
});

test.each([
  ['a name without a value', { first: 'a', more: [], words: [] }, 'echo.lua needs one value for count.'],
  ['a value where a list is due', { first: 'a', more: 'b', count: 1, words: [] }, 'echo.lua needs a list for more.'],
  [
    'a list where a value is due',
    { first: ['a'], more: [], count: 1, words: [] },
    'echo.lua needs one value for first.',
  ],
  ['a value without a name', { first: 'a', more: [], count: 1, words: [], last: 'z' }, 'echo.lua takes no last.'],
])('a call with %s is refused before Redis hears of it', async (_what, given, says) => {
  await expect(redisScript(redis, echo)(given)).rejects.toThrow(says);
});

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.lua'));
const isScript = (name: string) => /^-- keys: /m.test(readFileSync(join('src', name), 'utf8'));

test.each(files.filter(isScript))('%s is Lua that Redis takes', async name => {
  await redis.script('LOAD', luaScript(pathToFileURL(join('src', name))).source);
});
