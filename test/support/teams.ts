import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import express from 'express';
import { pino } from 'pino';
import { z } from 'zod';
import { startTeamsSimulator, type TeamsSimulator, type TeamsSimulatorOptions } from '../../sandbox/teams/simulator.ts';
import type { Answer, ChatEvent, ChatHandler, Note } from '../../src/bot/chat.ts';
import type { TeamsConfig } from '../../src/bot/teams/config.ts';
import { teamsChat } from '../../src/bot/teams/teams.ts';
import { readTeams } from '../../src/config-teams.ts';
import { deskRedis } from '../../src/jobs/store/redis.ts';
import { checkRedis } from '../../src/jobs/store/redis-check.ts';
import { redisAddress } from '../../src/jobs/store/redis-url.ts';
import type { Log } from '../../src/log.ts';
import { aListener, silent } from './hear.ts';
import { quiet } from './office.ts';
import { startRedis } from './redis.ts';

export const channel = '19:images@thread.tacv2';
export const group = '19:group-images@thread.v2';
export const tenantId = '11111111-1111-1111-1111-111111111111';
export const ritaId = 'aaaaaaaa-0000-4000-8000-000000000001';
export const alone = 'a:rita-and-capture-image';

/** A simulated Teams that this process trusts. */
export async function openTeams(options: Pick<TeamsSimulatorOptions, 'now' | 'speed' | 'tap'> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'teams-simulator-'));
  const teams = await startTeamsSimulator({ folder, ...options });
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(teams.caFile, 'utf8')]);
  return {
    teams,
    async close() {
      await teams.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The configuration that the bot reads out of an environment. */
export function teamsConfig(environment: Record<string, string>): TeamsConfig {
  const { config, problems } = readTeams(environment);
  if (!config) throw new Error(problems.join('\n'));
  return config;
}

/** A log whose lines a test reads. */
export function listeningLog() {
  const printed: string[] = [];
  const log = pino(
    { serializers: { err: ({ code, message }) => ({ code, message }) } },
    { write: line => printed.push(line) },
  );
  return { log, lines: () => printed.map(line => lineSchema.parse(JSON.parse(line))) };
}

const lineSchema = z.looseObject({ level: z.number(), msg: z.string() });

/** The bot's Teams side with the test behind it, in a simulated Teams. */
export async function openTeamsBot(
  given: {
    environment?: (environment: Record<string, string>) => Record<string, string>;
    log?: Log;
    before?: (teams: TeamsSimulator) => unknown;
    now?: () => number;
  } = {},
) {
  const { teams, close } = await openTeams({ now: given.now ?? Date.now });
  const bot = {
    answer: (() => silent) as (event: ChatEvent) => Answer | Promise<Answer>,
    view: (() => null) as (...asked: Parameters<ChatHandler['view']>) => Note | null,
  };
  const { heard: chatEvent, listener: chatHandler } = aListener(
    what => bot.answer(what),
    async (view, by) => bot.view(view, by),
  );
  given.before?.(teams);
  const server = await startRedis();
  const { prefix } = server;
  const redis = deskRedis(redisAddress(server.url));
  await checkRedis(redis, { timeoutMs: 100_000 });
  const config = teamsConfig((given.environment ?? (environment => environment))(teams.environment));

  async function open() {
    const app = express();
    const web = app.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const endpoint = `http://127.0.0.1:${(web.address() as AddressInfo).port}/api/messages`;
    teams.deliverTo(endpoint);
    const chat = teamsChat({ config, app, redis, prefix, share: 20, log: given.log ?? quiet });
    await chat.open(chatHandler);
    const stop = async () => {
      await chat.close();
      web.closeAllConnections();
      web.close();
    };
    return { chat, endpoint, stop };
  }

  const first = await open();
  let { stop } = first;
  return Object.assign(bot, {
    teams,
    chat: first.chat,
    heard: chatEvent,
    endpoint: first.endpoint,
    config,
    redis,
    prefix,
    server,
    /** The bot ends, and another one begins at the same Redis. */
    async restart() {
      await stop();
      const next = await open();
      ({ stop } = next);
      Object.assign(this, { chat: next.chat, endpoint: next.endpoint });
    },
    /** What the bot has written, newest last. */
    written: () => teams.state().messages.filter(({ from }) => from.startsWith('28:')),
    async close() {
      await stop();
      redis.disconnect();
      await server.close();
      await close();
    },
  });
}
