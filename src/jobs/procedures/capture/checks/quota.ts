import { isCloned, mayInPlace } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import { checkReason } from '../check-reasons.ts';
import type { Check } from '../step.ts';
import type { Survey } from '../survey.ts';
import { foreseenProblems } from './foreseen.ts';
import { short } from './short.ts';

/** The subscription has room for the copy while it lives, and for what is to be made in the gallery. */
export const roomFor: Check = {
  kind: 'check',
  name: 'quota',
  evaluate: survey => [
    ...(isCloned(survey.request, survey.settings, survey.vm)
      ? [...roomForCopy(survey), ...foreseenProblems(survey)]
      : []),
    ...roomInGallery(survey),
  ],
};

function roomForCopy({ vm, request, settings, preflight: { size, usages } }: Survey): readonly RefusalData[] {
  const inPlace = mayInPlace(settings);
  const orElse = { orElse: 'copy', inPlace } as const;
  if (!size) return [checkReason('size-unknown', { vm: vm.name, size: vm.size, location: vm.location, inPlace })];
  const [zone] = vm.zones;
  if (size.restriction !== null || (zone !== undefined && !size.zones.includes(zone)))
    return [
      checkReason('size-restricted', {
        ...{ vm: vm.name, size: size.name, location: vm.location, inPlace },
        ...{ zone, restriction: size.restriction ?? undefined },
      }),
    ];
  return [
    ...short(usages.vm, { name: 'cores', needed: size.vcpus }, orElse),
    ...short(usages.vm, { name: size.family, needed: size.vcpus }, orElse),
    ...short(usages.vm, { name: 'virtualMachines', needed: 1 }, orElse),
    ...((request.consistency ?? settings.consistency) === 'restore-point'
      ? []
      : short(usages.vm, { name: 'StandardSnapshotCount', needed: 1 + vm.dataDisks.length }, orElse)),
    ...Object.entries(diskUsages).flatMap(([storage, name]) =>
      short(usages.vm, { name, needed: disksOf(vm, storage) }, orElse),
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

function roomInGallery({ gallery, definition, preflight: { usages } }: Survey): readonly RefusalData[] {
  return [
    ...(gallery ? [] : short(usages.gallery, { name: 'Gallery', needed: 1 }, { orElse: 'gallery' })),
    ...(definition ? [] : short(usages.gallery, { name: 'GalleryImage', needed: 1 }, { orElse: 'definition' })),
    ...short(usages.gallery, { name: 'GalleryImageVersion', needed: 1 }, { orElse: 'version' }),
  ];
}
