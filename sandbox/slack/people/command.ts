import type { Json } from '../model.ts';
import { asBot, contentOf } from '../posting.ts';
import { Refused } from '../refused.ts';
import { app, partner, slackbot, team } from '../world.ts';
import { escapeMarkup, findPerson, findRoom, type Hands, type Twist, typed } from './person.ts';

/** What came of a command. */
export interface CommandResult {
  readonly ok: boolean;
  readonly trigger_id?: string;
  readonly error?: string;
  /** What is wrong with the app's answer, in Slack's words. */
  readonly problems?: unknown;
  /** What the app acknowledged with, shown to the person or to the channel. */
  readonly response?: Json;
}

/** Types a slash command, and waits for the app as long as Slack does. */
export async function typeCommand(
  hands: Hands,
  typedIn: Twist & { user: string; channel: string; command: string; text: string; thread_ts?: string },
): Promise<CommandResult> {
  const { workspace, manifest, triggers, responseUrls, deliveries } = hands;
  const { command } = typedIn;
  const person = findPerson(hands, typedIn.user);
  const channel = findRoom(hands, person, typedIn.channel);
  const tell = (text: string) =>
    workspace.post(channel.id, {
      user: slackbot,
      text,
      ephemeralFor: person.id,
      ...(typedIn.thread_ts ? { thread_ts: typedIn.thread_ts } : {}),
    });

  const known = manifest.features.slash_commands.find(one => one.command === command);
  if (!known || !manifest.oauth_config.scopes.bot.includes('commands')) {
    tell(`${command} is not a valid command.`);
    return { ok: false, error: 'not_a_valid_command' };
  }
  if (typedIn.thread_ts) {
    tell(`${command} is not supported in threads. Sorry!`);
    return { ok: false, error: 'not_supported_in_threads' };
  }

  const trigger_id = triggers.issue(person.id);
  const { id, domain } = person.team === partner.id ? partner : team;
  const payload = {
    token: 'sandbox',
    team_id: id,
    team_domain: domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text: known.should_escape ? typed(typedIn.text, hands) : escapeMarkup(typedIn.text),
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: responseUrls.issue('commands', { user: person.id, channel: channel.id, source: null }),
    trigger_id,
    ...typedIn.change,
  };
  const answer = await deliveries.ask({ kind: 'slash_commands', payload, answerable: true });
  if (!answer.ok) {
    tell(`${command} failed with the error "${answer.error}"`);
    return { ok: false, trigger_id, error: answer.error };
  }

  const response = responseIn(answer.body);
  if (!response) return { ok: true, trigger_id };
  try {
    const seenBy = response.response_type === 'in_channel' ? {} : { ephemeralFor: person.id };
    workspace.post(channel.id, { ...asBot, ...contentOf(response), ...seenBy });
    return { ok: true, trigger_id, response };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(`${command} failed with the error "${error.code}"`);
    return { ok: false, trigger_id, error: error.code, problems: error.details.errors, response };
  }
}

function responseIn(body: unknown): Json | null {
  if (typeof body === 'string') return body === '' ? null : { text: body };
  const response: Json = Object(body);
  return Object.keys(response).length > 0 ? response : null;
}
