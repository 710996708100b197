import { anew, copySteps, type Remedy, thenRetry } from './remedy.ts';

const copyRoom = [
  'Wait a while, then press Retry.',
  'Or abandon this capture and ask again with mode=in-place, which starts no copy, or once the VM has another size.',
].join(' ');

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
export const roomRemedies: readonly Remedy[] = [
  {
    codes: ['ResourceGroupQuotaExceeded'],
    steps: ['create-clone-group'],
    means: 'The subscription has as many resource groups as Azure allows.',
    remedy: ({ vm }) =>
      `Delete groups that nobody needs, then press Retry. Or have my operator name one group for all copies (clone.resourceGroup in capture-image.yaml), abandon this capture and ask for a new one: ${vm} itself is untouched.`,
  },
  {
    codes: ['ZonalAllocationFailed', 'OverconstrainedZonalAllocationRequest'],
    steps: copySteps,
    means: 'Azure has no room for such a VM in that zone now.',
    remedy: copyRoom,
  },
  {
    codes: [
      'OverconstrainedAllocationRequest',
      'SkuNotAvailable',
      'NotAvailableForSubscription',
      'SkuNotAvailableForSubscription',
    ],
    steps: copySteps,
    means: 'The size of the VM is not to be had in that region now.',
    remedy: copyRoom,
  },
  {
    codes: ['InvalidParameter', 'OperationNotAllowed'],
    steps: copySteps,
    says: /requested VM size \S* ?(?:is|may) not (?:be )?available/i,
    means: 'The size of the VM is not to be had in that region now.',
    remedy: copyRoom,
  },
  {
    codes: ['AllocationFailed', 'InsufficientCapacity', 'ClusterCapacityReached'],
    steps: copySteps,
    means: 'Azure has no room in that region now.',
    remedy: copyRoom,
  },
  {
    codes: [
      'AllocationFailed',
      'ZonalAllocationFailed',
      'OverconstrainedAllocationRequest',
      'OverconstrainedZonalAllocationRequest',
      'SkuNotAvailable',
      'NotAvailableForSubscription',
    ],
    means: 'Azure has no room for it now.',
    remedy: 'Wait a while, then press Retry.',
  },
  {
    codes: ['MarketplacePurchaseEligibilityFailed', 'ResourcePurchaseValidationFailed', 'ResourcePurchaseCanceling'],
    quotes:
      /legal terms (?:of|on|for|have|has|are|must|need)\b|accept\w* (?:the |its |these )?(?:\w+ )?terms\b|terms (?:\w+ ){0,4}(?:not|never|be) (?:\w+ )?accepted/i,
    means: 'The Marketplace terms of the VM’s plan are not accepted in this subscription.',
    remedy: thenRetry('Accept them (az vm image terms accept)'),
  },
  {
    codes: [
      'MarketplacePurchaseEligibilityFailed',
      'ResourcePurchaseValidationFailed',
      'SubscriptionNotAuthorizedForImage',
    ],
    means: 'This subscription may not buy the purchase plan of the VM, as a copy of it would.',
    remedy: ({ clone }) =>
      clone
        ? 'Have whoever buys for this subscription put right what Azure says, then press Retry. Or abandon this capture and ask again with mode=in-place, which buys nothing.'
        : 'Have whoever buys for this subscription put right what Azure says, then press Retry.',
  },
  {
    codes: ['VMMarketplaceInvalidInput'],
    steps: copySteps,
    means: ({ vm }) =>
      `${vm} comes from a Marketplace image, but has no purchase plan, and Azure makes no copy without it.`,
    remedy: 'Abandon this capture and ask again with mode=in-place, or for a VM that was made with its plan.',
  },
  {
    codes: ['VMMarketplaceInvalidInput'],
    means: 'The VM comes from a Marketplace image, and its purchase plan is missing somewhere.',
    remedy: anew('ask again with a definition that has the plan of the VM: definition=newname makes one'),
  },
  {
    codes: ['QuotaExceeded', 'OperationNotAllowed', 'ResourceQuotaExceeded'],
    says: /exceeding approved .*quota|quota/i,
    means: 'A quota is used up.',
    remedy: thenRetry('Ask for more where Azure says, or free what nobody needs'),
  },
  {
    codes: ['QuotaExceeded', 'ResourceQuotaExceeded'],
    means: 'A quota is used up.',
    remedy: thenRetry('Ask for more where Azure says, or free what nobody needs'),
  },
  {
    codes: ['SubscriptionRequestsThrottled', 'TooManyRequests', 'Throttled'],
    means: 'Azure is throttling.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  {
    codes: ['NoAnswer'],
    means: 'Azure does not answer.',
    remedy: 'Wait until it does, then press Retry: I look first, and do nothing twice.',
  },
  {
    codes: stumbles,
    means: 'Azure could not do it this time.',
    remedy: ({ clone, vm }) => `Wait a few minutes, then press Retry.${clone ? ` ${vm} itself is untouched.` : ''}`,
  },
  {
    codes: [
      'Conflict',
      'OperationNotAllowed',
      'AnotherOperationInProgress',
      'ConflictingConcurrentWriteNotAllowed',
      'Canceled',
    ],
    says: /concurrent|another operation|ongoing operation|in progress|cancel|being converted/i,
    means: 'Something else was at work on the same resource.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  {
    codes: ['PreconditionFailed', 'CanceledAndSupersededDueToAnotherOperation', 'Http412'],
    means: 'Something else changed the same resource at that moment.',
    remedy: 'Wait a few minutes, then press Retry: I look first how it is by then.',
  },
];
