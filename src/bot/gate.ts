import { deeds, saidOf, targetOfPlan, targetOfRequest } from '../jobs/consent.ts';
import { type Action, actions, judge, meets, type Policy, type Target } from '../jobs/policy.ts';
import { chatGroupsOf } from '../jobs/policy-file.ts';
import type { Capture } from '../jobs/record.ts';
import type { Person, Request } from '../jobs/request.ts';
import type { Decision } from './approval.ts';
import type { Chat, Profile } from './chat.ts';

/** The chat did not say who somebody is: nothing is allowed to somebody unknown. */
export class WhoUnknown extends Error {}

const lookUpWithinMs = 1200;
export const nowhereYet: Target = { subscription: null, resourceGroup: null, vm: null, tags: null };

export type Gate = ReturnType<typeof gatekeeping>;

/** Asks the policy, with what the chats know of people. Without a policy it lets everybody through to what always held. */
export function gatekeeping({ policy, chats }: { policy: Policy | null; chats: readonly Chat[] }) {
  async function profileOf(person: Person): Promise<Profile> {
    const chat = chats.find(({ platform }) => platform === person.platform);
    const own = person.platform === 'slack' ? 'slack' : 'entra';
    if (!policy || !chat?.lookUp) return { standing: 'member', refs: [`${own}:${person.id}`.toLowerCase()] };
    const late = new AbortController();
    try {
      return await Promise.race([
        chat.lookUp(person, chatGroupsOf(policy, own === 'slack' ? 'slack-group' : 'entra-group')),
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

  /** Whether they may do all of this there, as far as it is known; unknown facts are hoped for. */
  async function may(person: Person, wanted: readonly Action[], target: Target): Promise<Decision> {
    if (!policy) return { is: 'yes' };
    const { standing, refs } = await profileOf(person);
    if (standing !== 'member') return outsider(standing);
    const verdict = judge(policy, { refs, actions: wanted, target, unknown: 'hope' });
    return verdict.is === 'yes' ? { is: 'yes' } : { is: 'no', ...saidOf(verdict, person.name) };
  }

  return {
    policy,
    profileOf,
    may,

    mayAsk: (person: Person, request: Request): Promise<Decision> =>
      may(person, request.planOnly ? ['plan'] : ['plan', 'capture', 'in-place'], targetOfRequest(request)),

    /** On a capture that there is, whose VM may be known by now. */
    mayOn: (person: Person, wanted: readonly Action[], { plan, request }: Capture): Promise<Decision> =>
      may(person, wanted, plan ? targetOfPlan(plan) : targetOfRequest(request)),

    /** All that somebody may do anywhere; null where there is no policy. */
    async actionsOf(person: Person): Promise<readonly Action[] | null> {
      if (!policy) return null;
      const { standing, refs } = await profileOf(person);
      if (standing !== 'member') return [];
      const isAsked = policy.rules.some(({ approvals }) => approvals?.of && meets(approvals.of, refs));
      return actions.filter(
        action =>
          (action === 'approve' && isAsked) ||
          judge(policy, { refs, actions: [action], target: nowhereYet, unknown: 'hope' }).is === 'yes',
      );
    },

    /** Whether they may look at what goes on: whoever may do anything at all. */
    async mayLook(person: Person): Promise<Decision> {
      if (!policy) return { is: 'yes' };
      const member = await may(person, [], nowhereYet);
      if (member.is === 'no') return member;
      if ((await this.actionsOf(person))?.length !== 0) return member;
      return { is: 'no', code: 'nothing', reason: 'No rule of the policy gives you anything to do here.' };
    },

    /** What somebody is known under, for the record of what they ask for; undefined where there is no policy. */
    refsOf: async (person: Person): Promise<readonly string[] | undefined> =>
      policy ? (await profileOf(person)).refs : undefined,
  };
}

/** Whether somebody may ask for a VM, as far as the form's lists tell. */
export const maySee = (
  policy: Policy,
  refs: readonly string[],
  vm: { readonly subscriptionId: string; readonly resourceGroup: string; readonly name: string },
): boolean => {
  const target = { subscription: vm.subscriptionId, resourceGroup: vm.resourceGroup, vm: vm.name, tags: null };
  return judge(policy, { refs, actions: ['plan'], target, unknown: 'hope' }).is === 'yes';
};

/** A no to whoever is not a member of the workspace; a yes only where a deed is listed. */
function outsider(standing: Profile['standing']): Decision {
  const who = standing === 'guest' ? 'Guests' : 'People of other workspaces';
  return { is: 'no', code: standing, reason: `${who} may not ${deeds.plan}, nor do anything else with me.` };
}
