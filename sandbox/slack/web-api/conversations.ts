import type { Channel } from '../model.ts';
import { Refused } from '../refused.ts';
import { channelOf, messageOf, threadOf } from '../shapes.ts';
import { app } from '../world.ts';
import { type Api, type Args, isSet, type Methods, need, pageOf, seenChannel } from './method.ts';

const readScopes = { public: 'channels:read', private: 'groups:read', im: 'im:read' } as const;
const historyScopes = { public: 'channels:history', private: 'groups:history', im: 'im:history' } as const;

const scopesFor = (kinds: Readonly<Record<Channel['kind'], string>>) => (args: Args, api: Api) => {
  const channel = api.workspace.channels().find(({ id }) => id === args.channel);
  return channel ? [kinds[channel.kind]] : Object.values(kinds);
};

/** conversations.*: where the bot is, who else is there, and what was said. */
export const conversationMethods: Methods = {
  'conversations.open': {
    tier: 3,
    scopes: ({ users }) => (listOf(users).length > 1 ? ['mpim:write'] : ['im:write']),
    run(args, { workspace }) {
      if (args.channel !== undefined) {
        const channel = workspace.channels().find(({ id, kind }) => id === args.channel && kind === 'im');
        if (!channel) throw new Refused('channel_not_found');
        return { channel: { id: channel.id } };
      }
      need(args, 'users');
      const users = listOf(args.users);
      if (users.length > 1) throw new Refused('not_supported_by_simulator');
      const user = workspace.findUser(users[0] ?? '');
      if (!user) throw new Refused('user_not_found');
      if (user.kind === 'bot') throw new Refused('cannot_dm_bot');
      const channel = workspace.openIm(app.userId, user.id);
      return { channel: isSet(args.return_im) ? channelOf(channel) : { id: channel.id } };
    },
  },
  'conversations.info': {
    tier: 3,
    scopes: scopesFor(readScopes),
    run: (args, api) => ({ channel: channelOf(seenChannel(args, api, app.userId)) }),
  },
  'conversations.list': {
    tier: 2,
    scopes: Object.values(readScopes),
    run(args, { workspace, manifest }) {
      const kinds: Record<string, Channel['kind']> = { public_channel: 'public', private_channel: 'private', im: 'im' };
      const wanted = String(args.types ?? 'public_channel')
        .split(',')
        .map(type => kinds[type.trim()]);
      const seen = workspace
        .channels()
        .filter(
          channel =>
            wanted.includes(channel.kind) &&
            (channel.kind === 'public' || channel.members.includes(app.userId)) &&
            manifest.oauth_config.scopes.bot.includes(readScopes[channel.kind]) &&
            !(isSet(args.exclude_archived) && channel.archived),
        );
      const { page, response_metadata } = pageOf(seen, args);
      return { channels: page.map(channelOf), response_metadata };
    },
  },
  'conversations.members': {
    tier: 4,
    scopes: scopesFor(readScopes),
    run(args, api) {
      const { page, response_metadata } = pageOf(seenChannel(args, api, app.userId).members, args);
      return { members: page, response_metadata };
    },
  },
  'conversations.join': {
    tier: 3,
    scopes: ['channels:join'],
    run(args, api) {
      const channel = seenChannel(args, api, app.userId);
      if (channel.kind !== 'public') throw new Refused('method_not_supported_for_channel_type');
      if (channel.archived) throw new Refused('is_archived');
      if (channel.members.includes(app.userId)) return { channel: channelOf(channel), warning: 'already_in_channel' };
      return {
        channel: channelOf(api.workspace.putChannel({ ...channel, members: [...channel.members, app.userId] })),
      };
    },
  },
  'conversations.history': {
    tier: 3,
    scopes: scopesFor(historyScopes),
    run(args, api) {
      const channel = readable(args, api);
      const roots = api.workspace
        .messages(channel.id)
        .filter(m => !m.ephemeralFor && (!m.thread_ts || m.thread_ts === m.ts || m.subtype === 'thread_broadcast'))
        .filter(({ ts }) => within(ts, args))
        .toReversed();
      const { page, response_metadata } = pageOf(roots, args);
      const options = { metadata: isSet(args.include_all_metadata) };
      const messages = page.map(message => threadOf(api.workspace, channel.id, message, options));
      return { messages, has_more: response_metadata.next_cursor !== '', pin_count: 0, response_metadata };
    },
  },
  'conversations.replies': {
    tier: 3,
    scopes: scopesFor(historyScopes),
    run(args, api) {
      const channel = readable(args, api);
      const asked = api.workspace.findMessage(channel.id, need(args, 'ts'));
      const root = asked?.thread_ts ? api.workspace.findMessage(channel.id, asked.thread_ts) : asked;
      if (!root || root.ephemeralFor) throw new Refused('thread_not_found');
      const options = { metadata: isSet(args.include_all_metadata) };
      const replies = api.workspace.replies(channel.id, root.ts).filter(({ ts }) => within(ts, args));
      const { page, response_metadata } = pageOf(replies, args, 999);
      const messages = [threadOf(api.workspace, channel.id, root, options), ...page.map(m => messageOf(m, options))];
      return { messages, has_more: response_metadata.next_cursor !== '', response_metadata };
    },
  },
};

const listOf = (users: unknown) => (Array.isArray(users) ? users.map(String) : String(users ?? '').split(','));

function readable(args: Args, api: Api): Channel {
  const channel = seenChannel(args, api, app.userId);
  if (!channel.members.includes(app.userId)) throw new Refused('not_in_channel');
  return channel;
}

function within(ts: string, { oldest, latest, inclusive }: Args): boolean {
  const at = Number(ts);
  const from = Number(oldest ?? 0);
  const to = Number(latest ?? Number.POSITIVE_INFINITY);
  return (at > from && at < to) || (isSet(inclusive) && (ts === oldest || ts === latest));
}
