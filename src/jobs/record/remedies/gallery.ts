import { anew, gallerySteps, type Remedy } from './remedy.ts';

const anotherDefinition = anew('ask again with another definition: definition=newname makes one that fits');

/** Gallery, definition, version, and how they agree with their source. */
export const galleryRemedies: readonly Remedy[] = [
  {
    says: /different Hypervisor generation/i,
    means: 'The definition is for another generation than the VM has.',
    remedy: anotherDefinition,
  },
  {
    says: /different OS state|OS State in the parent gallery image|requires the Virtual Machine to be Generalized|because the VM is not generalized/i,
    means: 'What the version is made from is not marked as generalized, but the definition wants generalized images.',
    remedy: 'Press Retry: I look again whether it is.',
  },
  {
    says: /different OS type/i,
    means: 'The definition is for another operating system.',
    remedy: anotherDefinition,
  },
  {
    says: /different plan/i,
    means: 'The definition has another purchase plan than the VM.',
    remedy: anew('ask again with another definition: definition=newname makes one with the VM’s plan'),
  },
  {
    codes: ['InvalidParameter', 'Conflict', 'BadRequest'],
    says: /security type\b.* not supported for the source/i,
    means: 'A VM cannot be captured into a definition for TrustedLaunchSupported.',
    remedy: anotherDefinition,
  },
  {
    says: /cannot boot with OS image or disk/i,
    means: 'The disk controller does not fit: the VM’s size and the definition name different ones.',
    remedy: anotherDefinition,
  },
  {
    steps: ['create-version'],
    quotes: /Changing property '?gallery(?:Image|Artifact)Version\./i,
    means: 'A version of that number is there already, and is made of something else.',
    remedy: anew('ask again, and leave the version out: I take the next one'),
  },
  {
    codes: ['PropertyChangeNotAllowed'],
    steps: gallerySteps,
    means: 'The definition exists and cannot be changed in this way.',
    remedy: anotherDefinition,
  },
  {
    says: /publisher, offer, sku combination/i,
    means: 'Another definition of the gallery has the same publisher, offer and sku.',
    remedy: anew('ask again with another name for the definition, from which I make the sku'),
  },
  {
    says: /not unique within the subscription/i,
    means: 'Another gallery of that name is in this subscription.',
    remedy: anew('ask again: I then find that gallery by its name'),
  },
  {
    says: /must contain the location/i,
    means: 'The VM’s own region is missing from the target regions.',
    remedy: anew('ask for a new one: I add that region by myself'),
  },
  {
    steps: gallerySteps,
    says: /not found\b.*same region|is not found in the .*region/i,
    means: 'What the version is made from is not there, or not in the region of the version.',
    remedy: anew('ask for a new one'),
  },
  {
    says: /ZRS storage account type is not supported/i,
    means: 'A region has no availability zones, which Standard_ZRS needs.',
    remedy: anew('ask again with storage=Standard_LRS or without that region'),
  },
  {
    steps: gallerySteps,
    quotes: /exceeds the max size|source resource size \d+ exceeds/i,
    means: 'A disk is larger than a gallery takes.',
    remedy: anew('detach or shrink that disk of the VM, and ask again'),
  },
  {
    says: /cannot contain an ephemeral OS disk/i,
    means: 'An ephemeral OS disk cannot be captured.',
    remedy: anew('ask again for a VM that has a managed OS disk'),
  },
  {
    says: /must be created from Managed Disks/i,
    means: 'A gallery takes no unmanaged disks.',
    remedy: anew('have the disks converted (az vm convert), and ask again'),
  },
  {
    says: /EndOfLifeDate must be set to a future date/i,
    means: 'The end of life that you asked for is not in the future any more.',
    remedy: anew('ask again with a later end-of-life'),
  },
  {
    codes: ['InvalidResourceLocation'],
    steps: gallerySteps,
    means: 'Something of that name is in another region already: somebody has made it since.',
    remedy: anew('ask again: I use what is there, or say why it does not fit'),
  },
  {
    codes: ['ReservedResourceName'],
    means: 'Azure keeps that name, or a word in it, for itself.',
    remedy: anew('ask again with another name for the gallery or the definition'),
  },
  {
    says: /UltraSSD/i,
    means: 'An Ultra disk cannot be captured.',
    remedy: anew('detach that disk of the VM, and ask again'),
  },
  {
    says: /Gallery replication jobs failed/i,
    means: 'Azure could not copy the version to every region.',
    remedy:
      'Press Retry: I delete the failed version and make it again. If one region fails again, abandon this capture and leave that region out.',
  },
  {
    codes: ['InvalidBeginGetAccessForGalleryImageVersionSnapshotResponseFromPIR'],
    means: 'Azure stumbled over the version’s snapshot.',
    remedy: 'Press Retry: I delete the failed version and make it again.',
  },
  {
    says: /Too many requests on source/i,
    means: 'Too many images are being made from this source at once.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  {
    steps: gallerySteps,
    says: /encrypted source|disk encryption set/i,
    means: 'The disks are encrypted with a key that the gallery cannot use.',
    remedy: anew('ask again with the version in the region and the subscription of the key alone'),
  },
  {
    codes: ['DeleteGalleryImageVersionBlockedBeforeEndOfLife'],
    means: 'The version may not be deleted before its end of life.',
    remedy: anew('ask again with another version'),
  },
  {
    codes: ['GalleryImageNotFound'],
    means: 'The version has not reached that region yet.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  {
    codes: ['GalleryImageVersionAlreadyExists'],
    means: 'A version of that number is there already: somebody has made it since.',
    remedy: anew('ask again, and leave the version out: I take the next one'),
  },
  {
    codes: ['GalleryImageAlreadyExists', 'GalleryAlreadyExists'],
    means: 'Something of that name is there already: somebody has made it since.',
    remedy: anew('ask again: I use what is there, or say why it does not fit'),
  },
];
