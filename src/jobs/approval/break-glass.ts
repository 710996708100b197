import { whyNot } from '../policy/approvals.ts';
import type { Policy } from '../policy/policy.ts';
import { confirm, type Job, type Transition } from '../record/record.ts';
import type { Person } from '../request/request.ts';
import { authorizePlan, caseOf, type Lookup, unclear } from './plan-authorization.ts';

const no = (code: string, reason: string): Extract<Transition, { is: 'no' }> => ({ is: 'no', code, reason });

/** The requester goes on without the approvals, where every rule that asks for them lets them: the reason stays on the record. */
export function breakGlass<J extends Job>(
  capture: J,
  { policy, by, reason, now, procedures }: Lookup & { policy: Policy | null; by: Person; reason: string; now: Date },
): Transition<J> {
  const { plan } = capture;
  if (!policy) return no('no-policy', 'There is no policy, so you can confirm it yourself: type Y in its thread.');
  const confirmed = confirm(capture, { by, planHash: null, now, own: true });
  if (confirmed.is === 'no' || !plan) return confirmed;
  if (capture.status.is === 'waiting' && capture.status.for !== 'confirm')
    return no('not-waiting', 'It waits for the guest step and not for approval.');
  const authorization = authorizePlan(policy, capture, plan, { procedures });
  if (authorization.is === 'no') return authorization;
  if (authorization.needs.length === 0) return no('no-need', 'Nobody has to approve it: confirm it in its thread.');
  const strict = authorization.needs.find(need => !need.breakGlass);
  if (strict)
    return no('no-glass', `The rule “${strict.rule}” of the policy does not let anybody go on without approval.`);
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
  if (!policy || !plan || !isReviewOpen(capture)) return no('nothing-to-review', 'There is nothing to review.');
  const about = caseOf(policy, capture, plan, capture.needs ?? [], { procedures });
  const why = whyNot(about, [], { as });
  if (why === 'unclear') return no('review-unclear', unclear(capture.requester));
  if (why)
    return no('not-reviewer', 'A review is closed by somebody who could have approved, and who did not ask for it.');
  const closed = { by, at: now.toISOString() };
  const reviewed = glass.map(one => (one.review ? one : { ...one, review: closed }));
  return {
    is: 'yes',
    capture: { ...capture, glass: reviewed, notices: [...capture.notices, { kind: 'reviewed', ...closed }] },
  };
}

export const isReviewOpen = ({ glass = [] }: Job): boolean => glass.some(one => one.review === null);
