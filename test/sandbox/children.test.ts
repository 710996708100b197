import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createChildren } from '../../sandbox/children.ts';
import { isAlive, until } from '../support/processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'children-'));
afterAll(() => rmSync(folder, { recursive: true }));

function startChild(name: string, script: string) {
  const children = createChildren();
  const said: string[] = [];
  const child = children.start({
    name,
    args: ['-e', script],
    env: { OWN: 'yes' },
    logFile: join(folder, `${name}.log`),
    isReady: line => line === 'ready',
    say: sentence => said.push(sentence),
  });
  return {
    child,
    said,
    async [Symbol.asyncDispose]() {
      await child.stop();
      children.close();
    },
  };
}

const lasting = `console.log('ready'); setInterval(() => {}, 1000);`;

test('gives a process its own environment and nothing else, and keeps what it prints', async () => {
  const script = `console.log(JSON.stringify([process.env.OWN, process.env.PATH ?? null])); ${lasting}`;
  await using started = startChild('env', script);

  await started.child.whenReady();

  const logFile = join(folder, 'env.log');
  await until(() => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('["yes",null]\nready'));
});

test('starts a killed process again, and says so', async () => {
  await using started = startChild('killed', lasting);
  await started.child.whenReady();
  const before = started.child.pid();

  started.child.kill();
  await until(() => started.child.restarts() === 1 && started.child.state() === 'ready');

  expect(started.child.pid()).not.toBe(before);
  expect(started.said).toEqual(['The killed ended (signal SIGKILL); starting it again.']);
});

test('tells what a process that cannot start has said', async () => {
  await using started = startChild('broken', `console.error('no configuration'); process.exit(3);`);

  await expect(started.child.whenReady()).rejects.toThrow(
    /The broken does not start \(exit code 3\):\nno configuration/,
  );
});

test('stops a process for good, even one that will not', async () => {
  const started = startChild('stubborn', `process.on('SIGTERM', () => {}); ${lasting}`);
  await started.child.whenReady();
  const pid = started.child.pid() ?? 0;

  await started[Symbol.asyncDispose]();

  expect(isAlive(pid)).toBe(false);
  expect(started.said).toEqual([]);
});
