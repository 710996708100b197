import type { Usage } from '../../azure/azure.ts';
import { isCloned, orInPlace } from '../clone-plan.ts';
import type { RefusalData } from '../refusal.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';

/** The subscription has room for the copy while it lives, and for what is to be made in the gallery. */
export const roomFor: Check = {
  kind: 'check',
  name: 'quota',
  title: 'There is room for what is made',
  judge: survey => [
    ...(isCloned(survey.request, survey.settings, survey.vm) ? roomForCopy(survey) : []),
    ...roomInGallery(survey),
  ],
};

function roomForCopy({ vm, settings, ground: { size, usages } }: Survey): readonly RefusalData[] {
  const inPlace = orInPlace(settings);
  if (!size)
    return [
      {
        code: 'size-unknown',
        reason: `${vm.location} has no ${vm.size} any more, so the copy cannot be started.`,
        remedy: `Resize ${vm.name} first. ${inPlace}`,
      },
    ];
  const [zone] = vm.zones;
  if (size.restriction !== null || (zone !== undefined && !size.zones.includes(zone)))
    return [
      {
        code: 'size-restricted',
        reason: `This subscription cannot have another ${size.name} in ${vm.location}${size.restriction === null ? `, zone ${zone}` : ` (${size.restriction})`}.`,
        remedy: `Ask Azure’s support for access to the size, or resize ${vm.name} first. ${inPlace}`,
      },
    ];
  return [
    ...short(usages.vm, { name: 'cores', needed: size.vcpus }, inPlace),
    ...short(usages.vm, { name: size.family, needed: size.vcpus }, inPlace),
  ];
}

function roomInGallery({ gallery, definition, ground: { usages } }: Survey): readonly RefusalData[] {
  return [
    ...(gallery ? [] : short(usages.gallery, { name: 'Gallery', needed: 1 }, 'Or name a gallery that exists.')),
    ...(definition ? [] : short(usages.gallery, { name: 'GalleryImage', needed: 1 }, 'Or delete a definition.')),
    ...short(usages.gallery, { name: 'GalleryImageVersion', needed: 1 }, 'Or delete old versions.'),
  ];
}

function short(
  usages: readonly Usage[],
  { name, needed }: { name: string; needed: number },
  otherwise: string,
): readonly RefusalData[] {
  const usage = usages.find(one => one.name.toLowerCase() === name.toLowerCase());
  if (!usage || usage.used + needed <= usage.limit) return [];
  return [
    {
      code: 'quota-short',
      reason: `${usage.label}: ${usage.used} of ${usage.limit} are in use, and this takes ${needed} more.`,
      remedy: `Free some, or ask for a higher quota in the portal under Quotas. ${otherwise}`,
    },
  ];
}
