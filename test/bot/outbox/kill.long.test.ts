import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { redisStore } from '../../../src/jobs/store/store.ts';
import { aWaitingCapture, noon, rita } from '../../support/captures.ts';
import { messagesIn, until } from '../../support/office.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'capture-image-'));
const bots: ChildProcess[] = [];
let server: TestRedis;
let redis: Redis;
let slack: SlackSimulator;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  slack = await startSlackSimulator();
  writeFileSync(
    join(folder, 'capture-image.yaml'),
    'scopes: [{subscription: 22222222-2222-2222-2222-222222222222}]\npace: {editSeconds: 0.1}\n',
  );
});
afterAll(async () => {
  for (const bot of bots) bot.kill('SIGKILL');
  redis.disconnect();
  await slack.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The real bot process. */
async function startBot(): Promise<ChildProcess> {
  const env = {
    PATH: process.env.PATH,
    TMPDIR: folder,
    REDIS_URL: server.url,
    REDIS_PREFIX: server.prefix,
    CAPTURE_IMAGE_CONFIG: join(folder, 'capture-image.yaml'),
    HOST: '127.0.0.1',
    PORT: '0',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  };
  const bot = spawn(process.execPath, ['src/main.ts', 'bot'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  bots.push(bot);
  let said = '';
  bot.stdout?.on('data', chunk => {
    said += chunk;
  });
  await until('a bot that is ready', () => said.includes('"ready"'));
  return bot;
}

test('a bot that is killed in the middle of telling is taken over by the next: nothing is lost, nothing comes twice', async () => {
  const store = redisStore({ redis, prefix: server.prefix });
  const first = await startBot();
  const confirmed = { kind: 'confirmed', by: rita, at: noon.toISOString() } as const;
  const captures = Array.from({ length: 8 }, () => {
    const waiting = aWaitingCapture();
    const { id: channel } = slack.createChannel({ name: waiting.id, kind: 'public', members: ['U0RITA', 'U0BOT'] });
    return { ...waiting, place: { ...waiting.place, channel }, notices: [...waiting.notices, confirmed] };
  });
  const posted = () => captures.flatMap(({ place }) => messagesIn(slack, place.channel));
  slack.listen(() => void (posted().length >= 4 && first.kill('SIGKILL')));
  const killed = once(first, 'exit');
  await Promise.all(captures.map(capture => store.accept(capture.id, capture)));
  await killed;
  expect(posted().length).toBeLessThan(24);
  const compiled = readdirSync(join(folder, 'node-compile-cache'), { recursive: true });
  expect(compiled.length, 'what the next one starts quickly by').toBeGreaterThan(100);

  const second = await startBot();
  await until('all told', async () => (await redis.zcard(`{${server.prefix}}:outbox`)) === 0);
  for (const { place } of captures) {
    const messages = messagesIn(slack, place.channel);
    expect(messages.filter(({ thread_ts, ts }) => !thread_ts || thread_ts === ts)).toHaveLength(1);
    expect(messages.map(({ text }) => text?.slice(0, 8)).sort()).toEqual(['Capture ', 'Confirme', 'Type Y i']);
  }

  second.kill('SIGTERM');
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
});
