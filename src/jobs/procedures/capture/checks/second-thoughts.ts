import { isCloned } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';

/** A VM that something counts on is not spent; a copy of it does no harm. */
export const secondThoughts: Check = {
  kind: 'check',
  name: 'second-thoughts',
  title: 'Nothing counts on a VM that is spent',
  evaluate: survey =>
    survey.vm.generalized || isCloned(survey.request, survey.settings, survey.vm)
      ? []
      : usageWarnings(survey).map(({ code, reason }) => ({
          code,
          reason: `${reason} It would be spent.`,
          remedy: 'Use mode=clone: a copy becomes the image, and the VM stays as it is.',
        })),
};

/** Why this VM should not be spent without a second thought: refusals in place, warnings for a copy. */
export function usageWarnings({
  vm,
  ground: preflight,
}: Pick<Survey, 'vm' | 'ground'>): readonly Omit<RefusalData, 'remedy'>[] {
  const production = Object.entries(vm.tags).find(([, value]) => /^prod(uction)?$/i.test(value));
  return [
    ...(vm.inScaleSet ? [{ code: 'in-scale-set', reason: `${vm.name} is a member of a scale set.` }] : []),
    ...preflight.pools.map(pool => ({
      code: 'in-load-balancer',
      reason: `${vm.name} gets traffic from the load balancer pool ${pool}.`,
    })),
    ...preflight.locks.vm
      .filter(({ level }) => level === 'CanNotDelete')
      .map(({ name }) => ({ code: 'vm-locked', reason: `${vm.name} is under the delete lock “${name}”.` })),
    ...(production
      ? [{ code: 'in-production', reason: `${vm.name} is tagged ${production[0]}=${production[1]}.` }]
      : []),
  ];
}
