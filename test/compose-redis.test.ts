import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../sandbox/ports.ts';
import { until } from './support/processes.ts';

const { command, tmpfs } = parse(readFileSync('compose.yaml', 'utf8')).services.redis as {
  command: readonly [string, string, string];
  tmpfs?: readonly string[];
};
const password = 'correcthorse9';

let folder: string;
let child: ChildProcess;
let redis: Redis;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'compose-redis-'));
  const port = await freePort();
  const [shell, flag, script] = command;
  const here = script.replaceAll('$$', '$').replaceAll('/data', folder).replaceAll('/tmp/redis.conf', `${folder}/conf`);
  const env = { PATH: process.env.PATH, REDIS_PASSWORD: password };
  child = spawn(shell, [flag, `${here} --port ${port}`], { env, detached: true, stdio: 'ignore' });
  redis = new Redis(port, '127.0.0.1', { password });
  redis.on('error', () => {}); // it is not there yet
});
afterEach(() => {
  redis.disconnect();
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // all of it has ended
  }
  rmSync(folder, { recursive: true, force: true });
});

test('the Redis of compose.yaml is process 1 of its container, so that it hears when to stop, and saves', async () => {
  await until(async () => (await redis.ping()) === 'PONG');
  expect(await redis.info('server')).toContain(`process_id:${child.pid}\r\n`);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('its password stands in a file in memory that only it reads, and on no command line', async () => {
  await until(async () => (await redis.ping()) === 'PONG');
  expect(await redis.config('GET', 'requirepass')).toEqual(['requirepass', password]);
  expect(command.join(' ')).toContain('>/tmp/redis.conf');
  expect(tmpfs).toContain('/tmp');
  expect(statSync(join(folder, 'conf')).mode & 0o077).toBe(0);
  if (process.platform === 'linux') expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain(password);
});
