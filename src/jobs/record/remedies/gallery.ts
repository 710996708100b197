import { gallerySteps, type Remedy } from './remedy.ts';

/** Gallery, definition, version, and how they agree with their source. */
export const galleryRemedies = [
  { cause: 'other-generation', says: /different Hypervisor generation/i },
  {
    cause: 'not-generalized',
    says: /different OS state|OS State in the parent gallery image|requires the Virtual Machine to be Generalized|because the VM is not generalized/i,
  },
  { cause: 'other-os', says: /different OS type/i },
  { cause: 'other-purchase-plan', says: /different plan/i },
  {
    cause: 'definition-launch-supported',
    codes: ['InvalidParameter', 'Conflict', 'BadRequest'],
    says: /security type\b.* not supported for the source/i,
  },
  { cause: 'other-disk-controller', says: /cannot boot with OS image or disk/i },
  {
    cause: 'version-of-other-source',
    steps: ['create-version'],
    quotes: /Changing property '?gallery(?:Image|Artifact)Version\./i,
  },
  { cause: 'definition-fixed', codes: ['PropertyChangeNotAllowed'], steps: gallerySteps },
  { cause: 'identifier-taken', says: /publisher, offer, sku combination/i },
  { cause: 'gallery-name-taken', says: /not unique within the subscription/i },
  { cause: 'own-region-missing', says: /must contain the location/i },
  { cause: 'source-not-there', steps: gallerySteps, says: /not found\b.*same region|is not found in the .*region/i },
  { cause: 'no-zones-there', says: /ZRS storage account type is not supported/i },
  { cause: 'disk-too-large', steps: gallerySteps, quotes: /exceeds the max size|source resource size \d+ exceeds/i },
  { cause: 'ephemeral-disk', says: /cannot contain an ephemeral OS disk/i },
  { cause: 'unmanaged-disks', says: /must be created from Managed Disks/i },
  { cause: 'end-of-life-passed', says: /EndOfLifeDate must be set to a future date/i },
  { cause: 'in-other-region', codes: ['InvalidResourceLocation'], steps: gallerySteps },
  { cause: 'name-reserved', codes: ['ReservedResourceName'] },
  { cause: 'ultra-disk', says: /UltraSSD/i },
  { cause: 'replication-failed', says: /Gallery replication jobs failed/i },
  { cause: 'version-snapshot-stumbled', codes: ['InvalidBeginGetAccessForGalleryImageVersionSnapshotResponseFromPIR'] },
  { cause: 'too-many-images', says: /Too many requests on source/i },
  { cause: 'key-unusable-in-gallery', steps: gallerySteps, says: /encrypted source|disk encryption set/i },
  { cause: 'blocked-before-end-of-life', codes: ['DeleteGalleryImageVersionBlockedBeforeEndOfLife'] },
  { cause: 'version-not-in-region', codes: ['GalleryImageNotFound'] },
  { cause: 'version-there-already', codes: ['GalleryImageVersionAlreadyExists'] },
  { cause: 'gallery-there-already', codes: ['GalleryImageAlreadyExists', 'GalleryAlreadyExists'] },
] as const satisfies readonly Remedy[];
