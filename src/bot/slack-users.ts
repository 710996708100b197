import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { keeping } from './keeping.ts';
import { calling } from './slack-errors.ts';

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
  keeping(now, async id => userSchema.parse((await calling(client.users.info({ user: id }))).user));
