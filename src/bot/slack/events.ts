import { z } from 'zod';

/** A message that a person wrote, as far as the bot cares. `thread` is null outside of one; `mentioned` is a word to the bot. */
export interface SlackSaid {
  readonly user: string;
  readonly userTeam: string | null;
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly text: string;
  readonly edited: boolean;
  readonly mentioned: boolean;
  readonly direct: boolean;
}

const messageSchema = z.looseObject({
  user: z.string().optional(),
  user_team: z.string().optional(),
  team: z.string().optional(),
  text: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
  bot_profile: z.unknown().optional(),
  edited: z.unknown().optional(),
});

const eventSchema = messageSchema.extend({
  type: z.enum(['message', 'app_mention']),
  subtype: z.string().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  message: messageSchema.optional(),
  previous_message: z.looseObject({ text: z.string().optional() }).optional(),
});

/** What a person said, out of an event; null for what bots and Slack itself say, and for what comes in twice. */
export function readSaid(event: unknown, botUser: string): SlackSaid | null {
  const { data } = eventSchema.safeParse(event);
  if (!data) return null;
  const changed = data.subtype === 'message_changed';
  if (!changed && data.subtype !== undefined && data.subtype !== 'thread_broadcast') return null;
  const message = changed ? data.message : data;
  if (!message?.user || message.user === botUser || message.bot_id || message.bot_profile) return null;
  if (changed && (!message.edited || message.text === data.previous_message?.text)) return null;
  const [text, mentioned] = withoutMention(message.text ?? '', botUser);
  const direct = data.channel_type === 'im' || (data.channel_type === undefined && data.channel.startsWith('D'));
  if (data.type === 'message' && mentioned && !direct) return null; // it comes as an app_mention as well
  const thread = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null;
  const { user, team = null, user_team: userTeam = team, ts } = message;
  return { user, userTeam, channel: data.channel, ts, thread, text, edited: changed, mentioned, direct };
}

function withoutMention(text: string, botUser: string): readonly [string, boolean] {
  const words = text.replace(new RegExp(`<@${botUser}(\\|[^<>]*)?>`, 'g'), ' ');
  return [words.trim(), words !== text];
}
