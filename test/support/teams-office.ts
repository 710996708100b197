import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { teamsChat } from '../../src/bot/teams/teams.ts';
import { openOffice, quiet } from './office.ts';
import { openTeams, teamsConfig } from './teams.ts';

/** A desk that hears both a simulated Slack and a simulated Teams, on a real Redis. */
export async function openTeamsOffice(
  options: Pick<NonNullable<Parameters<typeof openOffice>[0]>, 'policy' | 'settings'> = {},
) {
  const { teams, close } = await openTeams({ speed: 1000 });
  const app = express();
  const web = app.listen(0, '127.0.0.1');
  await once(web, 'listening');
  teams.deliverTo(`http://127.0.0.1:${(web.address() as AddressInfo).port}/api/messages`);
  const config = teamsConfig(teams.environment);
  const office = await openOffice({
    ...options,
    besides: ground => [teamsChat({ config, app, ...ground, share: 20, log: quiet })],
  });
  return {
    office,
    teams,
    /** What the bot has written in Teams, oldest first. */
    written: () => teams.state().messages.filter(({ from }) => from.startsWith('28:')),
    async close() {
      await office.close();
      web.closeAllConnections();
      web.close();
      await close();
    },
  };
}
