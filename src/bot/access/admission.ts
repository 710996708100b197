import type { Policy } from '../../jobs/policy/policy.ts';
import { chatGroupsOf, namesMails } from '../../jobs/policy/policy-file.ts';
import { tied } from '../../jobs/policy/same-person.ts';
import { platformOf } from '../../jobs/request/platforms.ts';
import type { Person } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import { type Chat, chatFor, type Profile } from '../chat.ts';
import type { Decision } from './may-decide.ts';
import { otherAccounts } from './other-accounts.ts';

/** The chat did not say who somebody is, or the other chat whether they are one whom a rule denies something: nothing is allowed to somebody unknown. */
export class IdentityUnavailable extends Error {}

/** Somebody who is let in, or why they are not. */
type Admission = { readonly is: 'yes'; readonly person: Person } | Extract<Decision, { is: 'no' }>;

/** An acknowledgement is due soon after. */
const lookUpWithinMs = 1200;

/**
 * The first gate, with a policy and without: only members of the workspace or tenant do or see anything. The settings may let guests
 * and people of other companies in as well; never bots and closed accounts.
 */
export function admission({
  chats,
  policy,
  settings: { outsiders, contact },
  log,
}: {
  chats: readonly Chat[];
  policy: Policy | null;
  settings: Pick<Settings, 'outsiders' | 'contact'>;
  log: Log;
}) {
  const isWelcome = (standing: Profile['standing']): boolean =>
    standing === 'member' || (outsiders === 'allowed' && (standing === 'guest' || standing === 'stranger'));

  const groupsOf = (person: Person): readonly string[] =>
    policy ? chatGroupsOf(policy, platformOf(person).group.prefix) : [];

  const aliases = policy !== null && namesMails(policy);
  const elsewhere = policy ? otherAccounts({ chats, policy, log }) : async () => [];

  /** Who somebody is, as their chat says now, with what ties them to their other accounts; throws when it does not say so in time. */
  async function profileOf(person: Person): Promise<Profile> {
    const chat = chatFor(chats, person);
    try {
      if (!chat) throw new Error(`${person.platform} is not set up`);
      const found = await withTimeout(lookUpWithinMs, chat.lookUp(person, groupsOf(person), { aliases }));
      if (!found) throw new Error('no answer in time');
      const refs = isWelcome(found.standing) ? [...found.refs, ...(await elsewhere(person, found))] : found.refs;
      return { ...found, refs: tied(policy, refs) };
    } catch (error) {
      throw new IdentityUnavailable(`The chat does not say who ${person.id} is`, { cause: error });
    }
  }

  return {
    profileOf,

    /** Whether somebody still is one of those who may do anything. */
    isWelcome,

    /** Whether somebody may do or see anything at all; a member is one of the workspace where they were heard, whichever else they are of. */
    async admit(person: Person, workspace = person.workspace): Promise<Admission> {
      const { standing } = await profileOf(person);
      if (standing === 'member') return { is: 'yes', person: { ...person, workspace } };
      if (isWelcome(standing)) return { is: 'yes', person };
      return { is: 'no', code: standing, reason: `${turnedAway(standing, person)} ${wayIn(standing, contact)}` };
    },
  };
}

function turnedAway(standing: Profile['standing'], person: Person): string {
  const sentences: Readonly<Record<Profile['standing'], string>> = {
    member: 'You may not use me.',
    guest: 'Guests may not use me: I have done nothing, and I show nothing.',
    stranger: `People of other ${platformOf(person).homes} may not use me: I have done nothing, and I show nothing.`,
    bot: 'Bots may not use me: I have done nothing.',
    gone: 'This account is not a member here any more, so I have done nothing.',
  };
  return sentences[standing];
}

/** Whom to ask instead. */
function wayIn(standing: Profile['standing'], contact: string | undefined): string {
  const whom = contact ?? 'whoever runs me';
  if (standing === 'bot') return 'Have a person ask me.';
  if (standing === 'gone') return `If you are, try again in a minute, or ask ${whom}.`;
  return `Have a member here ask for you, or ask ${whom} to let you in.`;
}
