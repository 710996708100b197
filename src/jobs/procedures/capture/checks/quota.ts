import { isCloned, orInPlace } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';
import { foreseenProblems } from './foreseen.ts';
import { short } from './short.ts';

/** The subscription has room for the copy while it lives, and for what is to be made in the gallery. */
export const roomFor: Check = {
  kind: 'check',
  name: 'quota',
  title: 'There is room for what is made',
  evaluate: survey => [
    ...(isCloned(survey.request, survey.settings, survey.vm)
      ? [...roomForCopy(survey), ...foreseenProblems(survey)]
      : []),
    ...roomInGallery(survey),
  ],
};

function roomForCopy({ vm, request, settings, ground: { size, usages } }: Survey): readonly RefusalData[] {
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
    ...short(usages.vm, { name: 'virtualMachines', needed: 1 }, inPlace),
    ...((request.consistency ?? settings.consistency) === 'restore-point'
      ? []
      : short(usages.vm, { name: 'StandardSnapshotCount', needed: 1 + vm.dataDisks.length }, inPlace)),
    ...Object.entries(diskUsages).flatMap(([storage, name]) =>
      short(usages.vm, { name, needed: disksOf(vm, storage) }, inPlace),
    ),
  ];
}

/** What Azure counts disks by, for each kind of them. */
const diskUsages = {
  Standard_LRS: 'StandardDiskCount',
  StandardSSD_LRS: 'StandardSSDDiskCount',
  StandardSSD_ZRS: 'StandardSSDZRSDiskCount',
  Premium_LRS: 'PremiumDiskCount',
  Premium_ZRS: 'PremiumZRSDiskCount',
} as const;

const disksOf = ({ osDisk, dataDisks }: Survey['vm'], storage: string): number =>
  [osDisk, ...dataDisks].filter(disk => (disk.storage ?? 'Standard_LRS') === storage).length;

function roomInGallery({ gallery, definition, ground: { usages } }: Survey): readonly RefusalData[] {
  return [
    ...(gallery ? [] : short(usages.gallery, { name: 'Gallery', needed: 1 }, 'Or name a gallery that exists.')),
    ...(definition ? [] : short(usages.gallery, { name: 'GalleryImage', needed: 1 }, 'Or delete a definition.')),
    ...short(usages.gallery, { name: 'GalleryImageVersion', needed: 1 }, 'Or delete old versions.'),
  ];
}
