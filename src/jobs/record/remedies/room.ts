import { copySteps, type Remedy } from './remedy.ts';

const stumbles = [
  'ServerBusy',
  'ServerTimeout',
  'ServiceUnavailable',
  'InternalError',
  'InternalServerError',
  'InternalExecutionError',
  'InternalOperationError',
  'InternalDiskManagementError',
  'InternalServerException',
  'NetworkingInternalOperationError',
  'GatewayTimeout',
  'OperationTimedOut',
  'VMStartTimedOut',
  'AllocationTimeout',
  'DiskPreparationError',
  'DiskProcessingError',
  'VMRestorePointInternalError',
  'VMArtifactRepositoryInternalError',
  'RetryableError',
  'DiskServiceInternalError',
  'Http500',
  'Http502',
  'Http503',
  'Http504',
] as const;

/** Room, purchases, limits and pace. */
export const roomRemedies = [
  { cause: 'groups-full', codes: ['ResourceGroupQuotaExceeded'], steps: ['create-clone-group'] },
  { cause: 'zone-full', codes: ['ZonalAllocationFailed', 'OverconstrainedZonalAllocationRequest'], steps: copySteps },
  {
    cause: 'size-unavailable',
    codes: [
      'OverconstrainedAllocationRequest',
      'SkuNotAvailable',
      'NotAvailableForSubscription',
      'SkuNotAvailableForSubscription',
    ],
    steps: copySteps,
  },
  {
    cause: 'size-unavailable',
    codes: ['InvalidParameter', 'OperationNotAllowed'],
    steps: copySteps,
    says: /requested VM size \S* ?(?:is|may) not (?:be )?available/i,
  },
  {
    cause: 'region-full',
    codes: ['AllocationFailed', 'InsufficientCapacity', 'ClusterCapacityReached'],
    steps: copySteps,
  },
  {
    cause: 'no-room',
    codes: [
      'AllocationFailed',
      'ZonalAllocationFailed',
      'OverconstrainedAllocationRequest',
      'OverconstrainedZonalAllocationRequest',
      'SkuNotAvailable',
      'NotAvailableForSubscription',
    ],
  },
  {
    cause: 'terms-not-accepted',
    codes: ['MarketplacePurchaseEligibilityFailed', 'ResourcePurchaseValidationFailed', 'ResourcePurchaseCanceling'],
    quotes:
      /legal terms (?:of|on|for|have|has|are|must|need)\b|accept\w* (?:the |its |these )?(?:\w+ )?terms\b|terms (?:\w+ ){0,4}(?:not|never|be) (?:\w+ )?accepted/i,
  },
  {
    cause: 'may-not-buy',
    codes: [
      'MarketplacePurchaseEligibilityFailed',
      'ResourcePurchaseValidationFailed',
      'SubscriptionNotAuthorizedForImage',
    ],
  },
  { cause: 'plan-missing-on-vm', codes: ['VMMarketplaceInvalidInput'], steps: copySteps },
  { cause: 'plan-missing', codes: ['VMMarketplaceInvalidInput'] },
  {
    cause: 'quota-full',
    codes: ['QuotaExceeded', 'OperationNotAllowed', 'ResourceQuotaExceeded'],
    says: /exceeding approved .*quota|quota/i,
  },
  { cause: 'quota-full', codes: ['QuotaExceeded', 'ResourceQuotaExceeded'] },
  { cause: 'throttled', codes: ['SubscriptionRequestsThrottled', 'TooManyRequests', 'Throttled'] },
  { cause: 'no-answer', codes: ['NoAnswer'] },
  { cause: 'azure-stumbled', codes: stumbles },
  {
    cause: 'at-work-elsewhere',
    codes: [
      'Conflict',
      'OperationNotAllowed',
      'AnotherOperationInProgress',
      'ConflictingConcurrentWriteNotAllowed',
      'Canceled',
    ],
    says: /concurrent|another operation|ongoing operation|in progress|cancel|being converted/i,
  },
  {
    cause: 'changed-meanwhile',
    codes: ['PreconditionFailed', 'CanceledAndSupersededDueToAnotherOperation', 'Http412'],
  },
] as const satisfies readonly Remedy[];
