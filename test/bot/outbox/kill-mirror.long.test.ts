import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { startTeamsSimulator, type TeamsSimulator } from '../../../sandbox/teams/simulator.ts';
import { team } from '../../../sandbox/teams/world.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { redisStore } from '../../../src/jobs/store/store.ts';
import { aWaitingCapture, noon, rita } from '../../support/captures.ts';
import { messagesIn, until } from '../../support/office.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { tenantId } from '../../support/teams.ts';

const folder = mkdtempSync(join(tmpdir(), 'capture-image-'));
const bots: ChildProcess[] = [];
let server: TestRedis;
let redis: Redis;
let slack: SlackSimulator;
let teams: TeamsSimulator;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  slack = await startSlackSimulator();
  teams = await startTeamsSimulator({ folder: join(folder, 'teams') });
  writeFileSync(
    join(folder, 'capture-image.yaml'),
    'scopes: [{subscription: 22222222-2222-2222-2222-222222222222}]\npace: {editSeconds: 0.1}\n',
  );
});
afterAll(async () => {
  for (const bot of bots) bot.kill('SIGKILL');
  redis.disconnect();
  await slack.close();
  await teams.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function startBot(): Promise<ChildProcess> {
  const env = {
    PATH: process.env.PATH,
    ...teams.environment,
    NODE_EXTRA_CA_CERTS: teams.caFile,
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

test('a bot killed while it tells two places loses and doubles nothing in either, where it may read Teams back', async () => {
  const store = redisStore({ redis, prefix: server.prefix });
  teams.grant('ChannelMessage.Read.Group');
  await redis.hset(keysOf(server.prefix).teamOf, '19:images@thread.tacv2', team.id);
  const first = await startBot();
  const confirmed = { kind: 'confirmed', by: rita, at: noon.toISOString() } as const;
  const place = { platform: 'teams', workspace: tenantId, channel: '19:images@thread.tacv2' } as const;
  const captures = Array.from({ length: 4 }, () => {
    const waiting = aWaitingCapture({ mirrors: [{ place, name: 'Images', since: 0 }] });
    const { id: channel } = slack.createChannel({ name: waiting.id, kind: 'public', members: ['U0RITA', 'U0BOT'] });
    return { ...waiting, place: { ...waiting.place, channel }, notices: [...waiting.notices, confirmed] };
  });
  const inSlack = () => captures.flatMap(capture => messagesIn(slack, capture.place.channel));
  const inTeams = () => teams.state().messages;
  const inTheMiddle = () => void (inSlack().length >= 4 && inTeams().length >= 4 && first.kill('SIGKILL'));
  for (const chat of [slack, teams]) chat.listen(inTheMiddle);
  const killed = once(first, 'exit');
  await Promise.all(captures.map(capture => store.accept(capture.id, capture)));
  await killed;
  expect(inSlack().length + inTeams().length).toBeLessThan(24);

  const second = await startBot();
  await until('all told', async () => (await redis.zcard(`{${server.prefix}}:outbox`)) === 0);
  for (const { id, place: own } of captures) {
    const texts = messagesIn(slack, own.channel).map(({ text }) => text?.slice(0, 8));
    expect(texts.sort()).toEqual(['Capture ', 'Confirme', 'Type Y i']);
    const root = inTeams().find(({ summary, thread }) => !thread && summary?.includes(id));
    const thread = inTeams().filter(line => line.thread === root?.id);
    expect(thread.map(({ summary }) => summary?.slice(0, 8))).toEqual(['Reply @c', 'Confirme']);
  }
  expect(inTeams()).toHaveLength(12);

  second.kill('SIGTERM');
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
});
