import { Refused } from '../refused.ts';
import { userOf } from '../shapes.ts';
import { app, defaultUsergroups, team } from '../world.ts';
import { type Api, isSet, type Methods, need, pageOf, seenChannel } from './method.ts';

const maySeeEmail = ({ manifest }: Api) => ({ email: manifest.oauth_config.scopes.bot.includes('users:read.email') });

/** users.*, usergroups.*, reactions.add and bots.info: the people of the workspace, and the bot among them. */
export const peopleMethods: Methods = {
  'users.info': {
    tier: 4,
    scopes: ['users:read'],
    run(args, api) {
      const user = api.workspace.findUser(need(args, 'user'));
      if (!user) throw new Refused('user_not_found');
      return { user: userOf(user, maySeeEmail(api)) };
    },
  },
  'users.list': {
    tier: 2,
    scopes: ['users:read'],
    run(args, api) {
      const { page, response_metadata } = pageOf(api.workspace.users(), args, 1000);
      return { members: page.map(user => userOf(user, maySeeEmail(api))), response_metadata };
    },
  },
  'users.lookupByEmail': {
    tier: 3,
    scopes: ['users:read.email'],
    run(args, api) {
      const email = need(args, 'email').toLowerCase();
      const user = api.workspace
        .users()
        .find(person => person.email?.toLowerCase() === email && !person.deactivated && !person.team);
      if (!user) throw new Refused('users_not_found');
      return { user: userOf(user, maySeeEmail(api)) };
    },
  },
  'usergroups.list': {
    tier: 2,
    scopes: ['usergroups:read'],
    run: args => ({
      usergroups: defaultUsergroups.map(({ users, ...group }) => ({
        ...group,
        team_id: team.id,
        is_usergroup: true,
        user_count: users.length,
        ...(isSet(args.include_users) ? { users } : {}),
      })),
    }),
  },
  'usergroups.users.list': {
    tier: 2,
    scopes: ['usergroups:read'],
    run(args) {
      const id = need(args, 'usergroup');
      const group = defaultUsergroups.find(one => one.id === id);
      if (!group) throw new Refused('no_such_subteam');
      return { users: group.users };
    },
  },
  'bots.info': {
    tier: 3,
    scopes: ['users:read'],
    run(args) {
      if (args.bot !== undefined && args.bot !== app.botId) throw new Refused('bot_not_found');
      return { bot: { id: app.botId, app_id: app.id, user_id: app.userId, name: app.name, deleted: false } };
    },
  },
  'reactions.add': {
    tier: 3,
    scopes: ['reactions:write'],
    run(args, api) {
      const channel = seenChannel(args, api, app.userId);
      const name = need(args, 'name');
      const message = api.workspace.findMessage(channel.id, need(args, 'timestamp'));
      if (!message || message.ephemeralFor) throw new Refused('message_not_found');
      const before = message.reactions?.find(reaction => reaction.name === name)?.users ?? [];
      if (before.includes(app.userId)) throw new Refused('already_reacted');
      const others = message.reactions?.filter(reaction => reaction.name !== name) ?? [];
      api.workspace.react(channel.id, { ...message, reactions: [...others, { name, users: [...before, app.userId] }] });
      return {};
    },
  },
};
