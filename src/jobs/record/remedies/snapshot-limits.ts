import type { Remedy } from './remedy.ts';

/** How many snapshots and restore points Azure keeps, and how fast it takes them. */
export const snapshotLimitRemedies = [
  {
    cause: 'snapshots-too-fast',
    codes: [/^Snapshot(?:Blob)?(?:Operation)?Rate\w*Exceeded$/i, /^IncrementalSnapshotRate\w*$/i],
  },
  {
    cause: 'snapshots-too-fast',
    steps: ['take-snapshots'],
    says: /\bsnapshots?\b.{0,80}\b(?:within|in|per|every) (?:the last |a |\d+ )?(?:seconds?|minutes?|hours?)\b|\brate of snapshot/i,
  },
  { cause: 'disk-snapshots-full', codes: ['SnapshotLimitReached', 'SnapshotsLimitReached', 'SnapshotCountExceeded'] },
  { cause: 'disk-snapshots-full', says: /snapshot count was exceeded/i },
  {
    cause: 'disk-snapshots-full',
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
  },
  {
    cause: 'vm-restore-points-full',
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
  },
] as const satisfies readonly Remedy[];
