import { type ClaimedCapture, planOfJob } from '../claim/claimed-capture.ts';
import type { Inspection } from '../procedures/procedure.ts';
import type { Broken } from '../record/forged-record.ts';
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

/** What a plan that has written nothing is refused with. */
export const refusalOfBroken = ({ code, reason, mend }: Broken): RefusalData => ({
  code,
  reason,
  remedy: mend ? `${mend}, then ask again.` : 'Ask for a new capture. Have my operator look who can write to Redis.',
});

function unconsented(
  claimed: ClaimedCapture,
  plan: JobPlan,
  { targets, gone, orAbandon }: Extract<Inspection, { is: 'yes' }>,
): RefusalData | null {
  const authorization = authorizeNow(claimed, plan, targets);
  if (!authorization) return null;
  if (authorization.is === 'no')
    return {
      code: `policy-${authorization.code}`,
      reason: `${authorization.reason}${gone}`,
      remedy: `Have whoever keeps the policy change it, then press Retry. ${orAbandon}`,
    };
  const { tallies } = authorization;
  if (isCovered(claimed, tallies)) return null;
  const open = tallies.filter(({ need, have }) => have < need.count);
  const whom = [...new Set(open.map(({ need, have }) => `${need.count} of ${need.whom} (it has ${have})`))].join('; ');
  return {
    code: 'policy-approvals',
    reason:
      open.length > 0
        ? `The policy asks for more approvals of this than there were when it was confirmed: ${whom}.`
        : 'By the policy as it is now, this was not confirmed by somebody who may.',
    remedy: `Press Abandon and ask for a new capture, which they can approve; or have whoever keeps the policy change it, then press Retry.`,
  };
}
