import type { VmFacts } from '../../azure/azure.ts';
import { authorizePlan, type Consent, targetOfPlan } from '../approval/plan-authorization.ts';
import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import type { Target } from '../policy/policy.ts';
import type { Plan } from '../record/plan.ts';
import { isSameVm } from './source-check.ts';

/**
 * What the policy says now of a plan, for all that the requester is and was known under when it was made, and for each target: it must
 * be let for all of them. Null where there is no policy.
 */
export function authorizeNow(
  claimed: ClaimedCapture,
  plan: Plan,
  targets: readonly Target[] = [targetOfPlan(plan)],
): Consent | null {
  const { policy } = claimed;
  if (!policy) return null;
  const capture = claimed.capture();
  // A bot may look up anew who the requester is; that adds no right to what the plan was made with.
  const judged = capture.seal?.as ? [{ ...capture, as: capture.seal.as }, capture] : [capture];
  const all = judged.flatMap(one => targets.map(target => authorizePlan(policy, one, plan, target)));
  const no = all.find(({ is }) => is === 'no');
  if (no) return no;
  const yes = all.filter(one => one.is === 'yes');
  const needs = new Map(yes.flatMap(one => one.needs).map(need => [need.rule, need]));
  return { is: 'yes', needs: [...needs.values()], tallies: yes.flatMap(({ tallies }) => tallies) };
}

/** The tags that the VM under the planned name has now; those of the plan beside them where it is another one, and none known where it is gone. */
export function targetsNow(plan: Plan, source: VmFacts | null): readonly Target[] {
  const planned = targetOfPlan(plan);
  if (!source) return [{ ...planned, tags: null }];
  const now = { ...planned, tags: source.tags };
  return isSameVm(plan.vm, source) ? [now] : [now, planned];
}
