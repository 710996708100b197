import type { Channel, Message } from '../model.ts';
import { asBot, contentOf } from '../posting.ts';
import { Refused } from '../refused.ts';
import { messageOf } from '../shapes.ts';
import { app } from '../world.ts';
import { type Api, type Args, isSet, type Methods, need, seenChannel } from './method.ts';

const scopes = ['chat:write'];
/** An update's text is measured in bytes, escaped, and far shorter than that of a new message. */
const longestUpdateBytes = 4000;

/** chat.*: what the bot says, and what it makes of what it said. */
export const chatMethods: Methods = {
  'chat.postMessage': {
    tier: 4,
    scopes,
    run(args, api) {
      const channel = channelToPostIn(args, api);
      const content = contentOf(args);
      const waitSeconds = api.limits.takePost(channel.id);
      if (waitSeconds > 0) throw new Refused('ratelimited', { retryAfterSeconds: waitSeconds });
      const broadcast = isSet(args.reply_broadcast) ? { subtype: 'thread_broadcast' } : {};
      const message = api.workspace.post(channel.id, {
        ...asBot,
        ...content,
        ...threadIn(args, api, channel),
        ...broadcast,
      });
      return { channel: channel.id, ts: message.ts, message: messageOf(message, { metadata: true }) };
    },
  },
  'chat.postEphemeral': {
    tier: 4,
    scopes,
    run(args, api) {
      const channel = channelToPostIn(args, api);
      const user = need(args, 'user');
      if (!channel.members.includes(user)) throw new Refused('user_not_in_channel');
      const thread = threadIn(args, api, channel);
      const message = api.workspace.post(channel.id, { ...asBot, ...contentOf(args), ...thread, ephemeralFor: user });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    tier: 3,
    scopes,
    run(args, api) {
      const channel = seenChannel(args, api, app.userId);
      const message = ownMessage(args, api, channel, 'cant_update_message');
      if (channel.archived) throw new Refused('is_inactive');
      const content = contentOf(args);
      if (Buffer.byteLength(escaped(content.text)) > longestUpdateBytes) throw new Refused('msg_too_long');
      const { blocks: _, attachments: __, edited, ...kept } = message;
      const mark = args.text === undefined ? edited : { user: app.userId, ts: api.workspace.nextTs() };
      const text = args.text === undefined ? message.text : content.text;
      const changed = api.workspace.change(channel.id, message, {
        ...kept,
        ...content,
        text,
        ...(mark ? { edited: mark } : {}),
      });
      return {
        channel: channel.id,
        ts: changed.ts,
        text: changed.text,
        message: messageOf(changed, { metadata: true }),
      };
    },
  },
  'chat.delete': {
    tier: 3,
    scopes,
    run(args, api) {
      const channel = seenChannel(args, api, app.userId);
      const message = ownMessage(args, api, channel, 'cant_delete_message');
      api.workspace.remove(channel.id, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    tier: 4,
    run(args, api) {
      const channel = seenChannel(args, api, app.userId);
      const message = findMessage(api, channel, need(args, 'message_ts'));
      const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
      return {
        channel: channel.id,
        permalink: `${api.address()}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
      };
    },
  },
};

const escaped = (text: string) => text.replace(/&(?!amp;|lt;|gt;)/g, '&amp;');

function channelToPostIn(args: Args, { workspace, manifest }: Api): Channel {
  const name = need(args, 'channel');
  const person = workspace.findUser(name);
  if (person && person.kind !== 'bot') return workspace.openIm(app.userId, name);
  const channel = workspace.findChannel(name);
  const member = channel?.members.includes(app.userId);
  if (!channel || (channel.kind !== 'public' && !member)) throw new Refused('channel_not_found');
  if (channel.archived) throw new Refused('is_archived');
  if (!member && !manifest.oauth_config.scopes.bot.includes('chat:write.public')) throw new Refused('not_in_channel');
  return channel;
}

function threadIn(
  { thread_ts }: Args,
  { workspace }: Api,
  channel: Channel,
): Pick<Message, 'thread_ts' | 'parent_user_id'> {
  if (thread_ts === undefined || thread_ts === '') return {};
  if (!/^\d+\.\d{6}$/.test(String(thread_ts))) throw new Refused('invalid_thread_ts');
  const answered = workspace.findMessage(channel.id, String(thread_ts));
  const root = answered?.thread_ts ? workspace.findMessage(channel.id, answered.thread_ts) : answered;
  return {
    thread_ts: root?.ts ?? answered?.thread_ts ?? String(thread_ts),
    ...(root ? { parent_user_id: root.user } : {}),
  };
}

function findMessage({ workspace }: Api, channel: Channel, ts: string): Message {
  const message = workspace.findMessage(channel.id, ts);
  if (!message || message.ephemeralFor) throw new Refused('message_not_found');
  return message;
}

function ownMessage(args: Args, api: Api, channel: Channel, otherwise: string): Message {
  const message = findMessage(api, channel, need(args, 'ts'));
  if (message.bot_id !== app.botId) throw new Refused(otherwise);
  return message;
}
