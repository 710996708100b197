import { Refused } from '../refused.ts';
import { app, team } from '../world.ts';
import type { Methods } from './method.ts';

/** auth.test, apps.connections.open and team.info: who the app is, and where it is installed. */
export const teamMethods: Methods = {
  'api.test': { tier: 4, token: 'any', run: ({ token: _, ...args }) => ({ args }) },
  'auth.test': {
    tier: 4,
    token: 'any',
    run: (_, api) => ({
      url: `${api.address()}/`,
      team: team.name,
      user: app.name,
      team_id: team.id,
      user_id: app.userId,
      bot_id: app.botId,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    tier: 3,
    token: 'app',
    run(_, { openTicket }) {
      if (!openTicket) throw new Refused('socket_mode_not_enabled');
      return { url: openTicket() };
    },
  },
  'team.info': {
    tier: 3,
    scopes: ['team:read'],
    run: (_, api) => ({ team: { ...team, url: `${api.address()}/`, email_domain: 'contoso.example', icon: {} } }),
  },
};
