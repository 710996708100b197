import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import type { Causes } from './cause.ts';

const giveUp = ({ clone, vm }: Here): string =>
  clone
    ? `Abandon this capture and ask for a new one: ${vm} itself is untouched.`
    : `Abandon this capture: soon there is no ${vm} to capture.`;

/** What is being deleted, detached, moved or used by somebody else at that moment. */
export const stateCauses = {
  'old-restore-point-going': {
    means: 'The restore point of an earlier try is still being deleted.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  'source-being-deleted': {
    means: ({ vm }) => `${vm} or a disk of it is being deleted: somebody has asked for that.`,
    remedy: 'Abandon this capture: there is nothing left to copy.',
  },
  'vm-being-deleted': {
    means: ({ clone, vm }) => `${clone ? `The copy of ${vm}` : vm} is being deleted: somebody has asked for that.`,
    remedy: giveUp,
  },
  'part-being-deleted': {
    means: 'Something of the copy is still being deleted.',
    remedy: ({ vm }) =>
      `Wait a few minutes, then press Retry: I make it again. If it comes to the same, abandon this capture and ask for a new one: ${vm} itself is untouched.`,
  },
  'gallery-being-deleted': {
    means: 'The gallery, the definition or the version is being deleted.',
    remedy: ({ clone, vm }) =>
      `Abandon this capture${clone ? `, which leaves ${vm} as it is` : ''}; ask again with another version, or once it is deleted.`,
  },
  'disk-being-detached': {
    means: 'A disk of the copy is still being detached from the VM of an earlier try.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  'disk-taken': {
    means: 'A disk of the copy is attached to another VM: somebody has taken it.',
    remedy: ({ vm }) =>
      `Have it detached there, then press Retry; or abandon this capture and ask for a new one: ${vm} itself is untouched.`,
  },
  'being-moved': {
    means: 'Somebody moves what is in that resource group, and Azure lets nothing be changed in it until then.',
    remedy: 'Wait until that is over, then press Retry.',
  },
  'being-maintained': {
    means: 'Azure maintains what the VM runs on.',
    remedy: 'Wait until that is over, then press Retry.',
  },
  'disk-exported': {
    means: 'Somebody downloads a disk that it is about, or has left that open.',
    remedy: 'Have that ended (az disk revoke-access or az snapshot revoke-access), then press Retry.',
  },
} as const satisfies Causes;
