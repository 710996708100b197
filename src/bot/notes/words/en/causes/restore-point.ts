import type { Causes } from './cause.ts';

const bySnapshots = 'Abandon this capture and ask again without consistency=restore-point: I take snapshots then.';

/** What stands in the way of a restore point, and of nothing else. */
export const restorePointCauses = {
  'restore-points-full': {
    means: ({ vm }) => `A disk of ${vm} has as many snapshots and restore points as Azure allows.`,
    remedy: ({ vm }) => `Delete old restore points of ${vm} and snapshots of its disks, then press Retry.`,
  },
  'shared-disk': {
    means: ({ vm }) => `${vm} shares a disk with another VM, and Azure takes no restore point of such a disk.`,
    remedy: bySnapshots,
  },
  'disk-not-attached': {
    means: ({ vm }) => `Azure could not attach a disk of ${vm} in order, and takes no restore point of it.`,
    remedy: ({ vm }) => `Have that disk of ${vm} detached and attached again, then press Retry. Or: ${bySnapshots}`,
  },
  'restore-point-key': {
    means: 'The disks are encrypted with a key of yours that is not to be had.',
    remedy: 'Have the key, its vault and the disk encryption set put right, then press Retry.',
  },
  'restore-point-failed': {
    means: ({ vm }) => `Azure could not take a restore point of ${vm}.`,
    remedy: `Wait a few minutes, then press Retry. If it comes to the same: ${bySnapshots.charAt(0).toLowerCase()}${bySnapshots.slice(1)}`,
  },
} as const satisfies Causes;
