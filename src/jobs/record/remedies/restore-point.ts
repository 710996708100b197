import type { Remedy } from './remedy.ts';

const steps = ['take-restore-point'] as const;
const bySnapshots = 'Abandon this capture and ask again without consistency=restore-point: I take snapshots then.';

/** What stands in the way of a restore point, and of nothing else. */
export const restorePointRemedies: readonly Remedy[] = [
  {
    codes: ['VMRestorePointClientError'],
    steps,
    says: /maximum allowed snapshot limit/i,
    means: ({ vm }) => `A disk of ${vm} has as many snapshots and restore points as Azure allows.`,
    remedy: ({ vm }) => `Delete old restore points of ${vm} and snapshots of its disks, then press Retry.`,
  },
  {
    codes: ['VMRestorePointClientError', 'OperationNotAllowed'],
    steps,
    says: /shared disks?\b/i,
    means: ({ vm }) => `${vm} shares a disk with another VM, and Azure takes no restore point of such a disk.`,
    remedy: bySnapshots,
  },
  {
    codes: ['VMRestorePointClientError', 'OperationNotAllowed'],
    steps,
    says: /disk\(s\) have not been allocated successfully/i,
    means: ({ vm }) => `Azure could not attach a disk of ${vm} in order, and takes no restore point of it.`,
    remedy: ({ vm }) => `Have that disk of ${vm} detached and attached again, then press Retry. Or: ${bySnapshots}`,
  },
  {
    codes: ['DiskRestorePointClientError'],
    says: /key ?vault/i,
    means: 'The disks are encrypted with a key of yours that is not to be had.',
    remedy: 'Have the key, its vault and the disk encryption set put right, then press Retry.',
  },
  {
    codes: ['VMRestorePointClientError'],
    steps,
    means: ({ vm }) => `Azure could not take a restore point of ${vm}.`,
    remedy: `Wait a few minutes, then press Retry. If it comes to the same: ${bySnapshots.charAt(0).toLowerCase()}${bySnapshots.slice(1)}`,
  },
];
