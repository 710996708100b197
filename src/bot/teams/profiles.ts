import { LRUCache } from 'lru-cache';
import type { Person } from '../../jobs/request/request.ts';
import { type Chat, ChatError, type Profile } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';

/** What Teams says of a member of a conversation. */
export interface TeamsMember {
  readonly id: string;
  readonly role: string | null;
  /** The mail address and the sign-in name, which most tenants have look alike. */
  readonly mails: readonly string[];
  readonly tenantId: string | null;
}

/** Teams' answers about people whom the conversation does not have. */
const unlisted: readonly string[] = ['MemberNotFoundInConversation', 'MemberNotFound'];

/** Whether Teams has nobody of that id in the conversation. */
export const isUnlisted = (error: unknown): boolean => error instanceof ChatError && unlisted.includes(error.code);

/** Who people are: asked of Teams and Entra, kept for a minute, and an error where they do not tell. Only a member's mail addresses count: another company gives out its own. */
export function teamsProfiles({
  memberOf,
  groupsOf,
  addressesOf = async () => [],
  tenantIds,
  isOpen = false,
  now = Date.now,
}: {
  memberOf: (person: Person) => Promise<TeamsMember>;
  /** Those of the groups that a person is in, as a policy writes them. */
  groupsOf: (id: string, groups: readonly string[]) => Promise<readonly string[]>;
  /** The mail addresses that the tenant keeps for somebody beside the first one. */
  addressesOf?: (id: string) => Promise<readonly string[]>;
  tenantIds: readonly string[];
  /** Nobody's token is checked: a client for trying out, which gives people no role. */
  isOpen?: boolean;
  now?: () => number;
}): Chat['lookUp'] {
  const people = new LRUCache<string, Person>({ max: 5000 });
  const members = memoize(now, async (id: string) => {
    const person = people.get(id);
    if (!person) throw new ChatError('unknown_person', { kind: 'refused' });
    return await memberOf(person);
  });
  const addresses = memoize(now, addressesOf);

  return async (person, groups, { aliases = false } = {}) => {
    people.set(person.id, person);
    const [member, further, groupsIn] = await Promise.all([
      listed(members(person.id)),
      aliases ? addresses(person.id) : [],
      groupsOf(person.id, groups),
    ]);
    const standing = member ? standingOf(member, { tenantIds, isOpen }) : 'gone';
    const mails = member && standing === 'member' ? [...member.mails, ...further] : [];
    return {
      standing,
      refs: [`entra:${person.id}`, ...new Set(mails.map(mail => `mail:${mail.toLowerCase()}`)), ...groupsIn].map(ref =>
        ref.toLowerCase(),
      ),
    };
  };
}

/** Null for whom the conversation has no longer: that is an answer, and no failure. */
async function listed(asked: Promise<TeamsMember>): Promise<TeamsMember | null> {
  try {
    return await asked;
  } catch (error) {
    if (isUnlisted(error)) return null;
    throw error;
  }
}

/** People of other tenants sit in shared chats, and guests in teams: neither is one of us. */
function standingOf(
  { role, tenantId }: TeamsMember,
  { tenantIds, isOpen }: { tenantIds: readonly string[]; isOpen: boolean },
): Profile['standing'] {
  const isTrial = isOpen && role === null && tenantId === null;
  if (!isTrial && tenantIds.length > 0 && !tenantIds.includes((tenantId ?? '').toLowerCase())) return 'stranger';
  if (role === 'guest') return 'guest';
  if (role === 'bot') return 'bot';
  return role === 'user' || (isOpen && role === null) ? 'member' : 'stranger';
}
