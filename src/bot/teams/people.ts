import { LRUCache } from 'lru-cache';
import type { Person } from '../../jobs/request/request.ts';
import type { Log } from '../../log.ts';
import type { Chat } from '../chat.ts';
import { teamsAccounts } from './accounts.ts';
import { teamsAliases } from './aliases.ts';
import type { TeamsConfig } from './config.ts';
import type { teamsConnector } from './connector.ts';
import { teamsMentions } from './mentions.ts';
import { isUnlisted, type TeamsMember, teamsProfiles } from './profiles.ts';
import type { Address } from './rest.ts';
import { wholeOf } from './service-urls.ts';

/** Where somebody was heard last: in a conversation or its team; `or`, the conversation itself; `as`, the id that Teams has for them. */
interface Seat {
  readonly in: string;
  readonly or?: string;
  readonly as?: string;
}

/** Who people are, which groups they are in, and how they are called. */
export function teamsPeople({
  config,
  connector,
  addressOf,
  aloneWith,
  log,
}: {
  config: TeamsConfig;
  connector: ReturnType<typeof teamsConnector>;
  addressOf: (conversation: string) => Promise<Address>;
  /** The conversation of one person with the bot. */
  aloneWith: (person: Person) => Promise<string>;
  log: Log;
}) {
  const lastTeamOf = new LRUCache<string, Seat>({ max: 10_000 });

  /** People are asked about where they were heard last: of a team, in the team, and of a shared channel, which has more people, there. */
  async function memberOf(person: Person): Promise<TeamsMember> {
    const seat = lastTeamOf.get(person.id) ?? { in: await aloneWith(person) };
    const id = (config.appId ? null : seat.as) ?? person.id; // the client for trying out finds nobody by their id in Entra
    try {
      return await connector.member(await addressOf(seat.in), id);
    } catch (error) {
      if (!isUnlisted(error) || !seat.or || seat.or === seat.in) throw error;
      return await connector.member(await addressOf(seat.or), id);
    }
  }

  const byAlias = teamsAliases({ log });
  const memberWith = async <T extends null | undefined>(mail: string, nobody: T): Promise<string | null | T> =>
    config.appId ? await byAlias<string | null | T>(() => connector.graph.memberWith(mail), nobody) : null;
  const accounts = teamsAccounts({
    memberWith: mail => memberWith(mail, undefined),
    groupsOf: connector.graph.groupsOf,
  });
  const profileOf = teamsProfiles({
    memberOf,
    groupsOf: accounts.groupsWith,
    addressesOf: async id => (config.appId ? await byAlias(() => connector.graph.addressesOf(id), []) : []),
    tenantIds: config.tenantIds,
    isOpen: !config.appId,
  });

  const mentionsOf = teamsMentions({
    rosterOf: async conversation => connector.roster(await addressOf(conversation)),
    ...connector.graph,
    memberWith: mail => memberWith(mail, null),
  });

  return {
    heard: (person: Person, seat: Seat): void => void lastTeamOf.set(person.id, seat),
    profileOf,
    accountOf: accounts.accountOf,
    groupsOf: (account, groups) => accounts.groupsWith(account.replace(/^entra:/, ''), groups),
    mentions: (refs, { channel }) => mentionsOf(refs, wholeOf(channel)),
  } satisfies { heard: unknown; profileOf: Chat['lookUp'] } & Pick<Chat, 'accountOf' | 'groupsOf' | 'mentions'>;
}
