import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { workerRedis } from '../../../src/jobs/store/redis.ts';
import { checkRedis } from '../../../src/jobs/store/redis-check.ts';
import { redisCommands } from '../../../src/jobs/store/redis-rights.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { order, startCluster, startOne } from '../../support/redis-kinds.ts';
import { redisUser, userUrl } from '../../support/redis-user.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(words: readonly string[] = []) {
  const one = await startOne(words);
  closing.push(one.close);
  return one;
}

async function check(url: string) {
  const redis = workerRedis(redisAddress(url));
  closing.push(() => redis.disconnect());
  return await checkRedis(redis, { timeoutMs: 60_000, prefix: 'capture-image' });
}

test('nothing is left in Redis by trying it', async () => {
  const one = await server();
  expect(await check(one.url)).toEqual({ warning: null });
  const keys = (await order(one, 'KEYS', '*')) as string[];
  for (const key of keys) expect(Number(await order(one, 'PTTL', key))).toBeGreaterThan(0);
});

test('a user with the rights that are documented is taken', async () => {
  const one = await server();
  await order(one, 'ACL', 'SETUSER', ...redisUser);
  expect(await check(userUrl(one.url))).toEqual({ warning: null });
});

test('a user who lacks any one of them is refused, and told which', async () => {
  const one = await server();
  for (const command of redisCommands) {
    await order(one, 'ACL', 'SETUSER', ...redisUser, `-${command}`);
    await expect(check(userUrl(one.url)), command).rejects.toThrow(
      new RegExp(`\\b${command.toUpperCase()}\\b.*allow \\+${command}\\b`),
    );
  }
});

test.each([
  ['no key', 'resetkeys'],
  ['keys of another prefix', 'resetkeys', '~capture-image:*'],
  ['keys to read alone', 'resetkeys', '%R~{capture-image}:*'],
  [
    'captures alone',
    'resetkeys',
    '~{capture-image}:capture:*',
    '~{capture-image}:captures:*',
    '~{capture-image}:start-check:*',
  ],
])('a user with %s is refused, and told what to allow', async (_, ...rules) => {
  const one = await server();
  await order(one, 'ACL', 'SETUSER', ...redisUser, ...rules);
  await expect(check(userUrl(one.url))).rejects.toThrow('allow ~{capture-image}:*');
});

test.each(redisCommands)('a Redis without %s is refused, and the command is named', async command => {
  const one = await server(['--rename-command', command, '']);
  await expect(check(one.url)).rejects.toThrow(new RegExp(`does not know .*\\b${command.toUpperCase()}\\b`));
});

test('a database of its own is tried too', async () => {
  const one = await server();
  await order(one, 'ACL', 'SETUSER', ...redisUser);
  await expect(check(`${userUrl(one.url)}/3`)).rejects.toThrow('allow +select');
});

test('in a Cluster a user takes the two rights more that are documented', async () => {
  const cluster = await startCluster();
  closing.push(cluster.close);
  const setUser = (...more: string[]) =>
    Promise.all(cluster.nodes.map(node => order(node, 'ACL', 'SETUSER', ...redisUser, ...more)));
  const url = cluster.url.replace('redis+cluster://', 'redis+cluster://capture-image:a-password@');
  await setUser('+cluster|slots', '+cluster|info');
  expect(await check(url)).toEqual({ warning: null });
  await setUser('+cluster|info');
  await expect(check(url)).rejects.toThrow("'cluster|slots' command");
  await setUser('+cluster|slots');
  await expect(check(url)).rejects.toThrow("'cluster|info' command");
  await setUser('+cluster|slots', '+cluster|info', '-xadd');
  await expect(check(url)).rejects.toThrow('allow +xadd');
});

/** Those of BullMQ's scripts that a queue and a worker like ours run. */
const bullMqs = [
  'addStandardJob-9',
  'getStateV2-8',
  'promote-9',
  'removeJob-2',
  'moveToActive-11',
  'moveToFinished-14',
  'moveToDelayed-11',
  'moveStalledJobsToWait-9',
  'extendLock-2',
  'extendLocks-1',
];

test('every command that is sent is on the list, and no other', () => {
  const ours = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|lua)$/.test(name) && !name.endsWith('redis-rights.ts'))
    .map(name => readFileSync(join('src', name), 'utf8'));
  const scripts = bullMqs.map(name => readFileSync(`node_modules/bullmq/dist/esm/scripts/${name}.js`, 'utf8'));
  const sent = [
    ...ours.flatMap(text => [...text.matchAll(/\b(?:redis|node)\.([a-z]+)\(/g)].map(([, name]) => name)),
    ...[...ours, ...scripts].flatMap(text =>
      [...text.matchAll(/\b(?:rcall|redis\.call)\(\s*['"](\w+)['"]/g)].map(([, name]) => name?.toLowerCase()),
    ),
    // BullMQ picks the end of a list by a variable, and waits for a marker.
    ...['lpush', 'rpush', 'bzpopmin'],
  ];
  const others = ['call', 'on', 'off', 'disconnect', 'nodes', 'config'];
  expect([...new Set(sent)].filter(name => !others.includes(name ?? '')).sort()).toEqual([...redisCommands].sort());
});
