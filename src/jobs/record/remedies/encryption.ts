import { copySteps, type Remedy } from './remedy.ts';

const keySet = /Microsoft\.Compute\/diskEncryptionSets\/|\bdisk encryption sets?\b/i;

/** The key of a customer that disks are encrypted with, and the disk encryption set that names it. */
export const encryptionRemedies = [
  {
    cause: 'encryption-set-not-found',
    codes: ['NotFound', 'ResourceNotFound', 'InvalidResourceReference', 'DiskEncryptionSetNotFound', 'Http404'],
    quotes: keySet,
  },
  {
    cause: 'key-unavailable',
    codes: [
      'KeyVaultAccessForbidden',
      'DiskEncryptionSetNotFound',
      'KeyVaultKeyNotFound',
      'KeyVaultKeyDisabled',
      'KeyVaultSecretDoesNotExist',
      'KeyVaultNotFound',
      'ObjectIsDeletedButRecoverable',
    ],
  },
  {
    cause: 'key-unusable-for-copy',
    codes: ['BadRequest', 'InvalidParameter', 'OperationNotAllowed', 'Conflict'],
    steps: copySteps,
    quotes: keySet,
  },
] as const satisfies readonly Remedy[];
