import { describe, expect, test } from 'vitest';
import { remedyFor } from '../../../support/words.ts';

const vm = '/subscriptions/2/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-02';
const version = 'create-version';

type Case = readonly [message: string, means: RegExp, remedy: RegExp, step?: string, code?: string];

/** Microsoft's page on troubles with galleries, as it quotes Azure: at which step it comes, and what it must say. */
const cases: readonly Case[] = [
  [
    `Cannot create Gallery Image Version from: ${vm} since the OS State in the parent gallery image (Generalized) is not Specialized`,
    /not marked as generalized/,
    /^Press Retry/,
  ],
  [
    "Changing property 'galleryImageVersion.properties.storageProfile.osDiskImage.source.id' is not allowed.",
    /^A version of that number is there already, and is made of something else/,
    /leave the version out/,
    version,
    'PropertyChangeNotAllowed',
  ],
  [
    "Changing property 'galleryImage.properties.hyperVGeneration' is not allowed.",
    /^The definition exists and cannot be changed/,
    /another definition/,
    'create-definition',
    'PropertyChangeNotAllowed',
  ],
  [
    "Replication failed in this region due to 'The GalleryImageVersion source resource size 2520 exceeds the max size 2048 supported.'",
    /^A disk is larger than a gallery takes/,
    /detach or shrink that disk/,
  ],
  [
    `Source virtual machine ${vm} cannot contain an ephemeral OS disk`,
    /^An ephemeral OS disk/,
    /a VM that has a managed OS disk/,
  ],
  [`Source virtual machine ${vm} must be created from Managed Disks`, /no unmanaged disks/, /az vm convert/],
  ['EndOfLifeDate must be set to a future date.', /not in the future any more/, /a later end-of-life/],
  [
    "The resource golden/web already exists in location 'westeurope' in resource group 'rg-images'. A resource with the same name cannot be created in location 'northeurope'.",
    /in another region already/,
    /^Abandon this capture/,
    'create-definition',
    'InvalidResourceLocation',
  ],
  [
    "The resource name 'login' or a part of the name is a trademarked or reserved word.",
    /keeps that name/,
    /another name for the gallery or the definition/,
    'create-gallery',
    'ReservedResourceName',
  ],
  [
    "The provided location 'brazilsouth' is not available for resource type 'Microsoft.Compute/galleries'.",
    /region is not open/,
    /without that region/,
    'create-gallery',
    'LocationNotAvailableForResourceType',
  ],
  [
    `Source ${vm} is not found. Please check source exists, and is in the same region as gallery image version being created`,
    /is not there, or not in the region of the version/,
    /ask for a new one/,
  ],
  [
    "The disk encryption set 'x' must be in the same subscription '2' as the gallery resource",
    /a key that the gallery cannot use/,
    /the region and the subscription of the key alone/,
  ],
  [
    'Deletion of Gallery image version is not allowed because the image is enabled for blockDeletionBeforeEndOfLife',
    /may not be deleted before its end of life/,
    /another version/,
    'delete-failed-version',
    'DeleteGalleryImageVersionBlockedBeforeEndOfLife',
  ],
];

describe.each([true, false])('what a gallery refuses leads on (of a copy: %s):', clone => {
  test.each(cases.map(one => ({ said: one[0], one })))('$said', ({ one }) => {
    const [message, means, remedy, step = version, code = 'InvalidParameter'] = one;
    const told = remedyFor({ code, message, inner: [] }, { step, clone, vm: 'web-02' });
    expect(told.reason).toMatch(means);
    expect(told.remedy).toMatch(remedy);
  });
});
