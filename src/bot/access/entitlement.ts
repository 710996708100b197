import { type Approver, authorizePlan, type Lookup, mayApprove } from '../../jobs/approval/plan-authorization.ts';
import type { Action, Policy } from '../../jobs/policy/policy.ts';
import { isOnePerson } from '../../jobs/policy/same-person.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import type { Job } from '../../jobs/record/record.ts';
import { isSamePerson, type Person } from '../../jobs/request/request.ts';
import { type AnyCaptureAction, captureActions } from '../actions.ts';
import type { ChatEvent } from '../chat.ts';
import type { Authorizer } from './authorizer.ts';
import { type Decision, ifOneself } from './may-decide.ts';

/** What the policy says of a deed: `speaker` is what the person is known under and whom they stand in for, `fresh` what the requester is known under now. */
export interface Entitlement {
  readonly ruled?: Decision;
  /** The requester does it, if under another account of theirs. */
  readonly isOwn?: boolean;
  readonly approver?: Approver;
  readonly fresh?: { readonly as?: readonly string[] };
}

/** Whether a policy lets somebody do this to a capture; nothing where there is no policy. */
export async function entitlementFor(
  authorizer: Authorizer,
  capture: Job,
  {
    chatEvent: event,
    captureAction: action,
  }: { chatEvent: Pick<ChatEvent, 'person'>; captureAction: AnyCaptureAction },
): Promise<Entitlement> {
  const { policy } = authorizer;
  const { person } = event;
  if (!policy) return (await authorizer.isRequester(person, capture)) ? { ruled: { is: 'yes' }, isOwn: true } : {};
  const { refs } = await authorizer.profileOf(person);
  const approver = { as: refs, standsInFor: await authorizer.standsInFor(refs) };
  const requester =
    action === 'confirm' || action === 'break-glass' ? await authorizer.profileOf(capture.requester) : null;
  if (requester && !authorizer.isWelcome(requester.standing)) return { ruled: gone(capture), approver };
  const fresh = requester ? { as: requester.refs } : {};
  const ruled = await ruleOn(authorizer, policy, { ...capture, ...fresh }, { person, captureAction: action, approver });
  return { ruled, approver, fresh, isOwn: isOwnOf(policy, { ...capture, ...fresh }, person, refs) };
}

/** Whether others than the requester must agree to the plan that waits. */
export function needsApproval(policy: Policy, capture: Job, lookup: Lookup = {}): boolean {
  if (capture.status.is !== 'waiting' || capture.status.for !== 'confirm' || !capture.plan) return false;
  const authorization = authorizePlan(policy, capture, capture.plan, lookup);
  return authorization.is === 'yes' && authorization.needs.length > 0;
}

async function ruleOn(
  authorizer: Authorizer,
  policy: Policy,
  capture: Job,
  { person, captureAction, approver }: { person: Person; captureAction: AnyCaptureAction; approver: Approver },
): Promise<Decision> {
  const isOwn = isOwnOf(policy, capture, person, approver.as);
  const { policy: asked, says } = captureActions[captureAction];
  if (asked === 'record') return { is: 'yes' };
  if (asked === 'requester') return isOwn ? { is: 'yes' } : notOwn(capture, person, says);
  if (asked === 'to retry') return await authorizer.mayOn(person, toRetry(capture, authorizer.procedures), capture);
  if (asked === 'to confirm') {
    const authorization = capture.plan && authorizePlan(policy, capture, capture.plan, authorizer);
    if (authorization?.is === 'no') return authorization;
    if (authorization && authorization.needs.length > 0) return { is: 'yes' };
    return isOwn ? { is: 'yes' } : notOwn(capture, person, says);
  }
  if (captureAction === 'clean' && isOwn) return { is: 'yes' };
  const verdict = await authorizer.mayOn(person, asked, capture);
  if (asked[0] !== 'cancel' || verdict.is === 'yes' || verdict.code === 'denied') return verdict;
  const mayApproveIt =
    capture.status.is === 'waiting' &&
    capture.status.for === 'confirm' &&
    mayApprove(policy, capture, { ...approver, procedures: authorizer.procedures });
  return isOwn || mayApproveIt ? { is: 'yes' } : verdict;
}

/** Whoever retries has the same done as was confirmed; to plan again takes no right, and access is given by the plan. */
const toRetry = (job: Job, procedures: Procedures): readonly Action[] =>
  job.plan
    ? procedures
        .of(job)
        .policyQuestion(job.plan)
        .actions.filter(action => action !== 'plan' && action !== 'grant')
    : ['capture', 'in-place'];

const isOwnOf = (policy: Policy, { requester, as = [] }: Job, person: Person, refs: readonly string[]): boolean =>
  isSamePerson(person, requester) || isOnePerson(policy, as, refs);

const gone = ({ requester }: Job): Decision => ({
  is: 'no',
  code: 'requester-gone',
  reason: `${requester.name}, who asked for it, is no member here any more: ask for a new capture.`,
});

const notOwn = ({ requester }: Job, person: Person, captureAction: string): Decision => ({
  is: 'no',
  code: 'not-requester',
  reason: `Only ${requester.name}, who asked for this capture, may ${captureAction}.${ifOneself(person, requester)}`,
});
