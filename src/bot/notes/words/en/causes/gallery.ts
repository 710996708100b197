import { anew, type Causes } from './cause.ts';

const anotherDefinition = anew('ask again with another definition: definition=newname makes one that fits');

/** Gallery, definition, version, and how they agree with their source. */
export const galleryCauses = {
  'other-generation': { means: 'The definition is for another generation than the VM has.', remedy: anotherDefinition },
  'not-generalized': {
    means: 'What the version is made from is not marked as generalized, but the definition wants generalized images.',
    remedy: 'Press Retry: I look again whether it is.',
  },
  'other-os': { means: 'The definition is for another operating system.', remedy: anotherDefinition },
  'other-purchase-plan': {
    means: 'The definition has another purchase plan than the VM.',
    remedy: anew('ask again with another definition: definition=newname makes one with the VM’s plan'),
  },
  'definition-launch-supported': {
    means: 'A VM cannot be captured into a definition for TrustedLaunchSupported.',
    remedy: anotherDefinition,
  },
  'other-disk-controller': {
    means: 'The disk controller does not fit: the VM’s size and the definition name different ones.',
    remedy: anotherDefinition,
  },
  'version-of-other-source': {
    means: 'A version of that number is there already, and is made of something else.',
    remedy: anew('ask again, and leave the version out: I take the next one'),
  },
  'definition-fixed': { means: 'The definition exists and cannot be changed in this way.', remedy: anotherDefinition },
  'identifier-taken': {
    means: 'Another definition of the gallery has the same publisher, offer and sku.',
    remedy: anew('ask again with another name for the definition, from which I make the sku'),
  },
  'gallery-name-taken': {
    means: 'Another gallery of that name is in this subscription.',
    remedy: anew('ask again: I then find that gallery by its name'),
  },
  'own-region-missing': {
    means: 'The VM’s own region is missing from the target regions.',
    remedy: anew('ask for a new one: I add that region by myself'),
  },
  'source-not-there': {
    means: 'What the version is made from is not there, or not in the region of the version.',
    remedy: anew('ask for a new one'),
  },
  'no-zones-there': {
    means: 'A region has no availability zones, which Standard_ZRS needs.',
    remedy: anew('ask again with storage=Standard_LRS or without that region'),
  },
  'disk-too-large': {
    means: 'A disk is larger than a gallery takes.',
    remedy: anew('detach or shrink that disk of the VM, and ask again'),
  },
  'ephemeral-disk': {
    means: 'An ephemeral OS disk cannot be captured.',
    remedy: anew('ask again for a VM that has a managed OS disk'),
  },
  'unmanaged-disks': {
    means: 'A gallery takes no unmanaged disks.',
    remedy: anew('have the disks converted (az vm convert), and ask again'),
  },
  'end-of-life-passed': {
    means: 'The end of life that you asked for is not in the future any more.',
    remedy: anew('ask again with a later end-of-life'),
  },
  'in-other-region': {
    means: 'Something of that name is in another region already: somebody has made it since.',
    remedy: anew('ask again: I use what is there, or say why it does not fit'),
  },
  'name-reserved': {
    means: 'Azure keeps that name, or a word in it, for itself.',
    remedy: anew('ask again with another name for the gallery or the definition'),
  },
  'ultra-disk': {
    means: 'An Ultra disk cannot be captured.',
    remedy: anew('detach that disk of the VM, and ask again'),
  },
  'replication-failed': {
    means: 'Azure could not copy the version to every region.',
    remedy:
      'Press Retry: I delete the failed version and make it again. If one region fails again, abandon this capture and leave that region out.',
  },
  'version-snapshot-stumbled': {
    means: 'Azure stumbled over the version’s snapshot.',
    remedy: 'Press Retry: I delete the failed version and make it again.',
  },
  'too-many-images': {
    means: 'Too many images are being made from this source at once.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  'key-unusable-in-gallery': {
    means: 'The disks are encrypted with a key that the gallery cannot use.',
    remedy: anew('ask again with the version in the region and the subscription of the key alone'),
  },
  'blocked-before-end-of-life': {
    means: 'The version may not be deleted before its end of life.',
    remedy: anew('ask again with another version'),
  },
  'version-not-in-region': {
    means: 'The version has not reached that region yet.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  'version-there-already': {
    means: 'A version of that number is there already: somebody has made it since.',
    remedy: anew('ask again, and leave the version out: I take the next one'),
  },
  'gallery-there-already': {
    means: 'Something of that name is there already: somebody has made it since.',
    remedy: anew('ask again: I use what is there, or say why it does not fit'),
  },
} as const satisfies Causes;
