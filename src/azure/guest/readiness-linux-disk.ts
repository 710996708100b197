import type { Rule } from './readiness-rule.ts';
import { sources } from './readiness-sources.ts';

/** What linux-checks.sh looks at on the OS disk. */
export const osDiskRules: readonly Rule[] = [
  {
    code: 'swap-on-os-disk',
    level: 'must',
    title: 'No swap on the OS disk',
    why: 'Swap on the OS disk is refused (policy 200.3.3): it uses up the IOPS of the disk.',
    mend: 'swapoff -a, take its line out of /etc/fstab and remove it; let the agent make one on the resource disk: ResourceDisk.EnableSwap=y',
    source: sources.certification,
  },
  {
    code: 'state-disk',
    level: 'must',
    title: "The agent's state is on the OS disk",
    why: 'A capture deletes nothing on another file system, so it deprovisions no VM that keeps /var/lib/waagent on one.',
    mend: 'Move what is on it to the OS disk, take its line out of /etc/fstab, and restart',
    source: sources.waagent,
  },
  {
    code: 'root-partition',
    level: 'should',
    title: 'A single root partition',
    why: 'A single root partition on the OS disk is recommended.',
    mend: 'Move what is on other partitions into the root partition.',
    source: sources.certification,
  },
  {
    code: 'lvm-on-os-disk',
    level: 'should',
    title: 'No LVM on the OS disk',
    why: 'With LVM the names of volumes clash when the disk is attached to a VM of the same image.',
    mend: 'Use plain partitions for the OS disk.',
    source: sources.linux,
  },
  {
    code: 'first-megabyte',
    level: 'must',
    title: 'The first megabyte of the OS disk is free',
    why: 'Azure writes to the first 2048 sectors of the OS disk; without a billing tag from an approved base, publishing fails.',
    mend: 'Lay the partitions anew with the first one at sector 2048, or build on an approved base image.',
    source: sources.certification,
  },
];
