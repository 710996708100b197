import { copySteps, gallerySteps, guestSteps, type Remedy, sourceSteps } from './remedy.ts';

const vmSteps = [...guestSteps, 'deallocate-vm', 'generalize-vm'] as const;

/** What is being deleted, detached, moved or used by somebody else at that moment. */
export const stateRemedies = [
  { cause: 'old-restore-point-going', says: /Restore point collection .{0,80}marked for deletion/i },
  { cause: 'source-being-deleted', says: /marked for deletion/i, steps: sourceSteps },
  { cause: 'vm-being-deleted', says: /marked for deletion/i, steps: vmSteps },
  { cause: 'part-being-deleted', says: /marked for deletion/i, steps: copySteps },
  { cause: 'gallery-being-deleted', says: /marked for deletion/i, steps: gallerySteps },
  { cause: 'disk-being-detached', codes: ['AttachDiskWhileBeingDetached'] },
  {
    cause: 'disk-taken',
    codes: ['ConflictingUserInput', 'Conflict', 'OperationNotAllowed'],
    steps: ['create-clone'],
    says: /disk is already owned by VM|disk .{0,40}already attached/i,
  },
  { cause: 'being-moved', codes: ['ResourcesBeingMoved', 'ResourceMoveInProgress'] },
  { cause: 'being-maintained', codes: ['ResourceUpdateBlockedOnPlatformUpdate'] },
  { cause: 'disk-exported', says: /active shared access signature/i },
] as const satisfies readonly Remedy[];
