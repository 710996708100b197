import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-files-'));
  symlinkSync(resolve('src'), join(folder, 'src'));
  writeFileSync(join(folder, '.env'), 'CAPTURE_IMAGE_CONFIG=of-both.yaml\nLOG_LEVEL=of-both\n');
  writeFileSync(join(folder, '.env.bot'), 'CAPTURE_IMAGE_CONFIG=of-bot.yaml\nSLACK_BOT_TOKEN=of-bot\n');
  writeFileSync(join(folder, '.env.worker'), 'CAPTURE_IMAGE_CONFIG=of-worker.yaml\nCAPTURE_IMAGE_SEAL=short\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a start complains of, all of whose files are wrong on purpose. */
const start = (args: readonly string[], env: Record<string, string> = {}) =>
  new Promise<string>(said => {
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    const options = { cwd: folder, env: { PATH, ...env } };
    execFile('sh', [resolve('scripts/start.sh'), ...args], options, (_, out, err) => said(out + err));
  });

test('npm start is that script', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8')).scripts.start).toBe('sh scripts/start.sh');
});

test('a bot reads .env.bot over .env, and nothing of .env.worker', async () => {
  const says = await start(['bot']);
  expect(says).toContain('of-bot.yaml: cannot be read');
  expect(says).toContain('LOG_LEVEL');
  expect(says).toContain('SLACK_BOT_TOKEN: must be a bot token');
});

test('a worker reads .env.worker over .env, and nothing of .env.bot', async () => {
  const says = await start(['worker']);
  expect(says).toContain('of-worker.yaml: cannot be read');
  expect(says).toContain('LOG_LEVEL');
  expect(says).toContain('CAPTURE_IMAGE_SEAL: each key');
  expect(says).not.toContain('SLACK_BOT_TOKEN');
});

test('both in one process read both files, and the environment wins over all of them', async () => {
  const says = await start([], { LOG_LEVEL: 'info' });
  expect(says).toContain('SLACK_BOT_TOKEN: must be a bot token');
  expect(says).toContain('CAPTURE_IMAGE_SEAL: each key');
  expect(says).not.toContain('LOG_LEVEL');
});
