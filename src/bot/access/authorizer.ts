import type { Delegation, Delegations } from '../../jobs/approval/delegations.ts';
import { saidOf, targetOfRequest } from '../../jobs/approval/plan-authorization.ts';
import type { Inventory } from '../../jobs/housekeeping/inventory.ts';
import type { ApprovalVoice } from '../../jobs/policy/approvals.ts';
import { type Action, actions, evaluatePolicy, meets, type Policy, type Target } from '../../jobs/policy/policy.ts';
import { isOnePerson } from '../../jobs/policy/same-person.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import { procedures as own } from '../../jobs/procedures/procedures.ts';
import type { Job } from '../../jobs/record/record.ts';
import { isSamePerson, type Person, type Request } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import type { Log } from '../../log.ts';
import type { Chat, Profile } from '../chat.ts';
import { admission, IdentityUnavailable } from './admission.ts';
import type { Decision } from './may-decide.ts';
import { targetOf } from './target-of.ts';

/** Whom somebody has approve for them, and who has them. */
export interface KnownDelegations {
  readonly own: Delegation | null;
  readonly held: readonly Delegation[];
}

export const nowhereYet: Target = { subscription: null, resourceGroup: null, vm: null, tags: null };

export type Authorizer = ReturnType<typeof authorizer>;

/** Two gates: who somebody is, and what a policy lets them do. Without a policy the second lets everybody through to what always held. */
export function authorizer({
  policy,
  settings,
  chats,
  delegations,
  inventory = async () => null,
  procedures = own,
  now,
  log,
}: {
  policy: Policy | null;
  settings: Settings;
  chats: readonly Chat[];
  delegations: Delegations;
  /** The VMs as a worker last saw them, to find out where one is that only a name is known of. */
  inventory?: () => Promise<Inventory | null>;
  procedures?: Procedures | undefined;
  now: () => Date;
  log: Log;
}) {
  const { profileOf, admit, isWelcome } = admission({ chats, settings, policy, log });

  const mayApproveSomewhere = (refs: readonly string[]): boolean =>
    policy !== null &&
    evaluatePolicy(policy, { refs, actions: ['approve'], target: nowhereYet, unknown: 'hope' }).is === 'yes';

  /** Whether they may do all of this there, as far as it is known; unknown facts are hoped for. */
  async function may(person: Person, wanted: readonly Action[], target: Target): Promise<Decision> {
    if (!policy) return { is: 'yes' };
    const { refs } = await profileOf(person);
    const verdict = evaluatePolicy(policy, { refs, actions: wanted, target, unknown: 'hope' });
    return verdict.is === 'yes' ? { is: 'yes' } : { is: 'no', ...saidOf(verdict, person.name) };
  }

  /** Who has somebody with these names approve for them, and whom they have themselves; nobody where no rule allows it. */
  async function delegationsOf(refs: readonly string[]): Promise<KnownDelegations> {
    const isUsed = policy?.rules.some(({ approvals }) => approvals?.delegate) ?? false;
    const all = isUsed ? await delegations.list(now()) : [];
    return {
      own: all.find(({ as }) => isOnePerson(policy, as, refs)) ?? null,
      held: all.filter(({ to }) => refs.includes(to)),
    };
  }

  /** Nothing where the chat does not say who somebody is: they count for nobody, and bar nobody. */
  async function knownProfile(person: Person): Promise<Partial<Profile>> {
    try {
      return await profileOf(person);
    } catch (error) {
      if (!(error instanceof IdentityUnavailable)) throw error;
      log.warn({ err: error, person: person.id }, 'whom somebody stands in for could not be looked up');
      return {};
    }
  }

  return {
    policy,
    procedures,
    admit,
    isWelcome,
    profileOf,
    may,
    delegationsOf,
    inventory,

    /** For whom somebody may approve now, each with all that the chat says of them now; only members count, and whom the chat cannot look up does not. */
    async standsInFor(refs: readonly string[]): Promise<readonly NonNullable<ApprovalVoice['for']>[]> {
      const { held } = await delegationsOf(refs);
      const people = await Promise.all(held.map(async ({ by }) => ({ by, ...(await knownProfile(by)) })));
      return people.flatMap(({ by, standing, refs: as }) =>
        standing && as && isWelcome(standing) ? [{ by, as }] : [],
      );
    },

    /** Whether somebody may have the one of that name approve for them. */
    mayDelegate({ refs }: Pick<Profile, 'refs'>, to: string): Decision {
      if (!policy) return { is: 'no', code: 'no-policy', reason: 'There is no policy, so nobody has to approve.' };
      if (refs.includes(to)) return { is: 'no', code: 'oneself', reason: 'That is you: name somebody else.' };
      const isTheirs = policy.rules.some(
        ({ approvals }) =>
          approvals?.delegate && (approvals.of ? meets(approvals.of, refs) : mayApproveSomewhere(refs)),
      );
      if (isTheirs) return { is: 'yes' };
      return { is: 'no', code: 'not-allowed', reason: 'No rule of the policy lets you have somebody approve for you.' };
    },

    /** Whether somebody is who asked for a capture, in this chat or by what both chats vouch for. */
    async isRequester(person: Person, { requester }: Job): Promise<boolean> {
      if (person.platform === requester.platform) return isSamePerson(person, requester);
      const both = await Promise.all([profileOf(person), profileOf(requester)]);
      const [one, other] = both.map(({ refs }) => refs);
      return both.every(({ standing }) => isWelcome(standing)) && isOnePerson(policy, one ?? [], other ?? []);
    },

    mayAsk: (person: Person, request: Request): Promise<Decision> =>
      may(
        person,
        [
          'plan',
          ...(request.planOnly ? [] : (['capture'] as const)),
          ...(!request.planOnly && (request.mode ?? settings.mode) === 'in-place' ? (['in-place'] as const) : []),
        ],
        targetOfRequest(request),
      ),

    /** On a capture that there is. Where its VM is not known, that speaks against everybody but who asked for it. */
    async mayOn(person: Person, wanted: readonly Action[], capture: Job): Promise<Decision> {
      if (!policy) return { is: 'yes' };
      const { refs } = await profileOf(person);
      const isOwn = isSamePerson(person, capture.requester) || isOnePerson(policy, capture.as ?? [], refs);
      const target = targetOf(capture, await inventory(), procedures);
      const verdict = evaluatePolicy(policy, { refs, actions: wanted, target, unknown: isOwn ? 'hope' : 'no' });
      return verdict.is === 'yes' ? { is: 'yes' } : { is: 'no', ...saidOf(verdict, person.name) };
    },

    /** All that somebody may do anywhere; null where there is no policy. */
    async actionsOf(person: Person): Promise<readonly Action[] | null> {
      if (!policy) return null;
      const { refs } = await profileOf(person);
      const isAsked = policy.rules.some(({ approvals }) => approvals?.of && meets(approvals.of, refs));
      return actions.filter(
        action =>
          (action === 'approve' && isAsked) ||
          evaluatePolicy(policy, { refs, actions: [action], target: nowhereYet, unknown: 'hope' }).is === 'yes',
      );
    },

    /** Whether they may look at what goes on: whoever may do anything at all. */
    async mayLook(person: Person): Promise<Decision> {
      if ((await this.actionsOf(person))?.length !== 0) return { is: 'yes' };
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
  return evaluatePolicy(policy, { refs, actions: ['plan'], target, unknown: 'hope' }).is === 'yes';
};
