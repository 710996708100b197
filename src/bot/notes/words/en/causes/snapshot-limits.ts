import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import type { Causes } from './cause.ts';

/** How many snapshots and restore points Azure keeps, and how fast it takes them. */
export const snapshotLimitsCauses = {
  'snapshots-too-fast': {
    means: ({ vm }) => `Snapshots of a disk of ${vm} come faster than Azure takes them.`,
    remedy: 'Wait five minutes, then press Retry.',
  },
  'disk-snapshots-full': {
    means: ({ vm }: Here) => `A disk of ${vm} has as many snapshots as Azure allows.`,
    remedy:
      'Delete old snapshots of that disk, then press Retry. Or abandon this capture and ask again with consistency=restore-point, which takes no snapshots.',
  },
  'vm-restore-points-full': {
    means: ({ vm }) => `${vm} has as many restore points as Azure allows.`,
    remedy: ({ vm }) =>
      `Delete old restore points of ${vm}, then press Retry. Or abandon this capture and ask again without consistency=restore-point: I take snapshots then.`,
  },
} as const satisfies Causes;
