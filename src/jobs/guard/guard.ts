import type { VmFacts } from '../../azure/azure.ts';
import { type ClaimedCapture, planOf } from '../claim/claimed-capture.ts';
import type { Broken } from '../record/forged-record.ts';
import type { Plan } from '../record/plan.ts';
import type { RefusalData } from '../record/refusal.ts';
import { isCovered } from './approval-deadline.ts';
import { authorizeNow, targetsNow } from './authorization-now.ts';
import { boundsOf } from './bounds.ts';
import { exchangedInCopy } from './disk-check.ts';
import { strangers } from './grants-known.ts';
import { policyMismatch } from './policy-mismatch.ts';
import { changedVm, otherVm } from './source-check.ts';
import { whyNotStarted } from './stopped-source.ts';

/**
 * Stands in front of every first call of a tick: the plan is within today's settings, the VM is still the one that was planned, and
 * today's policy, with the tags that the VM has now, lets this requester have it done. Answers what has moved, and the way out; null when
 * nothing has.
 */
export async function guard(claimed: ClaimedCapture): Promise<RefusalData | null> {
  const plan = planOf(claimed);
  const odds = policyMismatch(claimed);
  if (odds) return odds;
  const broken =
    boundsOf(claimed.capture(), plan, claimed.settings, { mayMove: claimed.sealed() === 'sound' }) ??
    (await strangers(claimed, plan));
  if (broken) return { ...broken, remedy: wayOut(broken, plan) };
  const source = await claimed.azure.findVmFacts(plan.vm);
  return (
    (await otherVm(claimed, plan, source)) ??
    changedVm(claimed, plan, source) ??
    (await exchangedInCopy(claimed, plan)) ??
    (await unstopped(claimed)) ??
    unconsented(claimed, plan, source)
  );
}

/** A source is started as a step only where it was stopped as one. */
async function unstopped(claimed: ClaimedCapture): Promise<RefusalData | null> {
  if (claimed.current()?.name !== 'start-source') return null;
  const reason = await whyNotStarted(claimed);
  return reason ? { code: 'source-not-stopped', reason, remedy: 'Press Abandon and ask for a new capture.' } : null;
}

function wayOut({ mend }: Broken, plan: Plan): string {
  if (mend) return `${mend}, then press Retry. ${orAbandon(plan)}`;
  return 'Press Abandon and ask for a new capture. Have my operator look who can write to Redis.';
}

/** What a plan that has written nothing is refused with. */
export const refusalOfBroken = ({ code, reason, mend }: Broken): RefusalData => ({
  code,
  reason,
  remedy: mend ? `${mend}, then ask again.` : 'Ask for a new capture. Have my operator look who can write to Redis.',
});

/** What else there is to do where a policy or a setting could put it right. */
const orAbandon = ({ clone, vm }: Plan): string =>
  clone ? 'Or press Abandon: I delete what I made for the copy.' : `Or press Abandon: I do nothing more to ${vm.name}.`;

function unconsented(claimed: ClaimedCapture, plan: Plan, source: VmFacts | null): RefusalData | null {
  const authorization = authorizeNow(claimed, plan, targetsNow(plan, source));
  if (!authorization) return null;
  const gone = source
    ? ''
    : ` ${plan.vm.name} is gone, so I do not know its tags and take them to be those that a rule is about.`;
  if (authorization.is === 'no')
    return {
      code: `policy-${authorization.code}`,
      reason: `${authorization.reason}${gone}`,
      remedy: `Have whoever keeps the policy change it, then press Retry. ${orAbandon(plan)}`,
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
