import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import express from 'express';
import { startTeamsSimulator } from '../../sandbox/teams/simulator.ts';
import type { Answer, Heard, Note } from '../../src/bot/chat.ts';
import { teamsChat } from '../../src/bot/teams.ts';
import type { TeamsConfig } from '../../src/bot/teams-connector.ts';
import { readTeams } from '../../src/config-teams.ts';
import type { Person } from '../../src/jobs/request.ts';
import { aListener, silent } from './hear.ts';
import { quiet } from './office.ts';

export const channel = '19:images@thread.tacv2';
export const group = '19:group-images@thread.v2';
export const tenantId = '11111111-1111-1111-1111-111111111111';
export const ritaId = 'aaaaaaaa-0000-4000-8000-000000000001';
export const alone = 'a:rita-and-capture-image';

/** A simulated Teams that this process trusts. */
export async function openTeams() {
  const folder = await mkdtemp(join(tmpdir(), 'teams-simulator-'));
  const teams = await startTeamsSimulator({ folder });
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

/** The bot's Teams side with the test behind it, in a simulated Teams. */
export async function openTeamsBot(
  given: { environment?: (environment: Record<string, string>) => Record<string, string> } = {},
) {
  const { teams, close } = await openTeams();
  const bot = {
    answer: (() => silent) as (heard: Heard) => Answer | Promise<Answer>,
    view: (() => null) as (view: string, person: Person) => Note | null,
  };
  const { heard, listener } = aListener(
    what => bot.answer(what),
    async (view, person) => bot.view(view, person),
  );
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  teams.deliverTo(endpoint);
  const config = teamsConfig((given.environment ?? (environment => environment))(teams.environment));
  const chat = teamsChat({ config, app, log: quiet });
  await chat.open(listener);
  return Object.assign(bot, {
    teams,
    chat,
    heard,
    endpoint,
    config,
    /** What the bot has written, newest last. */
    written: () => teams.state().messages.filter(({ from }) => from.startsWith('28:')),
    async close() {
      await chat.close();
      server.closeAllConnections();
      server.close();
      await close();
    },
  });
}
