import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { strangeSecrets } from '../src/strange-secrets.ts';
import { startOne } from './support/redis-kinds.ts';
import { runScript } from './support/scripts.ts';

const azure = { AZURE_CLIENT_SECRET: 'hush-1', AZURE_CLIENT_CERTIFICATE_PASSWORD: 'hush-2', AZURE_PASSWORD: 'hush-3' };
const chats = { SLACK_BOT_TOKEN: 'xoxb-hush', SLACK_APP_TOKEN: 'xapp-hush', MICROSOFT_APP_PASSWORD: 'hush-4' };

test('a bot is warned of every secret of a worker, and a worker of every one of a bot', () => {
  expect(strangeSecrets('bot', { ...azure, CAPTURE_IMAGE_SEAL: 'hush', ...chats })).toBe(
    'AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PASSWORD, AZURE_PASSWORD, CAPTURE_IMAGE_SEAL are for workers alone: take them out of the environment of the bot',
  );
  expect(strangeSecrets('worker', { ...azure, ...chats })).toBe(
    'SLACK_BOT_TOKEN, SLACK_APP_TOKEN, MICROSOFT_APP_PASSWORD are for bots alone: take them out of the environment of the worker',
  );
});

test('nobody is warned of their own secrets, of empty ones, or where one process is both', () => {
  expect(strangeSecrets('bot', { ...chats, AZURE_CLIENT_SECRET: '' })).toBeNull();
  expect(strangeSecrets('worker', azure)).toBeNull();
  expect(strangeSecrets('all', { ...azure, ...chats })).toBeNull();
});

test('it knows of every variable of .env.example that is a secret of one of them', () => {
  const [, , bot = '', worker = ''] = readFileSync('.env.example', 'utf8').split(/^# --- .* ---$/m);
  const secrets = (text: string) =>
    [...text.matchAll(/^#?(\w+(?:TOKEN|SECRET|PASSWORD|SEAL))=/gm)].map(([, name = '']) => name);
  expect(secrets(bot)).not.toEqual([]);
  expect(secrets(worker)).not.toEqual([]);
  for (const name of secrets(bot)) expect(strangeSecrets('worker', { [name]: 'x' }), name).toContain(name);
  for (const name of secrets(worker)) expect(strangeSecrets('bot', { [name]: 'x' }), name).toContain(name);
});

test.each(['bot', 'worker'])('a %s says so at its start, and never the secret', async role => {
  const redis = await startOne(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);
  try {
    const { says } = await runScript(['src/main.ts', role], {
      REDIS_URL: redis.url,
      CAPTURE_IMAGE_CONFIG: 'capture-image.example.yaml',
      ...azure,
      ...chats,
      MICROSOFT_APP_ID: '',
      MICROSOFT_APP_PASSWORD: '',
    });
    expect(says).toContain(
      role === 'bot' ? 'AZURE_PASSWORD are for workers alone' : 'SLACK_APP_TOKEN are for bots alone',
    );
    expect(says).not.toContain('hush');
  } finally {
    await redis.close();
  }
});
