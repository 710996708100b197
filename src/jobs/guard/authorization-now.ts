import { authorizePlan, type Consent } from '../approval/plan-authorization.ts';
import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import type { Target } from '../policy/policy.ts';
import type { JobPlan } from '../record/record.ts';

/**
 * What the policy says now of a plan, for all that the requester is and was known under when it was made, and for each target: it must
 * be let for all of them. Null where there is no policy.
 */
export function authorizeNow(
  claimed: ClaimedCapture,
  plan: JobPlan,
  targets: readonly Target[] = [claimed.procedure.policyQuestion(plan).target],
): Consent | null {
  const { policy, procedures } = claimed;
  if (!policy) return null;
  const capture = claimed.capture();
  // A bot may look up anew who the requester is; that adds no right to what the plan was made with.
  const judged = capture.seal?.as ? [{ ...capture, as: capture.seal.as }, capture] : [capture];
  const all = judged.flatMap(one => targets.map(target => authorizePlan(policy, one, plan, { procedures, target })));
  const no = all.find(({ is }) => is === 'no');
  if (no) return no;
  const yes = all.filter(one => one.is === 'yes');
  const needs = new Map(yes.flatMap(one => one.needs).map(need => [need.rule, need]));
  return { is: 'yes', needs: [...needs.values()], tallies: yes.flatMap(({ tallies }) => tallies) };
}
