import type { Log } from '../../chat/log.ts';
import type { Faults } from '../faults.ts';
import type { Manifest } from '../manifest.ts';
import type { Channel, Json } from '../model.ts';
import type { RateLimits, Tier } from '../rate-limits.ts';
import { Refused, refusedFields } from '../refused.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';

/** What the methods of the Web API work with. */
export interface Api {
  readonly workspace: Workspace;
  readonly manifest: Manifest;
  readonly triggers: Triggers;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly log: Log;
  readonly address: () => string;
  readonly openTicket: (() => string) | null;
}

/** A Web API method: who may call it, how often, and what it answers beside `ok: true`. */
export interface Method {
  readonly tier: Tier;
  readonly token?: 'bot' | 'app' | 'any';
  /** The scopes of which the token must have at least one. */
  readonly scopes?: readonly string[] | ((args: Args, api: Api) => readonly string[]);
  readonly run: (args: Args, api: Api) => Json;
}

/** Methods by their names. */
export type Methods = Readonly<Record<string, Method>>;

/** A call's arguments, without the token. */
export type Args = Json;

/** A required text argument. */
export function need(args: Args, name: string): string {
  const value = args[name];
  if (value === undefined || value === '')
    throw refusedFields('invalid_arguments', [`missing required field: ${name}`]);
  return String(value);
}

/** Whether a flag is set, as JSON or as form fields say it. */
export const isSet = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;

/** The conversation that is named, if this app can see it. */
export function seenChannel(args: Args, { workspace }: Api, botUser: string, name = 'channel'): Channel {
  const channel = workspace.channels().find(({ id }) => id === need(args, name));
  if (!channel || (channel.kind !== 'public' && !channel.members.includes(botUser)))
    throw new Refused('channel_not_found');
  return channel;
}

/** One page of a list, and where the next begins. */
export function pageOf<T>(
  list: readonly T[],
  args: Args,
  usual = 100,
): { page: readonly T[]; response_metadata: Json } {
  const limit = Number(args.limit ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new Refused('invalid_limit');
  const from = args.cursor ? Number(Buffer.from(String(args.cursor), 'base64url').toString().replace('next:', '')) : 0;
  if (!Number.isInteger(from)) throw new Refused('invalid_cursor');
  const more = from + limit < list.length;
  const next_cursor = more ? Buffer.from(`next:${from + limit}`).toString('base64url') : '';
  return { page: list.slice(from, from + limit), response_metadata: { next_cursor } };
}
