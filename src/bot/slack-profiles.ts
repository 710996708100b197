import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Person } from '../jobs/request.ts';
import type { Profile } from './chat.ts';
import { keeping } from './keeping.ts';
import { calling } from './slack-errors.ts';

const userSchema = z.looseObject({
  id: z.string(),
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_email_confirmed: z.boolean().optional(),
  enterprise_user: z.looseObject({ teams: z.array(z.string()).optional() }).optional(),
  profile: z.looseObject({ email: z.string().optional() }).optional(),
});

/** Who people are for a policy: asked of Slack, kept for a minute, and an error where Slack does not tell. */
export function slackProfiles(client: WebClient, now: () => number = Date.now) {
  const users = keeping(now, async (id: string) =>
    userSchema.parse((await calling(client.users.info({ user: id }))).user),
  );
  const members = keeping(
    now,
    async (group: string) =>
      new Set((await calling(client.usergroups.users.list({ usergroup: group.toUpperCase() }))).users ?? []),
  );

  return async (person: Person, groups: readonly string[], teamId: string): Promise<Profile> => {
    const [user, ...lists] = await Promise.all([users(person.id), ...groups.map(members)]);
    const mail = user.is_email_confirmed === false ? undefined : user.profile?.email;
    const within = groups.filter((_, index) => lists[index]?.has(person.id));
    return {
      standing: person.workspace === teamId ? standingOf(user, teamId) : 'stranger',
      refs: [
        `slack:${person.id}`,
        ...(mail ? [`mail:${mail}`] : []),
        ...within.map(group => `slack-group:${group}`),
      ].map(ref => ref.toLowerCase()),
    };
  };
}

function standingOf(user: z.infer<typeof userSchema>, teamId: string): Profile['standing'] {
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  const isHere = user.team_id === teamId || user.enterprise_user?.teams?.includes(teamId);
  return isHere && !user.is_stranger && !user.deleted && !user.is_bot ? 'member' : 'stranger';
}
