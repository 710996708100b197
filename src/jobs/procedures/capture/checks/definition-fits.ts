import type { Definition, Vm } from '../../../../azure/azure.ts';
import { nameProblem } from '../../../../azure/names.ts';
import type { Facts } from '../../../record/facts.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import { type CheckReasons, checkReason, type MisfitCode } from '../check-reasons.ts';
import type { Check } from '../step.ts';

/** Gallery and definition are usable, or can be created under their names; an existing definition is one for such a VM. */
export const definitionFits: Check = {
  kind: 'check',
  name: 'definition-fits',
  evaluate: ({ vm, target, gallery, definition }) => [
    ...named('gallery', target.gallery),
    ...named('definition', target.definition),
    ...usable(gallery, state => checkReason('gallery-not-ready', { gallery: target.gallery, state })),
    ...usable(definition, state =>
      checkReason('definition-not-ready', { definition: target.definition, state }, 'gallery-not-ready'),
    ),
    ...(definition ? misfits(target.definition, definition, vm) : []).map(({ code, facts }) =>
      checkReason(code, facts),
    ),
  ],
};

/** A field in which a definition is for something else than a VM has: the code of the refusal, and both values. */
interface Misfit {
  readonly code: MisfitCode;
  readonly facts: CheckReasons[MisfitCode] & Facts;
}

/** Every field in which a definition and a VM disagree, with both values. */
export function misfits(name: string, definition: Definition, vm: Vm): readonly Misfit[] {
  const plan = (of: Vm['purchasePlan']) => (of ? `${of.publisher}/${of.product}/${of.name}` : 'none');
  const pairs = [
    ['definition-os-type', definition.osType, vm.osType],
    ['definition-os-state', definition.osState, 'Generalized'],
    ['definition-generation', definition.generation, vm.generation],
    ['definition-architecture', definition.architecture, vm.architecture],
    ['definition-security-type', definition.securityType, vm.securityType],
    ['definition-purchase-plan', plan(definition.purchasePlan), plan(vm.purchasePlan)],
  ] as const;
  const misfit = { definition: name, vm: vm.name };
  return [
    ...pairs
      .filter(([, wants, has]) => wants.toLowerCase() !== has.toLowerCase())
      .map(([code, wants, has]) => ({ code, facts: { ...misfit, wants: [wants], has } })),
    ...(definition.diskControllers.includes(vm.diskController)
      ? []
      : [
          {
            code: 'definition-disk-controller',
            facts: { ...misfit, wants: definition.diskControllers, has: vm.diskController },
          } as const,
        ]),
  ];
}

function named(kind: 'gallery' | 'definition', name: string): readonly RefusalData[] {
  return nameProblem(kind, name) ? [checkReason(`${kind}-name`, { name })] : [];
}

function usable(
  found: { readonly provisioningState: string } | null,
  refusal: (state: string) => RefusalData,
): readonly RefusalData[] {
  if (!found || ['Succeeded', 'Updating'].includes(found.provisioningState)) return [];
  return [refusal(found.provisioningState)];
}
