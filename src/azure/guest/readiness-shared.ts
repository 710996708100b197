import type { Rule } from './readiness-rule.ts';
import { sources } from './readiness-sources.ts';

/** What both systems are asked. */
export const sharedRules: readonly Rule[] = [
  {
    code: '64-bit',
    level: 'must',
    title: '64-bit system',
    why: 'Azure certifies 64-bit systems only.',
    mend: 'Build the VM again from a 64-bit image.',
    source: sources.certification,
  },
  {
    code: 'free-space',
    level: 'should',
    title: 'Free space on the OS disk',
    why: 'A VM made from the image needs room for its first start, its logs and the agent.',
    mend: 'Remove what nobody needs, or give the OS disk more room.',
    source: sources.certification,
  },
  {
    code: 'unchecked',
    level: 'should',
    title: 'Every check was carried out',
    why: 'This could not be looked at, so it may be so or not.',
    mend: 'Look at it by hand.',
    source: sources.certification,
  },
];

/** What is read from Azure, without the guest. */
export const diskRules: readonly Rule[] = [
  {
    code: 'os-disk-size',
    level: 'must',
    title: 'Size of the OS disk',
    why: 'The OS disk of a Linux image has 1 to 1023 GB, that of a Windows image 30 to 250 GB; more needs an exception from Partner Center support.',
    mend: 'Move to a smaller OS disk, or ask Partner Center support for an exception.',
    source: sources.certification,
  },
  {
    code: 'os-disk-recommended',
    level: 'should',
    title: 'Recommended size of the OS disk',
    why: 'An OS disk of 30 to 50 GB is recommended: a larger one costs every customer more, and replicates longer.',
    mend: 'Use an OS disk of 30 to 50 GB where the system fits.',
    source: sources.certification,
  },
  {
    code: 'data-disk-size',
    level: 'must',
    title: 'Size of the data disks',
    why: 'A data disk of more than 1023 GB is not approved.',
    mend: 'Spread the data over disks of at most 1023 GB: az vm disk detach, az disk create',
    source: sources.certification,
  },
  {
    code: 'data-disk-count',
    level: 'must',
    title: 'Number of data disks',
    why: 'A plan takes at most 16 data disks, and every image of a plan has as many as the others.',
    mend: 'Detach data disks: az vm disk detach',
    source: sources.technical,
  },
  {
    code: 'data-disk-luns',
    level: 'must',
    title: 'LUNs of the data disks',
    why: 'Data disks are numbered 0, 1, 2 and so on without a gap; any other order is refused as a mapping issue.',
    mend: 'Attach them again in order: az vm disk detach, az vm disk attach --lun',
    source: sources.certification,
  },
];
