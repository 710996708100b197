import { randomBytes } from 'node:crypto';
import type { Deliveries } from './deliveries.ts';
import type { Manifest } from './manifest.ts';
import type { Channel, Happening, Json, Message } from './model.ts';
import { channelTypeOf, messageOf } from './shapes.ts';
import type { Workspace } from './workspace.ts';
import { app, team } from './world.ts';

const subscriptions = {
  public: { event: 'message.channels', scope: 'channels:history' },
  private: { event: 'message.groups', scope: 'groups:history' },
  im: { event: 'message.im', scope: 'im:history' },
} as const;

/** The Events API: turns what moves in the channels the bot is in into the events that the manifest asks for. */
export function createEvents(parts: {
  workspace: Workspace;
  manifest: Manifest;
  deliveries: Deliveries;
  now: () => number;
}) {
  const { workspace, manifest, deliveries, now } = parts;
  const scopes = manifest.oauth_config.scopes.bot;
  const wanted = manifest.settings.event_subscriptions.bot_events;

  function announce(event: Json, { message }: { message: Message }): void {
    const authorization = { enterprise_id: null, team_id: team.id, user_id: app.userId, is_bot: true };
    const payload = {
      token: 'sandbox',
      team_id: team.id,
      context_team_id: team.id,
      context_enterprise_id: null,
      api_app_id: app.id,
      event,
      type: 'event_callback',
      event_id: `Ev0${randomBytes(6).toString('hex').toUpperCase()}`,
      event_time: Math.floor(now() / 1000),
      authorizations: [{ ...authorization, is_enterprise_install: false }],
      is_ext_shared_channel: message.user_team !== undefined,
      event_context: `4-${randomBytes(12).toString('base64url')}`,
    };
    deliveries.announce({ kind: 'events_api', payload, answerable: false, echo: message.user === app.userId });
  }

  function hear(channel: Channel, happening: Happening & { message: Message }): void {
    const { event, scope } = subscriptions[channel.kind];
    if (wanted.includes(event) && scopes.includes(scope)) {
      const message = messageEvent(happening, workspace.nextTs);
      if (message) announce({ ...message, channel: channel.id, channel_type: channelTypeOf(channel) }, happening);
    }
    const mention = mentionIn(happening, workspace.nextTs);
    if (mention && channel.kind !== 'im' && wanted.includes('app_mention') && scopes.includes('app_mentions:read'))
      announce({ ...mention, channel: channel.id }, happening);
  }

  return workspace.listen(happening => {
    if (!('channel' in happening)) return;
    const channel = workspace.findChannel(happening.channel);
    if (channel?.members.includes(app.userId)) hear(channel, happening);
  });
}

function messageEvent(happening: Happening, nextTs: () => string): Json | null {
  if (happening.type === 'message') return { ...messageOf(happening.message), event_ts: happening.message.ts };
  if (happening.type === 'message_changed') {
    const { message, previous } = happening;
    if (message.ephemeralFor) return null;
    const ts = nextTs();
    const bodies = { message: messageOf(message), previous_message: messageOf(previous) };
    return { type: 'message', subtype: 'message_changed', ...bodies, hidden: true, ts, event_ts: ts };
  }
  if (happening.type === 'message_deleted' && !happening.message.ephemeralFor) {
    const ts = nextTs();
    const gone = { deleted_ts: happening.message.ts, previous_message: messageOf(happening.message) };
    return { type: 'message', subtype: 'message_deleted', ...gone, hidden: true, ts, event_ts: ts };
  }
  return null;
}

function mentionIn(happening: Happening, nextTs: () => string): Json | null {
  const mentions = (message: Message) => message.text.includes(`<@${app.userId}>`);
  if (happening.type !== 'message' && happening.type !== 'message_changed') return null;
  const { message } = happening;
  if (message.user === app.userId || message.ephemeralFor || !mentions(message)) return null;
  if (happening.type === 'message_changed' && mentions(happening.previous)) return null;
  const event_ts = happening.type === 'message' ? message.ts : nextTs();
  return { ...messageOf(message), type: 'app_mention', event_ts };
}
