import type { Remedy } from './remedy.ts';

const steps = ['start-source'];

/** Azure does not let the VM start again that was stopped for its snapshots: that comes before its copy. */
export const sourceOffRemedies = [
  {
    cause: 'start-no-room',
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
  },
  {
    cause: 'start-size-unavailable',
    codes: ['InvalidParameter', 'OperationNotAllowed'],
    says: /requested VM size \S* ?(?:is|may) not (?:be )?available/i,
    steps,
  },
  {
    cause: 'start-quota',
    codes: ['QuotaExceeded', 'OperationNotAllowed', 'ResourceQuotaExceeded'],
    says: /quota/i,
    steps,
  },
  { cause: 'start-locked', codes: ['ScopeLocked'], steps },
  {
    cause: 'start-denied',
    codes: ['DenyAssignmentAuthorizationFailed', 'AuthorizationFailed', 'LinkedAuthorizationFailed', 'Forbidden'],
    says: /deny assignment/i,
    steps,
  },
  {
    cause: 'start-key-unavailable',
    codes: ['BadRequest', 'OperationNotAllowed', 'Conflict', 'KeyVaultKeyDisabled', 'KeyVaultAccessForbidden'],
    says: /disk encryption set|key vault|encrypt/i,
    steps,
  },
  {
    cause: 'start-failed',
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
  },
] as const satisfies readonly Remedy[];
