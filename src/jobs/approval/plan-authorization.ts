import { parseVmId } from '../../azure/names.ts';
import {
  type Approval,
  type ApprovalCase,
  type ApprovalVoice,
  isMet,
  type Tally,
  tally,
  whyNot,
} from '../policy/approvals.ts';
import {
  type Action,
  type ApprovalRequirement,
  evaluatePolicy,
  type Policy,
  type Target,
  type Verdict,
} from '../policy/policy.ts';
import type { Procedures } from '../procedures/procedure.ts';
import { procedures as own } from '../procedures/procedures.ts';
import type { Coded } from '../record/facts.ts';
import { engineReason } from '../record/reasons.ts';
import type { Job, JobPlan } from '../record/record.ts';
import { transitionReason } from '../record/transition-reasons.ts';
import { confirm, type Transition } from '../record/transitions.ts';
import { isSamePerson, type Person, type Request } from '../request/request.ts';

/** Where to look up the procedure of a job: all that there are, unless others are handed in. */
export interface Lookup {
  readonly procedures?: Procedures | undefined;
}

/** What a policy says of a plan: who must agree still, or why it is not to be. */
export type Consent =
  | { readonly is: 'yes'; readonly needs: readonly ApprovalRequirement[]; readonly tallies: readonly Tally[] }
  | ({ readonly is: 'no' } & Coded);

/** What is known of a VM before Azure was asked: its name, and whatever else the request says. */
export function targetOfRequest({ vm, subscription, resourceGroup }: Request): Target {
  const ref = parseVmId(vm);
  const [name = vm, group] = vm.split('/').reverse();
  return {
    subscription: ref?.subscriptionId ?? subscription ?? null,
    resourceGroup: ref?.resourceGroup ?? (ref ? null : group) ?? resourceGroup ?? null,
    vm: ref?.name ?? name,
    tags: null,
  };
}

/** Whether the requester may have this plan carried out, and with whose approval; all of it as the policy is now. */
export function authorizePlan(
  policy: Policy,
  capture: Job,
  plan: JobPlan,
  { procedures = own, target: asked }: Lookup & { readonly target?: Target } = {},
): Consent {
  const question = procedures.of(capture).policyQuestion(plan);
  const target = asked ?? question.target;
  const verdict = evaluatePolicy(policy, { refs: capture.as ?? [], actions: question.actions, target });
  if (verdict.is === 'no') return { is: 'no', ...saidOf(verdict, capture.requester.name) };
  const about = { ...caseOf(policy, capture, plan, verdict.needs, { procedures }), target };
  return { is: 'yes', needs: verdict.needs, tallies: tally(about, capture.approvals ?? []) };
}

/** Whether the recorded decision is the requester's, or that of somebody whose approval of this very plan is on record. */
export function isDecided({ plan, decision, requester, approvals = [] }: Job, policy: Policy | null): boolean {
  if (!plan || decision?.planHash !== plan.hash) return false;
  if (isSamePerson(decision.by, requester)) return true;
  return (
    policy !== null && approvals.some(({ by, planHash }) => planHash === plan.hash && isSamePerson(by, decision.by))
  );
}

/** Whoever speaks for themselves, and for those who have them approve for them. */
export interface Approver {
  readonly as: readonly string[];
  readonly standsInFor?: readonly NonNullable<ApprovalVoice['for']>[] | undefined;
}

/** Somebody agrees to the plan that waits: their approval is counted, and the last one that is needed confirms it. */
export function approve<J extends Job>(
  capture: J,
  {
    policy,
    by,
    planHash,
    now,
    procedures,
    ...approver
  }: Approver & Lookup & { policy: Policy; by: Person; planHash: string | null; now: Date },
): Transition<J> {
  const { plan } = capture;
  const confirmed = confirm(capture, { by, planHash, now });
  if (confirmed.is === 'no' || !plan) return confirmed;
  const authorization = authorizePlan(policy, capture, plan, { procedures });
  if (authorization.is === 'no') return authorization;
  const about = caseOf(policy, capture, plan, authorization.needs, { procedures });
  const before = capture.approvals ?? [];
  const { voice: approvalVoice, why } = chosen(about, before, approver);
  if (why) return { is: 'no', ...reasons[why](capture, authorization.needs) };
  const approvals = [...before, { by, at: now.toISOString(), planHash: plan.hash, ...approvalVoice }];
  const tallies = tally(about, approvals);
  if (isMet(tallies)) return { is: 'yes', capture: { ...confirmed.capture, approvals } };
  const [have, of] = [sum(tallies.map(one => one.have)), sum(tallies.map(one => one.need.count))];
  const notice = { kind: 'approved', by, at: now.toISOString(), have, of } as const;
  return { is: 'yes', capture: { ...capture, approvals, notices: [...capture.notices, notice] } };
}

/** Whether somebody's approval of the plan that waits would count. */
export function mayApprove(policy: Policy, capture: Job, approver: Approver & Lookup): boolean {
  const { plan } = capture;
  if (!plan) return false;
  const authorization = authorizePlan(policy, capture, plan, approver);
  if (authorization.is === 'no') return false;
  const about = caseOf(policy, capture, plan, authorization.needs, approver);
  return voicesOf(approver).some(voice => whyNot(about, [], voice) === null);
}

/** A no of the policy: what is not allowed to whom, and by which rule. */
export const saidOf = ({ code, action, rule }: Extract<Verdict, { is: 'no' }>, name: string): Coded =>
  engineReason('policy-denied', { name, action, rule: rule ?? undefined }, code);

export const refusalOf = ({ code, cause = code, facts }: Coded): Coded => ({ code: `policy-${code}`, cause, facts });

/** What each action is, after "may" and "to". */
export const userActions: Readonly<Record<Action, string>> = {
  plan: 'ask for captures',
  capture: 'capture VMs',
  'in-place': 'let a VM itself become the image',
  approve: 'approve what others ask for',
  cancel: 'stop what others asked for',
  grant: 'give publishers access',
  cleanup: 'take locks away or have leftovers deleted',
};

const reasons = {
  own: ({ requester }: Job, needs: readonly ApprovalRequirement[]) =>
    transitionReason('own-approval', { requester: requester.name, ...neededOf(needs) }, 'approval-own'),
  unclear: ({ requester }: Job) => transitionReason('unclear-who', { name: requester.name }, 'approval-unclear'),
  twice: () => transitionReason('approved-twice', {}, 'approval-twice'),
  'not-approver': (_: Job, needs: readonly ApprovalRequirement[]) =>
    transitionReason('not-approver', neededOf(needs), 'approval-not-approver'),
  denied: () => transitionReason('approval-denied', {}),
} as const;

/** The voice that counts, one's own before any other; else the one with the most telling reason why not. */
function chosen(about: ApprovalCase, before: readonly Approval[], approver: Approver) {
  const heard = voicesOf(approver).map(voice => ({ voice, why: whyNot(about, before, voice) }));
  const best = heard.find(({ why }) => why === null) ?? heard.find(({ why }) => why !== 'not-approver');
  return best ?? { voice: { as: approver.as }, why: 'not-approver' as const };
}

/** One's own voice comes first. */
const voicesOf = ({ as, standsInFor = [] }: Approver): readonly ApprovalVoice[] => [
  { as },
  ...standsInFor.map(one => ({ as, for: one })),
];

const neededOf = (needs: readonly ApprovalRequirement[]) => ({
  counts: needs.map(({ count }) => String(count)),
  whom: needs.map(({ whom }) => whom),
});

/** What the approvals of a plan are counted for. */
export function caseOf(
  policy: Policy,
  job: Job,
  plan: JobPlan,
  needs: readonly ApprovalRequirement[],
  { procedures = own }: Lookup = {},
): ApprovalCase {
  const { target } = procedures.of(job).policyQuestion(plan);
  return { policy, target, needs, requester: job.as ?? [], planHash: plan.hash };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
