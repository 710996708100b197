import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { childrenOf, isAlive, until } from '../support/processes.ts';

const main = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
let sandbox: ChildProcess | undefined;
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(() => {
  sandbox?.kill('SIGKILL');
  rmSync(cwd, { recursive: true, force: true });
});

/** Starts the sandbox as a person does, and waits until it has printed its address. */
async function start(...options: string[]) {
  const child = spawn(process.execPath, [main, ...options], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  sandbox = child;
  let printed = '';
  child.stdout.on('data', chunk => {
    printed += chunk;
  });
  await until(() => printed.includes('\n') || child.exitCode !== null, 30_000);
  const pid = child.pid ?? 0;
  return { child, printed: () => printed, url: printed.trim().replace('Open ', ''), started: childrenOf(pid) };
}

async function processesOf(url: string) {
  const response = await fetch(`${url}/processes`);
  return (await response.json()) as { processes: readonly { pid: number }[] };
}

test('prints one line, the address of a page that works, when the bot and the worker are ready', async () => {
  const { child, printed, url } = await start('--port', '0');

  const page = await fetch(url);
  const { processes } = await processesOf(url);

  expect(printed()).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(await page.text()).toContain('<title>capture-image sandbox</title>');
  expect(processes).toMatchObject([
    { name: 'bot', state: 'ready' },
    { name: 'worker', state: 'ready' },
  ]);
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('leaves no process behind after %s', async signal => {
  const { child, started } = await start('--port', '0');

  child.kill(signal);
  const [code] = await once(child, 'exit');

  await until(() => !started.some(isAlive), 5000);
  expect(started.length).toBeGreaterThanOrEqual(3);
  expect(code).toBe(signal === 'SIGKILL' ? null : 0);
});

test.runIf(!process.env.REDIS_URL)(
  'goes on with the captures and messages of the last time when told to keep them',
  async () => {
    const rita = { user: 'U0RITA', channel: 'C0IMAGES', command: '/capture-image' };
    const first = await startSandbox({ folder: cwd, keep: true });
    await first.slack.command({ ...rita, text: 'web-01 definition=web' });
    const said = () => first.slack.state().messages.C0IMAGES?.map(({ text }) => text) ?? [];
    await until(() => said().some(text => text.startsWith('Type Y in this thread')));
    await first.close();

    const second = await startSandbox({ folder: cwd, keep: true });
    const { response } = await second.slack.command({ ...rita, text: 'status' });

    expect(JSON.stringify(response)).toContain('web-01');
    expect(second.slack.state().messages.C0IMAGES?.map(({ text }) => text)).toEqual(
      expect.arrayContaining(said().slice(0, 1)),
    );
    await second.close();
  },
);

test.runIf(existsSync('/proc/self/environ'))(
  'gives bot and worker each their own keys and not the other’s',
  async () => {
    const { child, url } = await start('--port', '0');
    const { processes } = await processesOf(url);

    const [bot = [], worker = []] = processes.map(({ pid }) =>
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .map(line => line.replace(/=.*/s, ''))
        .filter(name => /^(SLACK|AZURE|MICROSOFT|REDIS_URL)/.test(name))
        .sort(),
    );

    expect(bot).toEqual([
      'MICROSOFT_APP_ID',
      'MICROSOFT_APP_PASSWORD',
      'MICROSOFT_APP_TENANT_ID',
      'MICROSOFT_BOT_OPENID_URL',
      'MICROSOFT_BOT_SERVICE_URL',
      'MICROSOFT_BOT_TOKEN_ISSUER',
      'MICROSOFT_GRAPH_URL',
      'MICROSOFT_LOGIN_URL',
      'REDIS_URL',
      'SLACK_API_URL',
      'SLACK_APP_TOKEN',
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
    ]);
    expect(worker).toEqual([
      'AZURE_AUTHORITY_HOST',
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'AZURE_RESOURCE_MANAGER_URL',
      'AZURE_TENANT_ID',
      'MICROSOFT_GRAPH_URL',
      'REDIS_URL',
    ]);
    child.kill('SIGTERM');
    await once(child, 'exit');
  },
);

test('refuses a port that is none', async () => {
  const child = spawn(process.execPath, [main, '--port', 'http'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', chunk => {
    said += chunk;
  });

  const [code] = await once(child, 'close');

  expect([code, said]).toEqual([1, '--port takes a number up to 65535, not "http".\n']);
});
