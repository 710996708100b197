import { type Causes, thenRetry } from './cause.ts';

const putRight = thenRetry('Have the key, its vault and the disk encryption set put right');

/** The key of a customer that disks are encrypted with, and the disk encryption set that names it. */
export const encryptionCauses = {
  'encryption-set-not-found': {
    means: ({ vm }) => `Azure does not find the disk encryption set that a disk of ${vm} is encrypted with.`,
    remedy: putRight,
  },
  'key-unavailable': { means: 'The disks are encrypted with a key of yours that is not to be had.', remedy: putRight },
  'key-unusable-for-copy': {
    means: ({ vm }) => `Azure cannot use the key that the disks of ${vm} are encrypted with for its copy.`,
    remedy: putRight,
  },
} as const satisfies Causes;
