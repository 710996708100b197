import type { Definition, Vm } from '../../../../azure/azure.ts';
import { nameProblem } from '../../../../azure/names.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Check } from '../step.ts';

/** Gallery and definition are usable, or can be created under their names; an existing definition is one for such a VM. */
export const definitionFits: Check = {
  kind: 'check',
  name: 'definition-fits',
  title: 'The image definition fits the VM',
  evaluate: ({ vm, target, gallery, definition }) => [
    ...named('gallery', target.gallery),
    ...named('definition', target.definition),
    ...usable(`The gallery ${target.gallery}`, gallery?.provisioningState),
    ...usable(`The definition ${target.definition}`, definition?.provisioningState),
    ...(definition ? misfits(target.definition, definition, vm) : []),
  ],
};

/** Every field in which a definition and a VM disagree, with both values. */
export function misfits(name: string, definition: Definition, vm: Vm): readonly RefusalData[] {
  const plan = (of: Vm['purchasePlan']) => (of ? `${of.publisher}/${of.product}/${of.name}` : 'none');
  const pairs: readonly (readonly [field: string, wants: string, has: string])[] = [
    ['OS type', definition.osType, vm.osType],
    ['OS state', definition.osState, 'Generalized'],
    ['generation', definition.generation, vm.generation],
    ['architecture', definition.architecture, vm.architecture],
    ['security type', definition.securityType, vm.securityType],
    ['purchase plan', plan(definition.purchasePlan), plan(vm.purchasePlan)],
  ];
  const different = pairs.filter(([, wants, has]) => wants.toLowerCase() !== has.toLowerCase());
  const controller: typeof different = definition.diskControllers.includes(vm.diskController)
    ? []
    : [['disk controller', definition.diskControllers.join(' or '), vm.diskController]];
  return [...different, ...controller].map(([field, wants, has]) => ({
    code: `definition-${field.toLowerCase().replaceAll(' ', '-')}`,
    reason: `The definition ${name} is for ${field} ${wants}; ${vm.name} has ${has}.`,
    remedy: 'Name another definition: definition=name. If there is none of that name, I create one that fits.',
  }));
}

function named(kind: 'gallery' | 'definition', name: string): readonly RefusalData[] {
  const rule = nameProblem(kind, name);
  if (!rule) return [];
  return [
    {
      code: `${kind}-name`,
      reason: `"${name}" cannot be the name of a ${kind}: ${rule}.`,
      remedy: `Choose one: ${kind}=name.`,
    },
  ];
}

function usable(what: string, provisioningState: string | undefined): readonly RefusalData[] {
  if (provisioningState === undefined || provisioningState === 'Succeeded' || provisioningState === 'Updating')
    return [];
  return [
    {
      code: 'gallery-not-ready',
      reason: `${what} is in the state ${provisioningState}.`,
      remedy: 'Wait until it has Succeeded, or choose another one.',
    },
  ];
}
