import { copySteps, type Remedy, thenRetry } from './remedy.ts';

const keySet = /Microsoft\.Compute\/diskEncryptionSets\/|\bdisk encryption sets?\b/i;
const putRight = thenRetry('Have the key, its vault and the disk encryption set put right');

/** The key of a customer that disks are encrypted with, and the disk encryption set that names it. */
export const encryptionRemedies: readonly Remedy[] = [
  {
    codes: ['NotFound', 'ResourceNotFound', 'InvalidResourceReference', 'DiskEncryptionSetNotFound', 'Http404'],
    quotes: keySet,
    means: ({ vm }) => `Azure does not find the disk encryption set that a disk of ${vm} is encrypted with.`,
    remedy: putRight,
  },
  {
    codes: [
      'KeyVaultAccessForbidden',
      'DiskEncryptionSetNotFound',
      'KeyVaultKeyNotFound',
      'KeyVaultKeyDisabled',
      'KeyVaultSecretDoesNotExist',
      'KeyVaultNotFound',
      'ObjectIsDeletedButRecoverable',
    ],
    means: 'The disks are encrypted with a key of yours that is not to be had.',
    remedy: putRight,
  },
  {
    codes: ['BadRequest', 'InvalidParameter', 'OperationNotAllowed', 'Conflict'],
    steps: copySteps,
    quotes: keySet,
    means: ({ vm }) => `Azure cannot use the key that the disks of ${vm} are encrypted with for its copy.`,
    remedy: putRight,
  },
];
