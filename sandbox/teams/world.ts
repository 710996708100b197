import type { Conversation, User } from './model.ts';

/** The tenant that everybody in the sandbox works for, and the service address a bot answers at. */
export const tenantId = '11111111-1111-1111-1111-111111111111';

/** The tenant of another company. */
export const partnerTenantId = '99999999-9999-4999-8999-999999999999';

/** The bot as it is registered: credentials that open nothing but this simulator. */
export const app = {
  id: '44444444-4444-4444-4444-444444444444',
  password: 'sandbox-bot-secret',
  expiredPassword: 'sandbox-bot-secret-of-last-year',
  name: 'capture-image',
} as const;

/** The bot as a member of a conversation. */
export const botId = `28:${app.id}`;

/** The people of the tenant, a guest, one of another tenant who is in a shared channel, and one who has left. */
export const people: readonly User[] = [
  person('rita', 1, 'Rita Requester', 'user'),
  person('olga', 2, 'Olga Operator', 'user'),
  person('otto', 4, 'Otto Owner', 'user'),
  { ...person('gus', 3, 'Gus Guest', 'guest'), mail: 'gus@guest.example' },
  { ...person('sam', 5, 'Sam Stranger', 'user'), mail: 'sam@partner.example', tenantId: partnerTenantId },
  { ...person('dora', 6, 'Dora Departed', 'user'), deleted: true },
];

const present = people.filter(({ deleted }) => !deleted);

/** A group of people in Entra. */
export const groups = [
  { id: 'bbbbbbbb-0000-4000-8000-000000000001', name: 'image-operators', members: ['29:olga', '29:otto'] },
];

/** The team that the channels are in: as Teams knows it, and as Entra does. */
export const team = {
  id: '19:contoso@thread.tacv2',
  groupId: 'cccccccc-0000-4000-8000-000000000001',
  name: 'Contoso',
} as const;

/** What a team's owner or a chat's members may let an app do where it is installed. */
export const resourcePermissions = ['ChannelMessage.Read.Group', 'ChatMessage.Read.Chat'] as const;

/** What the app may be granted in all: the same, and what an administrator consents to. */
export const permissions = [...resourcePermissions, 'User.Read.All'] as const;
export type Permission = (typeof permissions)[number];

/** Where people talk: a channel, a group, and each of them alone with the bot. */
export const conversations: readonly Conversation[] = [
  {
    id: '19:images@thread.tacv2',
    kind: 'channel',
    name: 'Images',
    team: team.id,
    members: present.map(({ id }) => id),
  },
  {
    id: '19:group-images@thread.v2',
    kind: 'groupChat',
    name: 'Image makers',
    members: ['29:rita', '29:olga', '29:otto'],
  },
  ...present.filter(({ tenantId: other }) => !other).map(({ id, name }) => aloneWith({ id, name })),
];

/** The conversation of one person with the bot. */
export function aloneWith({ id, name }: Pick<User, 'id' | 'name'>): Conversation {
  return { id: `a:${id.slice(3)}-and-capture-image`, kind: 'personal', name, members: [id] };
}

function person(handle: string, number: number, name: string, role: User['role']): User {
  const aadObjectId = `aaaaaaaa-0000-4000-8000-00000000000${number}`;
  return { id: `29:${handle}`, aadObjectId, name, mail: `${handle}@contoso.example`, role };
}
