import type { Plan } from '../../../record/plan.ts';
import type { Failure } from '../../../record/refusal.ts';
import { ofPlan, stepReason } from '../step-reasons.ts';

/** Why a domain controller, or the copy of one, becomes no image. Nothing was changed in it when this is said, and no Retry can help. */
export const domainControllerFailure = (plan: Plan, domain: string): Failure => ({
  ...stepReason('domain-controller', { ...ofPlan(plan), domain }),
  untouched: true,
});
