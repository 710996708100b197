import { copySteps, guestSteps, type Remedy, sourceSteps } from './remedy.ts';

const notThere = [
  'NotFound',
  'ResourceNotFound',
  'ParentResourceNotFound',
  'ResourceGroupNotFound',
  'ResourceGroupBeingDeleted',
  'GalleryNotFound',
  'InvalidResourceReference',
  'NetworkInterfaceNotFound',
  'SubnetNotFound',
  'NetcfgInvalidSubnet',
  'VMNotFound',
  'Http404',
] as const;

/** What the plan counts on and that is gone, told by the step that missed it. */
export const missingRemedies = [
  { cause: 'copy-group-gone', codes: ['ResourceGroupNotFound', 'ResourceGroupBeingDeleted'], steps: copySteps },
  { cause: 'source-gone', codes: notThere, steps: sourceSteps },
  { cause: 'part-of-copy-gone', codes: notThere, steps: copySteps },
  { cause: 'captured-gone', codes: notThere, steps: [...guestSteps, 'deallocate-vm', 'generalize-vm'] },
  {
    cause: 'gallery-group-gone',
    codes: ['ResourceGroupNotFound', 'ResourceGroupBeingDeleted'],
    steps: ['create-gallery'],
  },
  {
    cause: 'gallery-gone',
    codes: ['ParentResourceNotFound', 'ResourceGroupNotFound', 'GalleryNotFound'],
    steps: ['create-definition', 'create-version', 'delete-failed-version', 'grant-publisher'],
  },
  {
    cause: 'gallery-or-source-gone',
    codes: notThere,
    steps: ['create-definition', 'create-version', 'delete-failed-version', 'grant-publisher'],
  },
  { cause: 'planned-part-gone', codes: notThere },
] as const satisfies readonly Remedy[];
