import type { Policy } from '../../jobs/policy/policy.ts';
import { deniedRefs, namedRefs } from '../../jobs/policy/policy-file.ts';
import { tied } from '../../jobs/policy/same-person.ts';
import { platformOf } from '../../jobs/request/platforms.ts';
import type { Person } from '../../jobs/request/request.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import type { Chat, Profile } from '../chat.ts';

const linkWithinMs = 300;
const deniedWithinMs = 500;

/**
 * The accounts that somebody has in other chats, with those of their groups there that a deny names. Where such a deny may be about
 * them and the other chat does not tell, it throws; where none may be, nothing ties the accounts.
 */
export function otherAccounts({ chats, policy, log }: { chats: readonly Chat[]; policy: Policy; log: Log }) {
  const hasDelegates = policy.rules.some(({ approvals }) => approvals?.delegate);

  return async (person: Person, { standing, refs: own }: Profile): Promise<readonly string[]> => {
    const refs = tied(policy, own);
    const mails = standing === 'member' ? namesOf(refs, 'mail') : [];
    const others = chats.filter(chat => chat.platform !== person.platform);
    const from = platformOf(person).account.prefix;
    return (await Promise.all(others.map(chat => accountsIn(chat, { refs, mails, from })))).flat();
  };

  async function accountsIn(
    chat: Chat,
    { refs, mails, from }: { refs: readonly string[]; mails: readonly string[]; from: string },
  ): Promise<readonly string[]> {
    const { account: own, group } = platformOf(chat);
    const kind = own.prefix;
    const isNamed = namedRefs(policy).some(ref => [own, group].some(({ prefix }) => ref.startsWith(`${prefix}:`)));
    if (!isNamed && !hasDelegates) return [];
    const known = refs.filter(ref => ref.startsWith(`${kind}:`));
    const groups = namesOf(deniedRefs(policy), group.prefix);
    const mayBeDenied = groups.length > 0 || (known.length === 0 && deniesStrangersTo(from, kind));

    const asking = async () => {
      const account = known.length === 0 && mails.length > 0 ? await chat.accountOf?.(mails) : null;
      const accounts = account ? [account] : known;
      if (groups.length === 0) return accounts;
      const within = await Promise.all(accounts.map(async one => (await chat.groupsOf?.(one, groups)) ?? []));
      return [...accounts, ...within.flat()];
    };

    try {
      const found = await withTimeout(mayBeDenied ? deniedWithinMs : linkWithinMs, asking());
      if (!found) throw new Error(`${chat.platform} has not said in time which account somebody has there`);
      return found;
    } catch (error) {
      if (mayBeDenied) throw error;
      const asked = 'whether somebody has an account in another chat could not be asked';
      log.warn({ err: error, chat: chat.platform }, asked);
      return [];
    }
  }

  /** Whether a deny names an account of one kind that the policy does not tie to an account of the other. */
  function deniesStrangersTo(from: string, kind: string): boolean {
    return deniedRefs(policy).some(
      ref => ref.startsWith(`${kind}:`) && !tied(policy, [ref]).some(one => one.startsWith(`${from}:`)),
    );
  }
}

const namesOf = (refs: readonly string[], kind: string): readonly string[] =>
  refs.flatMap(ref => (ref.startsWith(`${kind}:`) ? [ref.slice(kind.length + 1)] : []));
