import type { Action, Target } from '../../policy/policy.ts';
import type { Plan } from '../../record/plan.ts';
import type { PolicyQuestion } from '../procedure.ts';

export const targetOfPlan = ({ vm }: Pick<Plan, 'vm'>): Target => ({
  subscription: vm.subscriptionId,
  resourceGroup: vm.resourceGroup,
  vm: vm.name,
  tags: vm.tags,
});

/** What capturing takes: more where the VM itself becomes the image, or where somebody gets access who does not have it. */
const actionsOf = ({ clone, grants }: Plan): readonly Action[] => [
  'plan',
  'capture',
  ...(clone ? [] : (['in-place'] as const)),
  ...(grants.some(({ held }) => !held) ? (['grant'] as const) : []),
];

/** What a policy is asked about a plan of a capture. */
export const policyQuestion = (plan: Plan): PolicyQuestion => ({
  actions: actionsOf(plan),
  target: targetOfPlan(plan),
});
