import { cloneFit } from './checks/clone-fit.ts';
import { definitionFits } from './checks/definition-fits.ts';
import { unlocked } from './checks/locks.ts';
import { mayDoAll } from './checks/permissions.ts';
import { publisherAccess } from './checks/publisher-access.ts';
import { roomFor } from './checks/quota.ts';
import { secondThoughts } from './checks/second-thoughts.ts';
import { tenantMatches } from './checks/tenant-matches.ts';
import { versionFree } from './checks/version-free.ts';
import { vmFit, vmFound } from './checks/vm-fit.ts';
import type { Step } from './step.ts';
import { checkGuest } from './steps/check-guest.ts';
import { copyDisks, createGroup, takeRestorePoint, takeSnapshots } from './steps/copy-disks.ts';
import { createClone, isolateClone } from './steps/create-clone.ts';
import { createDefinition, createGallery } from './steps/create-gallery.ts';
import { createVersion } from './steps/create-version.ts';
import { deleteFailedVersion } from './steps/delete-failed-version.ts';
import { grantPublisher } from './steps/grant-publisher.ts';
import { deprovisionGuest, sysprepGuest } from './steps/guest.ts';
import { startSource, stopSource } from './steps/source-power.ts';
import { deallocateVm, generalizeVm } from './steps/stop-vm.ts';

/**
 * The procedure, in the order of docs/procedure.md and in the order it runs: planning walks the checks, the capture walks them
 * again and then the acts. How long each takes as a rule is from recorded calls of azure-cli and the .NET SDK: disks and snapshots take seconds,
 * deallocate 18 s (at most 5 min), a version in one region 7 min at the median; users of Packer, Terraform and Ansible report 15 to 60 min and
 * more for a version, and Sysprep is given 10 min by Microsoft's own end-to-end tests. Names are stored with every capture: rename one as carefully as a column.
 */
export const procedure = [
  vmFound,
  vmFit,
  cloneFit,
  secondThoughts,
  tenantMatches,
  definitionFits,
  versionFree,
  publisherAccess,
  mayDoAll,
  unlocked,
  roomFor,

  createGroup,
  stopSource,
  takeSnapshots,
  takeRestorePoint,
  startSource,
  copyDisks,
  isolateClone,
  createClone,

  checkGuest,
  deprovisionGuest,
  sysprepGuest,
  deallocateVm,
  generalizeVm,
  createGallery,
  createDefinition,
  deleteFailedVersion,
  createVersion,
  grantPublisher,
] as const satisfies readonly Step[];

export const checks = procedure.filter(step => step.kind === 'check');
export const acts = procedure.filter(step => step.kind === 'act');
