import type { Channel, Json, Message, OpenView, User } from './model.ts';
import type { Workspace } from './workspace.ts';
import { app, slackbot, team } from './world.ts';

const botProfile = {
  id: app.botId,
  app_id: app.id,
  user_id: app.userId,
  name: app.name,
  deleted: false,
  team_id: team.id,
};

/** A message as the Web API and the events give it. Its metadata is shown only to who asks for it. */
export function messageOf(message: Message, { metadata = false } = {}): Json {
  const { ephemeralFor: _, metadata: kept, ...seen } = message;
  return {
    type: 'message',
    ...seen,
    team: message.user_team ?? team.id,
    ...(message.bot_id ? { app_id: app.id, bot_profile: botProfile } : {}),
    ...(metadata && kept ? { metadata: kept } : {}),
  };
}

/** A thread's root with what Slack counts on it; any other message as it is. */
export function threadOf(
  workspace: Workspace,
  channel: string,
  message: Message,
  options?: { metadata: boolean },
): Json {
  const replies = workspace.replies(channel, message.ts);
  const last = replies.at(-1);
  if (!last) return messageOf(message, options);
  const people = [...new Set(replies.map(reply => reply.user))];
  const counts = { reply_count: replies.length, reply_users: people, reply_users_count: people.length };
  return { ...messageOf(message, options), thread_ts: message.ts, ...counts, latest_reply: last.ts, is_locked: false };
}

/** A conversation as conversations.* gives it. */
export function channelOf(channel: Channel): Json {
  const shared = {
    id: channel.id,
    created: 1_700_000_000,
    is_archived: channel.archived ?? false,
    context_team_id: team.id,
  };
  if (channel.kind === 'im')
    return { ...shared, is_im: true, user: channel.members.find(member => member !== app.userId) ?? app.userId };
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.includes(app.userId),
    num_members: channel.members.length,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** A user as users.* gives one; the mail address only to who may see it, and little of a closed account. Slackbot is no bot to Slack. */
export function userOf(user: User, { email }: { email: boolean }): Json {
  const teamId = user.team ?? team.id;
  const profile = { real_name: user.realName, display_name: user.name, team: teamId };
  if (user.deactivated)
    return { id: user.id, team_id: teamId, name: user.name, deleted: true, is_bot: false, is_app_user: false, profile };
  return {
    id: user.id,
    team_id: teamId,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: 'Europe/Amsterdam',
    tz_offset: 3600,
    is_bot: user.kind === 'bot' && user.id !== slackbot,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: user.kind === 'guest',
    is_ultra_restricted: false,
    profile: {
      ...profile,
      ...(email && user.email ? { email: user.email } : {}),
      ...(user.id === app.userId ? { bot_id: app.botId, api_app_id: app.id } : {}),
    },
  };
}

/** A view as views.* and interaction payloads give it. */
export function viewOf(open: OpenView): Json {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...open.view,
    id: open.id,
    team_id: team.id,
    app_id: app.id,
    bot_id: app.botId,
    app_installed_team_id: team.id,
    hash: open.hash,
    root_view_id: open.rootId,
    previous_view_id: open.previousId,
    state: { values: open.values },
  };
}

/** How events name the kind of a conversation. */
export const channelTypeOf = ({ kind }: Channel) => ({ public: 'channel', private: 'group', im: 'im' })[kind];
