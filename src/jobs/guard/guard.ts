import { refusalOf } from '../approval/plan-authorization.ts';
import { type ClaimedCapture, planOfJob } from '../claim/claimed-capture.ts';
import type { Inspection } from '../procedures/procedure.ts';
import { engineReason } from '../record/reasons.ts';
import type { JobPlan } from '../record/record.ts';
import type { RefusalData } from '../record/refusal.ts';
import { isCovered } from './approval-deadline.ts';
import { authorizeNow } from './authorization-now.ts';
import { policyMismatch } from './policy-mismatch.ts';

/**
 * Stands in front of every first call of a tick: the plan is within today's settings, what it is about is still what was planned, and
 * today's policy lets this requester have it done. Answers what has moved, and the way out; null when nothing has.
 */
export async function guard(claimed: ClaimedCapture): Promise<RefusalData | null> {
  const plan = planOfJob(claimed);
  const odds = policyMismatch(claimed);
  if (odds) return odds;
  const inspection = await claimed.procedure.inspect(claimed, plan);
  return inspection.is === 'no' ? inspection.refusal : unconsented(claimed, plan, inspection);
}

function unconsented(
  claimed: ClaimedCapture,
  plan: JobPlan,
  { targets, facts }: Extract<Inspection, { is: 'yes' }>,
): RefusalData | null {
  const authorization = authorizeNow(claimed, plan, targets);
  if (!authorization) return null;
  if (authorization.is === 'no') {
    const refusal = refusalOf(authorization);
    return { ...refusal, facts: { ...refusal.facts, ...facts, begun: true } };
  }
  const { tallies } = authorization;
  if (isCovered(claimed, tallies)) return null;
  const open = tallies.filter(({ need, have }) => have < need.count);
  if (open.length === 0) return engineReason('approver-unknown', {}, 'policy-approvals');
  const lacking = [...new Map(open.map(one => [`${one.need.count} ${one.need.whom} ${one.have}`, one])).values()];
  return engineReason(
    'approvals-lacking',
    {
      counts: lacking.map(({ need }) => String(need.count)),
      whom: lacking.map(({ need }) => need.whom),
      have: lacking.map(({ have }) => String(have)),
    },
    'policy-approvals',
  );
}
