import type { WebClient } from '@slack/web-api';
import { memoize } from '../lib/memoize.ts';
import { calling } from './errors.ts';

export type SlackGroups = ReturnType<typeof slackGroups>;

/** Those of some user groups that an account is in; each group is asked about once a minute, and one that is not there is an error. */
export function slackGroups(client: WebClient, now: () => number = Date.now) {
  const members = memoize(
    now,
    async (group: string) =>
      new Set((await calling(client.usergroups.users.list({ usergroup: group.toUpperCase() }))).users ?? []),
  );
  return async (id: string, groups: readonly string[]): Promise<readonly string[]> => {
    const lists = await Promise.all(groups.map(members));
    return groups.filter((_, index) => lists[index]?.has(id.toUpperCase())).map(group => `slack-group:${group}`);
  };
}
