import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { childrenOf, isAlive, until } from '../support/processes.ts';

const main = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
const compiled = resolve('.sandbox', 'compile-cache');
vi.setConfig({ maxConcurrency: 3 });

/** A folder to start in, which shares what was compiled before. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  mkdirSync(join(folder, '.sandbox'));
  mkdirSync(compiled, { recursive: true });
  symlinkSync(compiled, join(folder, '.sandbox', 'compile-cache'));
  return folder;
}

/** Starts the sandbox as a person does, and waits until it has printed its address. */
async function start(...options: string[]) {
  const cwd = newFolder();
  const child = spawn(process.execPath, [main, ...options], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout.on('data', chunk => {
    printed += chunk;
  });
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(cwd, { recursive: true, force: true });
  };
  try {
    await until(() => printed.includes('\n') || child.exitCode !== null);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    printed: () => printed,
    url: printed.trim().replace('Open ', ''),
    started: childrenOf(child.pid ?? 0),
    /** Ends it with a signal, and answers its exit code. */
    async end(signal: NodeJS.Signals): Promise<unknown> {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
    [Symbol.asyncDispose]: close,
  };
}

async function processesOf(url: string) {
  const response = await fetch(`${url}/processes`);
  return (await response.json()) as { processes: readonly { pid: number }[] };
}

test.concurrent('prints one line, the address of a page that works, when the bot and the worker are ready', async () => {
  await using sandbox = await start('--port', '0');

  const page = await fetch(sandbox.url);
  const { processes } = await processesOf(sandbox.url);

  expect(sandbox.printed()).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(await page.text()).toContain('<title>capture-image sandbox</title>');
  expect(processes).toMatchObject([
    { name: 'bot', state: 'ready' },
    { name: 'worker', state: 'ready' },
  ]);
  await sandbox.end('SIGTERM');
});

test.concurrent.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('leaves no process behind after %s', async signal => {
  await using sandbox = await start('--port', '0');

  const code = await sandbox.end(signal);

  await until(() => !sandbox.started.some(isAlive));
  expect(sandbox.started.length).toBeGreaterThanOrEqual(3);
  expect(code).toBe(signal === 'SIGKILL' ? null : 0);
});

test
  .runIf(!process.env.REDIS_URL)
  .concurrent('goes on with the captures and messages of the last time when told to keep them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const rita = { user: 'U0RITA', channel: 'C0IMAGES', command: '/capture-image' };
    const first = await startSandbox({ folder, keep: true });
    await first.slack.command({ ...rita, text: 'web-01 definition=web' });
    const said = () => first.slack.state().messages.C0IMAGES?.map(({ text }) => text) ?? [];
    await until(() => said().some(text => text.startsWith('Type Y in this thread')));
    await first.close();

    const second = await startSandbox({ folder, keep: true });
    const { response } = await second.slack.command({ ...rita, text: 'status' });

    expect(JSON.stringify(response)).toContain('web-01');
    expect(second.slack.state().messages.C0IMAGES?.map(({ text }) => text)).toEqual(
      expect.arrayContaining(said().slice(0, 1)),
    );
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });

test
  .runIf(existsSync('/proc/self/environ'))
  .concurrent('gives bot and worker each their own keys and not the other’s', async () => {
    await using sandbox = await start('--port', '0');
    const { processes } = await processesOf(sandbox.url);

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
    await sandbox.end('SIGTERM');
  });

test.concurrent('refuses a port that is none', async () => {
  const child = spawn(process.execPath, [main, '--port', 'http'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', chunk => {
    said += chunk;
  });

  const [code] = await once(child, 'close');

  expect([code, said]).toEqual([1, '--port takes a number up to 65535, not "http".\n']);
});
