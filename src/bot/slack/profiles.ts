import type { WebClient } from '@slack/web-api';
import type { Person } from '../../jobs/request/request.ts';
import { ChatError, type Profile } from '../chat.ts';
import { type SlackGroups, slackGroups } from './groups.ts';
import { type SlackUser, type SlackUsers, slackUsers } from './users.ts';

/** Slack's own voice, which Slack does not count among the bots. */
const slackbot = 'USLACKBOT';

/** Slack's answers about people who have nothing to do with this workspace. */
const strangers: readonly string[] = ['user_not_found', 'users_not_found', 'user_not_visible'];

/** Who people are: asked of Slack, kept for a minute, and an error where Slack does not tell. Only a member's mail address counts: another company gives out its own. */
export function slackProfiles(
  client: WebClient,
  now: () => number = Date.now,
  users: SlackUsers = slackUsers(client, now),
  groupsOf: SlackGroups = slackGroups(client, now),
) {
  return async (person: Person, groups: readonly string[], teamId: string): Promise<Profile> => {
    const [user, within] = await Promise.all([known(users(person.id)), groupsOf(person.id, groups)]);
    const standing = user ? standingOf(user, person, teamId) : 'stranger';
    const mail = standing === 'member' && user?.is_email_confirmed !== false ? user?.profile?.email : undefined;
    return {
      standing,
      refs: [`slack:${person.id}`, ...(mail ? [`mail:${mail}`] : []), ...within].map(ref => ref.toLowerCase()),
    };
  };
}

/** Null for whom Slack does not let this workspace see: that is an answer, and no failure. */
async function known(asked: Promise<SlackUser>): Promise<SlackUser | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ChatError && strangers.includes(error.code)) return null;
    throw error;
  }
}

/** What Slack says of the account counts, and what the delivery says of its workspace; they must agree. */
function standingOf(user: SlackUser, person: Person, teamId: string): Profile['standing'] {
  if (user.is_bot || user.id === slackbot) return 'bot';
  if (user.deleted) return 'gone';
  const { enterprise_id: enterprise, teams = [] } = user.enterprise_user ?? {};
  const isHere = user.team_id === teamId || teams.includes(teamId);
  const isFromHere = person.workspace === teamId || person.workspace === enterprise || teams.includes(person.workspace);
  if (!isHere || !isFromHere || user.is_stranger) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
