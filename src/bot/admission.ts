import type { Person } from '../jobs/request.ts';
import type { Settings } from '../jobs/settings.ts';
import type { Decision } from './approval.ts';
import type { Chat, Profile } from './chat.ts';

/** The chat did not say who somebody is: nothing is allowed to somebody unknown. */
export class WhoUnknown extends Error {}

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
  groupsOf,
  settings: { outsiders, contact },
}: {
  chats: readonly Chat[];
  /** The groups of a platform that a policy asks about. */
  groupsOf: (platform: Person['platform']) => readonly string[];
  settings: Pick<Settings, 'outsiders' | 'contact'>;
}) {
  const isWelcome = (standing: Profile['standing']): boolean =>
    standing === 'member' || (outsiders === 'allowed' && (standing === 'guest' || standing === 'stranger'));

  /** Who somebody is, as their chat says now; throws when it does not say so in time. */
  async function profileOf(person: Person): Promise<Profile> {
    const chat = chats.find(({ platform }) => platform === person.platform);
    const late = new AbortController();
    try {
      if (!chat) throw new Error(`${person.platform} is not set up`);
      return await Promise.race([
        chat.lookUp(person, groupsOf(person.platform)),
        new Promise<never>((_, reject) => {
          const timer = setTimeout(() => reject(new Error('no answer in time')), lookUpWithinMs);
          late.signal.addEventListener('abort', () => clearTimeout(timer));
        }),
      ]);
    } catch (error) {
      throw new WhoUnknown(`The chat does not say who ${person.id} is`, { cause: error });
    } finally {
      late.abort();
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
      return { is: 'no', code: standing, reason: `${turnedAway[standing]} ${wayIn(standing, contact)}` };
    },
  };
}

const turnedAway: Readonly<Record<Profile['standing'], string>> = {
  member: 'You may not use me.',
  guest: 'Guests may not use me: I have done nothing, and I show nothing.',
  stranger: 'People of other workspaces may not use me: I have done nothing, and I show nothing.',
  bot: 'Bots may not use me: I have done nothing.',
  gone: 'This account is not a member here any more, so I have done nothing.',
};

/** Whom to ask instead. */
function wayIn(standing: Profile['standing'], contact: string | undefined): string {
  const whom = contact ?? 'whoever runs me';
  if (standing === 'bot') return 'Have a person ask me.';
  if (standing === 'gone') return `If you are, try again in a minute, or ask ${whom}.`;
  return `Have a member here ask for you, or ask ${whom} to let you in.`;
}
