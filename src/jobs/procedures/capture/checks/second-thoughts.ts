import { isCloned } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Warning } from '../../../record/warnings.ts';
import { checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';

/** A VM that something counts on is not spent; a copy of it does no harm. */
export const secondThoughts: Check = {
  kind: 'check',
  name: 'second-thoughts',
  evaluate: survey =>
    survey.vm.generalized || isCloned(survey.request, survey.settings, survey.vm)
      ? []
      : usageWarnings(survey).map(spent),
};

type UsageWarning = Extract<Warning, { code: 'in-scale-set' | 'in-load-balancer' | 'vm-locked' | 'in-production' }>;

/** Why this VM should not be spent without a second thought: refusals in place, warnings for a copy. */
export function usageWarnings({ vm, preflight }: Pick<Survey, 'vm' | 'preflight'>): readonly UsageWarning[] {
  const [tag, value] = Object.entries(vm.tags).find(([, one]) => /^prod(uction)?$/i.test(one)) ?? [];
  const { name } = vm;
  return [
    ...(vm.inScaleSet ? [{ code: 'in-scale-set', facts: { vm: name } } as const] : []),
    ...preflight.pools.map(pool => ({ code: 'in-load-balancer', facts: { vm: name, pool } }) as const),
    ...preflight.locks.vm
      .filter(({ level }) => level === 'CanNotDelete')
      .map(lock => ({ code: 'vm-locked', facts: { vm: name, lock: lock.name } }) as const),
    ...(tag === undefined || value === undefined
      ? []
      : [{ code: 'in-production', facts: { vm: name, tag, value } } as const]),
  ];
}

function spent({ code, facts }: UsageWarning): RefusalData {
  switch (code) {
    case 'in-scale-set':
      return checkReason('spends-scale-set-member', facts, code);
    case 'in-load-balancer':
      return checkReason('spends-pool-member', facts, code);
    case 'vm-locked':
      return checkReason('spends-locked', facts, code);
    case 'in-production':
      return checkReason('spends-production', facts, code);
  }
}
