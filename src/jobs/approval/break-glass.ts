import { whyNot } from '../policy/approvals.ts';
import type { Policy } from '../policy/policy.ts';
import type { Coded } from '../record/facts.ts';
import type { Job } from '../record/record.ts';
import { transitionReason } from '../record/transition-reasons.ts';
import { confirm, type Transition } from '../record/transitions.ts';
import type { Person } from '../request/request.ts';
import { authorizePlan, caseOf, type Lookup } from './plan-authorization.ts';

const no = (why: Coded): Extract<Transition, { is: 'no' }> => ({ is: 'no', ...why });

/** The requester goes on without the approvals, where every rule that asks for them lets them: the reason stays on the record. */
export function breakGlass<J extends Job>(
  capture: J,
  { policy, by, reason, now, procedures }: Lookup & { policy: Policy | null; by: Person; reason: string; now: Date },
): Transition<J> {
  const { plan } = capture;
  if (!policy) return no(transitionReason('no-policy', {}));
  const confirmed = confirm(capture, { by, planHash: null, now, own: true });
  if (confirmed.is === 'no' || !plan) return confirmed;
  if (capture.status.is === 'waiting' && capture.status.for !== 'confirm')
    return no(transitionReason('waits-for-guest', {}, 'not-waiting'));
  const authorization = authorizePlan(policy, capture, plan, { procedures });
  if (authorization.is === 'no') return authorization;
  if (authorization.needs.length === 0) return no(transitionReason('no-need', {}));
  const strict = authorization.needs.find(need => !need.breakGlass);
  if (strict) return no(transitionReason('no-glass', { rule: strict.rule }));
  const at = now.toISOString();
  const glass = [...(capture.glass ?? []), { by, at, reason, planHash: plan.hash, review: null }];
  const notices = [...confirmed.capture.notices, { kind: 'glass-broken', by, reason, at } as const];
  return { is: 'yes', capture: { ...confirmed.capture, glass, notices } };
}

/** One of those who could have approved has looked at what was done without them, and closes the review. */
export function review<J extends Job>(
  capture: J,
  { policy, by, as, now, procedures }: Lookup & { policy: Policy | null; by: Person; as: readonly string[]; now: Date },
): Transition<J> {
  const { plan, glass = [] } = capture;
  if (!policy || !plan || !isReviewOpen(capture)) return no(transitionReason('nothing-to-review', {}));
  const about = caseOf(policy, capture, plan, capture.needs ?? [], { procedures });
  const why = whyNot(about, [], { as });
  if (why === 'unclear') return no(transitionReason('unclear-who', { name: capture.requester.name }, 'review-unclear'));
  if (why) return no(transitionReason('not-reviewer', {}));
  const closed = { by, at: now.toISOString() };
  const reviewed = glass.map(one => (one.review ? one : { ...one, review: closed }));
  return {
    is: 'yes',
    capture: { ...capture, glass: reviewed, notices: [...capture.notices, { kind: 'reviewed', ...closed }] },
  };
}

export const isReviewOpen = ({ glass = [] }: Job): boolean => glass.some(one => one.review === null);
