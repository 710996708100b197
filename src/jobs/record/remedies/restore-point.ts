import type { Remedy } from './remedy.ts';

const steps = ['take-restore-point'] as const;

/** What stands in the way of a restore point, and of nothing else. */
export const restorePointRemedies = [
  {
    cause: 'restore-points-full',
    codes: ['VMRestorePointClientError'],
    steps,
    says: /maximum allowed snapshot limit/i,
  },
  {
    cause: 'shared-disk',
    codes: ['VMRestorePointClientError', 'OperationNotAllowed'],
    steps,
    says: /shared disks?\b/i,
  },
  {
    cause: 'disk-not-attached',
    codes: ['VMRestorePointClientError', 'OperationNotAllowed'],
    steps,
    says: /disk\(s\) have not been allocated successfully/i,
  },
  { cause: 'restore-point-key', codes: ['DiskRestorePointClientError'], says: /key ?vault/i },
  { cause: 'restore-point-failed', codes: ['VMRestorePointClientError'], steps },
] as const satisfies readonly Remedy[];
