import type { Mention } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';
import type { RosterMember } from './connector-people.ts';

/** What is asked for only to call people by name may be some minutes old. */
const keepMs = 10 * 60_000;

/** A group of more people than that is named, and its people are not called one by one. */
const mostMembers = 10;

/**
 * Whom a policy means, as Teams calls them: people of the conversation, by their id in Entra or their mail address. Teams calls no
 * group: the people of a small one are called, as far as they are here, and any other is named.
 */
export function teamsMentions({
  rosterOf,
  membersOf,
  nameOf,
  memberWith,
  now = Date.now,
}: {
  /** Everybody in a conversation. */
  rosterOf: (conversation: string) => Promise<readonly RosterMember[]>;
  /** The ids in Entra of a group's members; null where there are more than so many. */
  membersOf: (group: string, most: number) => Promise<readonly string[] | null>;
  nameOf: (group: string) => Promise<string>;
  /** The id in Entra of whoever has a mail address beside their first one. */
  memberWith: (mail: string) => Promise<string | null>;
  now?: () => number;
}) {
  const rosters = memoize(now, rosterOf, keepMs);
  const members = memoize(now, (group: string) => membersOf(group, mostMembers), keepMs);
  const owners = memoize(now, memberWith, keepMs);
  const names = memoize(now, nameOf, keepMs);

  return async (refs: readonly string[], conversation: string): Promise<readonly Mention[]> => {
    const asked = refs.filter(ref => /^(entra|entra-group|mail):/.test(ref));
    if (asked.length === 0) return [];
    const roster = await rosters(conversation);
    const found = await Promise.allSettled(asked.map(ref => mentionsOf(ref, roster)));
    const told = found.flatMap(one => (one.status === 'fulfilled' ? one.value : []));
    const failed = found.find(one => one.status === 'rejected');
    if (told.length === 0 && failed) throw failed.reason;
    return told.filter(({ id }, index) => told.findIndex(other => other.id === id) === index);
  };

  async function mentionsOf(ref: string, roster: readonly RosterMember[]): Promise<readonly Mention[]> {
    const [kind, name = ''] = ref.split(/:(.*)/s);
    const here = (is: (one: RosterMember) => boolean): readonly Mention[] =>
      roster.flatMap(one => (is(one) ? [{ is: 'person', id: one.entraId, name: one.name }] : []));
    const withId = (id: string) => here(({ entraId }) => entraId.toLowerCase() === id.toLowerCase());
    if (kind === 'entra') return withId(name);
    if (kind === 'mail') {
      const known = here(({ mails }) => mails.some(mail => mail.toLowerCase() === name));
      return known.length > 0 ? known : withId((await owners(name)) ?? '');
    }
    const ids = (await members(name))?.map(id => id.toLowerCase());
    const people = ids ? here(({ entraId }) => ids.includes(entraId.toLowerCase())) : [];
    return people.length > 0 ? people : [{ is: 'group', id: name, name: await names(name) }];
  }
}
