import { z } from 'zod';
import { scrub } from '../../scrub.ts';
import { ChatError } from '../chat.ts';
import type { Calling } from './errors.ts';
import { findWritten, type WrittenIn } from './graph-messages.ts';

/** One question names so many groups at most. */
const mostGroups = 20;

const idsSchema = z.looseObject({ value: z.array(z.string()) });
const membersSchema = z.looseObject({
  value: z.array(z.looseObject({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
});
const userSchema = z.looseObject({ userType: z.string().nullish(), proxyAddresses: z.array(z.string()).nullish() });
const usersSchema = z.looseObject({ value: z.array(z.looseObject({ id: z.string() })) });
const groupSchema = z.looseObject({ displayName: z.string().nullish() });

/**
 * What Microsoft Graph says of groups, which takes `GroupMember.Read.All`; of people's further addresses, which takes `User.Read.All`; and of messages, which takes `ChannelMessage.Read.Group`
 * of a team or `ChatMessage.Read.Chat` of a chat.
 */
export function teamsGraph({
  graphUrl,
  appId,
  tokenFor,
  calling,
}: {
  graphUrl: string;
  appId: string;
  tokenFor: () => Promise<string | null>;
  calling: Calling;
}) {
  const base = `${graphUrl}/v1.0/`;

  async function ask(path: string, body?: object, more: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const headers = { authorization: `Bearer ${await tokenFor()}`, 'content-type': 'application/json', ...more };
    const asked = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
    const response = await calling(signal => fetch(`${base}${path}`, { ...asked, redirect: 'manual', signal }));
    if (!response.ok)
      throw new ChatError(`graph_${response.status}`, { kind: response.status >= 429 ? 'not-now' : 'refused' });
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

    /** The mail addresses that the tenant keeps for one of its own. Nobody else has any, and none is one that people give themselves. */
    async addressesOf(id: string): Promise<readonly string[]> {
      const path = `users/${encodeURIComponent(id)}?$select=userType,proxyAddresses`;
      const { userType, proxyAddresses } = userSchema.parse(await ask(path));
      return userType === 'Member'
        ? (proxyAddresses ?? []).flatMap(address => /^smtp:(.+)$/i.exec(address)?.[1] ?? [])
        : [];
    },

    /** The id of the one member who has such an address; null where nobody has it, or more than one. */
    async memberWith(address: string): Promise<string | null> {
      const value = address.replaceAll("'", "''");
      const query = new URLSearchParams({
        $filter: `(userType eq 'Member' and proxyAddresses/any(p:p eq 'smtp:${value}'))`,
        $select: 'id',
        $count: 'true',
        $top: '2',
      });
      const { value: found } = usersSchema.parse(
        await ask(`users?${query}`, undefined, { ConsistencyLevel: 'eventual' }),
      );
      return found.length === 1 ? (found[0]?.id ?? null) : null;
    },

    /** The ids of a group's members; null where there are more than so many. */
    async membersOf(group: string, most: number): Promise<readonly string[] | null> {
      const path = `groups/${encodeURIComponent(group)}/members?$select=id&$top=${most + 1}`;
      const { value, '@odata.nextLink': next } = membersSchema.parse(await ask(path));
      return next || value.length > most ? null : value.map(({ id }) => id);
    },

    findWritten: (where: WrittenIn, mark: string) => findWritten({ ask, base, appId }, where, mark),

    nameOf: async (group: string): Promise<string> =>
      scrub(
        groupSchema.parse(await ask(`groups/${encodeURIComponent(group)}?$select=displayName`)).displayName ?? group,
      ),
  };
}

const batches = (groups: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(groups.length / mostGroups) }, (_, index) =>
    groups.slice(index * mostGroups, (index + 1) * mostGroups),
  );
