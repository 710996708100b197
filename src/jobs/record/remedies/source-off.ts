import type { Here, Remedy } from './remedy.ts';

const steps = ['start-source'];
const offUntil =
  (mend: string) =>
  ({ vm }: Here): string =>
    `${vm} is off: ${mend}. Press Retry when it runs, or to have me try again: I go on from there.`;

/** Azure does not let the VM start again that was stopped for its snapshots: that comes before its copy. */
export const sourceOffRemedies: readonly Remedy[] = [
  {
    codes: [
      'AllocationFailed',
      'ZonalAllocationFailed',
      'OverconstrainedAllocationRequest',
      'OverconstrainedZonalAllocationRequest',
      'InsufficientCapacity',
      'ClusterCapacityReached',
      'CapacityReservationGroupFull',
      'SkuNotAvailable',
      'NotAvailableForSubscription',
      'SkuNotAvailableForSubscription',
      'AllocationTimeout',
    ],
    steps,
    means: ({ vm }) => `Azure has no room for ${vm} now.`,
    remedy: offUntil('start it by hand, or give it another size'),
  },
  {
    codes: ['InvalidParameter', 'OperationNotAllowed'],
    says: /requested VM size \S* ?(?:is|may) not (?:be )?available/i,
    steps,
    means: ({ vm }) => `The size of ${vm} is not to be had in that region now.`,
    remedy: offUntil('start it by hand, or give it another size'),
  },
  {
    codes: ['QuotaExceeded', 'OperationNotAllowed', 'ResourceQuotaExceeded'],
    says: /quota/i,
    steps,
    means: 'A quota is used up.',
    remedy: offUntil('ask for more where Azure says, or free what nobody needs, and start it by hand'),
  },
  {
    codes: ['ScopeLocked'],
    steps,
    means: ({ vm }) => `A lock on ${vm} or its group forbids its start.`,
    remedy: offUntil('have the lock taken off, and start it by hand'),
  },
  {
    codes: ['DenyAssignmentAuthorizationFailed', 'AuthorizationFailed', 'LinkedAuthorizationFailed', 'Forbidden'],
    says: /deny assignment/i,
    steps,
    means: ({ vm }) => `A deny assignment forbids me to start ${vm}.`,
    remedy: offUntil('have somebody start it who may'),
  },
  {
    codes: ['BadRequest', 'OperationNotAllowed', 'Conflict', 'KeyVaultKeyDisabled', 'KeyVaultAccessForbidden'],
    says: /disk encryption set|key vault|encrypt/i,
    steps,
    means: ({ vm }) => `The key that the disks of ${vm} are encrypted with is not to be had.`,
    remedy: offUntil('have the key, its vault and the disk encryption set put right, and start it by hand'),
  },
  {
    codes: [
      'OperationNotAllowed',
      'Conflict',
      'VMStartTimedOut',
      'OperationTimedOut',
      'InternalServerError',
      'InternalExecutionError',
      'InternalOperationError',
      'ServiceUnavailable',
      'ServerBusy',
    ],
    steps,
    means: ({ vm }) => `Azure has not started ${vm}.`,
    remedy: offUntil('start it by hand, or wait a few minutes'),
  },
];
