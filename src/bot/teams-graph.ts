import { z } from 'zod';
import { ChatError } from './chat.ts';
import type { Calling } from './teams-errors.ts';

/** One question names so many groups at most. */
const mostGroups = 20;

const idsSchema = z.looseObject({ value: z.array(z.string()) });
const membersSchema = z.looseObject({
  value: z.array(z.looseObject({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
});
const groupSchema = z.looseObject({ displayName: z.string().nullish() });

/** What Microsoft Graph says of groups; all of it takes `GroupMember.Read.All`. */
export function teamsGraph({
  graphUrl,
  tokenFor,
  calling,
}: {
  graphUrl: string;
  tokenFor: () => Promise<string>;
  calling: Calling;
}) {
  async function ask(path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${await tokenFor()}`, 'content-type': 'application/json' };
    const asked = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
    const response = await calling(fetch(`${graphUrl}/v1.0/${path}`, asked));
    if (!response.ok)
      throw new ChatError(`graph_${response.status}`, { passing: response.status >= 429, unsure: false });
    return await response.json();
  }

  return {
    /** Those of these groups that somebody is in, directly or through others. */
    async groupsOf(id: string, groups: readonly string[]): Promise<readonly string[]> {
      const answers = batches(groups).map(groupIds =>
        ask(`users/${encodeURIComponent(id)}/checkMemberGroups`, { groupIds }),
      );
      return (await Promise.all(answers)).flatMap(answer => idsSchema.parse(answer).value);
    },

    /** The ids of a group's members; null where there are more than so many. */
    async membersOf(group: string, most: number): Promise<readonly string[] | null> {
      const path = `groups/${encodeURIComponent(group)}/members?$select=id&$top=${most + 1}`;
      const { value, '@odata.nextLink': next } = membersSchema.parse(await ask(path));
      return next || value.length > most ? null : value.map(({ id }) => id);
    },

    nameOf: async (group: string): Promise<string> =>
      groupSchema.parse(await ask(`groups/${encodeURIComponent(group)}?$select=displayName`)).displayName ?? group,
  };
}

const batches = (groups: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(groups.length / mostGroups) }, (_, index) =>
    groups.slice(index * mostGroups, (index + 1) * mostGroups),
  );
