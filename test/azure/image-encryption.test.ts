import { expect, test } from 'vitest';
import { encryptionOf } from '../../src/azure/image-encryption.ts';
import { aDisk } from '../support/captures.ts';

const osDisk = { ...aDisk('os', 30), managed: true, ephemeral: false };
const set = '/subscriptions/2/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/des';

test('a version of a VM under keys of the platform says nothing of encryption', () => {
  expect(encryptionOf({ osDisk, dataDisks: [{ lun: 0, ...aDisk('data', 64) }] })).toEqual({});
});

test.each([
  ['VMGuestStateOnly', null, { confidentialVMEncryptionType: 'EncryptedVMGuestStateOnlyWithPmk' }],
  ['DiskWithVMGuestState', null, { confidentialVMEncryptionType: 'EncryptedWithPmk' }],
  ['DiskWithVMGuestState', set, { confidentialVMEncryptionType: 'EncryptedWithCmk', secureVMDiskEncryptionSetId: set }],
  ['NonPersistedTPM', null, { confidentialVMEncryptionType: 'NonPersistedTPM' }],
])('one of a confidential VM is encrypted as its OS disk is (%s)', (encryption, encryptionSetId, securityProfile) => {
  const source = { osDisk, dataDisks: [], confidential: { encryption, encryptionSetId } };
  expect(encryptionOf(source)).toEqual({ encryption: { osDiskImage: { securityProfile } } });
});
