import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { ChatError } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';
import { calling } from './errors.ts';

const userSchema = z.looseObject({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_email_confirmed: z.boolean().optional(),
  enterprise_user: z
    .looseObject({ enterprise_id: z.string().optional(), teams: z.array(z.string()).optional() })
    .optional(),
  profile: z.looseObject({ email: z.string().optional(), real_name: z.string().optional() }).optional(),
});

/** Somebody as Slack describes them. */
export type SlackUser = z.infer<typeof userSchema>;
export type SlackUsers = (id: string) => Promise<SlackUser>;

/** Asks Slack who somebody is, once a minute for their name and their rights together; an error where Slack does not tell. */
export const slackUsers = (client: WebClient, now: () => number = Date.now): SlackUsers =>
  memoize(now, async id => userSchema.parse((await calling(client.users.info({ user: id }))).user));

/** Mail addresses seldom change hands, and Slack lets few be asked about. */
const keepMs = 600_000;

/** Whose account has one of some mail addresses: only a confirmed one, of a full member of the workspace who is still here. */
export function slackAccounts(client: WebClient, teamId: () => string, now: () => number = Date.now) {
  const byMail = memoize(
    now,
    async (email: string): Promise<SlackUser | null> => {
      try {
        return userSchema.parse((await calling(client.users.lookupByEmail({ email }))).user);
      } catch (error) {
        if (error instanceof ChatError && error.code === 'users_not_found') return null;
        throw error;
      }
    },
    keepMs,
  );

  return async (mails: readonly string[]): Promise<string | null> => {
    const found = await Promise.all(mails.map(byMail));
    const account = found.find(user => user && user.is_email_confirmed !== false && isFullMember(user, teamId()));
    return account ? `slack:${account.id.toLowerCase()}` : null;
  };
}

/** Guests and people of other workspaces have their own mail addresses here, which their own companies give out. */
const isFullMember = (user: SlackUser, teamId: string): boolean =>
  (user.team_id === teamId || (user.enterprise_user?.teams ?? []).includes(teamId)) &&
  !(user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted || user.is_stranger);
