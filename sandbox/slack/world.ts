import type { Channel, User } from './model.ts';

/** The team that everybody in the sandbox works for. */
export const team = { id: 'T0SANDBOX', name: 'Contoso', domain: 'contoso' } as const;

/** Another company's workspace, with which #images is shared. */
export const partner = { id: 'T0PARTNER', name: 'Fabrikam', domain: 'fabrikam' } as const;

/** The app under test, as it is installed in the team. */
export const app = { id: 'A0SANDBOX', botId: 'B0BOT', userId: 'U0BOT', name: 'capture-image' } as const;

/** Who tells a person that a command did not work. */
export const slackbot = 'USLACKBOT';

/** Credentials that open nothing but this simulator. */
export const credentials = {
  botToken: 'xoxb-sandbox-bot-token-opens-nothing',
  appToken: 'xapp-sandbox-app-token-opens-nothing',
  signingSecret: 'sandbox-signing-secret',
} as const;

/** The people of the default workspace, one of another who is in a shared channel, and one who has left. */
export const defaultUsers: readonly User[] = [
  { id: 'U0RITA', name: 'rita', realName: 'Rita Requester', email: 'rita@contoso.example', kind: 'member' },
  { id: 'U0OLGA', name: 'olga', realName: 'Olga Operator', email: 'olga@contoso.example', kind: 'member' },
  { id: 'U0OTTO', name: 'otto', realName: 'Otto Owner', email: 'otto@contoso.example', kind: 'member' },
  { id: 'U0GUS', name: 'gus', realName: 'Gus Guest', email: 'gus@guest.example', kind: 'guest' },
  { id: 'U0SAM', name: 'sam', realName: 'Sam Stranger', kind: 'member', team: partner.id },
  {
    id: 'U0DORA',
    name: 'dora',
    realName: 'Dora Departed',
    email: 'dora@contoso.example',
    kind: 'member',
    deactivated: true,
  },
  { id: app.userId, name: app.name, realName: app.name, kind: 'bot' },
  { id: slackbot, name: 'slackbot', realName: 'Slackbot', kind: 'bot' },
];

/** A group of people that can be mentioned as one. */
export const defaultUsergroups = [
  { id: 'S0OPS', handle: 'image-operators', name: 'Image operators', users: ['U0OLGA', 'U0OTTO'] },
] as const;

/** Its channels: the bot sits in #images and has not been invited to #general. */
export const defaultChannels: readonly Channel[] = [
  {
    id: 'C0IMAGES',
    name: 'images',
    kind: 'public',
    members: ['U0RITA', 'U0OLGA', 'U0OTTO', 'U0GUS', 'U0SAM', app.userId],
  },
  { id: 'C0GENERAL', name: 'general', kind: 'public', members: ['U0RITA', 'U0OLGA', 'U0OTTO'] },
];
