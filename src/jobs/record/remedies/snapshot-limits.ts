import type { Here, Remedy } from './remedy.ts';

const tooManySnapshots = {
  means: ({ vm }: Here) => `A disk of ${vm} has as many snapshots as Azure allows.`,
  remedy:
    'Delete old snapshots of that disk, then press Retry. Or abandon this capture and ask again with consistency=restore-point, which takes no snapshots.',
};

/** How many snapshots and restore points Azure keeps, and how fast it takes them. */
export const snapshotLimitRemedies: readonly Remedy[] = [
  {
    codes: [/^Snapshot(?:Blob)?(?:Operation)?Rate\w*Exceeded$/i, /^IncrementalSnapshotRate\w*$/i],
    means: ({ vm }) => `Snapshots of a disk of ${vm} come faster than Azure takes them.`,
    remedy: 'Wait five minutes, then press Retry.',
  },
  {
    steps: ['take-snapshots'],
    says: /\bsnapshots?\b.{0,80}\b(?:within|in|per|every) (?:the last |a |\d+ )?(?:seconds?|minutes?|hours?)\b|\brate of snapshot/i,
    means: ({ vm }) => `Snapshots of a disk of ${vm} come faster than Azure takes them.`,
    remedy: 'Wait five minutes, then press Retry.',
  },
  { codes: ['SnapshotLimitReached', 'SnapshotsLimitReached', 'SnapshotCountExceeded'], ...tooManySnapshots },
  { says: /snapshot count was exceeded/i, ...tooManySnapshots },
  {
    codes: [
      'OperationNotAllowed',
      'Conflict',
      'BadRequest',
      'InvalidParameter',
      'LimitExceeded',
      /^Snapshot\w*(?:Limit|Count)\w*$/i,
    ],
    steps: ['take-snapshots'],
    says: /\b(?:maximum|max|limit)\b.{0,60}\bsnapshots\b(?!.{0,40}\bquota)|\bsnapshots\b.{0,60}\b(?:maximum|limit)\b/i,
    ...tooManySnapshots,
  },
  {
    codes: [
      'OperationNotAllowed',
      'Conflict',
      'BadRequest',
      'VMRestorePointClientError',
      'LimitExceeded',
      /^RestorePoint\w*(?:Limit|Count)\w*$/i,
    ],
    steps: ['take-restore-point'],
    says: /\b(?:maximum|max|limit)\b.{0,60}\brestore points\b|\brestore points\b.{0,60}\b(?:maximum|limit)\b/i,
    means: ({ vm }) => `${vm} has as many restore points as Azure allows.`,
    remedy: ({ vm }) =>
      `Delete old restore points of ${vm}, then press Retry. Or abandon this capture and ask again without consistency=restore-point: I take snapshots then.`,
  },
];
