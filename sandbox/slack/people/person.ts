import { CannotDo } from '../../chat/cannot-do.ts';
import type { Deliveries } from '../deliveries.ts';
import type { Manifest } from '../manifest.ts';
import type { Channel, Json, User } from '../model.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';
import { app, partner, team } from '../world.ts';

/** What a person's deeds go through. */
export interface Hands {
  readonly workspace: Workspace;
  readonly manifest: Manifest;
  readonly deliveries: Deliveries;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
}

/** A delivery with other fields than Slack's client would have given it here. */
export interface Twist {
  readonly change?: Json | undefined;
}

/** The person by that id, who is not the bot. */
export function findPerson({ workspace }: Hands, id: string): User {
  const user = workspace.findUser(id);
  if (!user || user.kind === 'bot') throw new CannotDo('user_not_found', `There is no person ${id} in the workspace.`);
  return user;
}

/** The conversation by its id or name, or the direct one with the user of that id, that the person is in. */
export function findRoom({ workspace }: Hands, person: User, name: string): Channel {
  const channel = workspace.findUser(name) ? workspace.openIm(person.id, name) : workspace.findChannel(name);
  if (!channel) throw new CannotDo('channel_not_found', `There is no channel ${name}.`);
  if (!channel.members.includes(person.id)) throw new CannotDo('not_in_channel', `${person.id} is not in ${name}.`);
  if (channel.archived) throw new CannotDo('is_archived', `${name} is archived.`);
  return channel;
}

/** What every interaction payload says of who, of which workspace, and for which app. */
export function interactionBy(person: User): Json {
  const { id, domain } = person.team === partner.id ? partner : team;
  return {
    team: { id, domain },
    user: { id: person.id, username: person.name, name: person.name, team_id: id },
    api_app_id: app.id,
    token: 'sandbox',
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The text as Slack's client sends it on: markup characters escaped, @names and #names turned into mentions. */
export function typed(text: string, { workspace }: Pick<Hands, 'workspace'>): string {
  const mention = /<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|![a-z]+(?:\^[A-Z0-9]+)?)>/g;
  const kept = text.match(mention) ?? [];
  const escaped = text.split(mention).map(escapeMarkup);
  const named = escaped.map(part =>
    part.replace(/(^|\s)([@#])([\w.-]*\w)/g, (whole, before, sign, name) => {
      const user = workspace.users().find(person => sign === '@' && person.name === name);
      const channel = sign === '#' ? workspace.findChannel(name) : null;
      return user ? `${before}<@${user.id}>` : channel ? `${before}<#${channel.id}|${channel.name}>` : whole;
    }),
  );
  return named.map((part, index) => part + (kept[index] ?? '')).join('');
}

/** The three characters that Slack escapes. */
export const escapeMarkup = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
