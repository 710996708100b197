import { ArmError } from './arm-error.ts';
import type { Clock } from './clock.ts';

type Limit = {
  readonly name: string;
  readonly capacity: number;
  readonly perMinute: number;
  readonly by: 'vm' | 'all';
};

const vmPolicy = (policy: string, [vmRate, vmCap]: [number, number], [rate, cap]: [number, number]): Limit[] => [
  { name: `${policy}SubscriptionMaximum`, capacity: cap, perMinute: rate, by: 'all' },
  { name: `${policy}Resource`, capacity: vmCap, perMinute: vmRate, by: 'vm' },
];
const windows = (policy: string, threeMinutes: number, thirtyMinutes: number): Limit[] => [
  { name: `${policy}3Min`, capacity: threeMinutes, perMinute: threeMinutes / 3, by: 'all' },
  { name: `${policy}30Min`, capacity: thirtyMinutes, perMinute: thirtyMinutes / 30, by: 'all' },
];

// Virtual machines: the published table. Galleries and disks publish none: the recorded remainders are their capacities.
const policies: Readonly<Record<string, readonly Limit[]>> = {
  PutVM: vmPolicy('PutVM', [4, 12], [500, 1500]),
  UpdateVM: vmPolicy('UpdateVM', [4, 12], [500, 1500]),
  DeleteVM: vmPolicy('DeleteVM', [4, 12], [500, 1500]),
  LowCostGet: vmPolicy('LowCostGet', [12, 36], [8000, 24_000]),
  HighCostGet: [{ name: 'HighCostGetSubscriptionMaximum', capacity: 900, perMinute: 300, by: 'all' }],
  GetOperation: vmPolicy('GetOperation', [15, 45], [5000, 15_000]),
  GetImages: [{ name: 'GetImagesSubscriptionMaximum', capacity: 24_000, perMinute: 8000, by: 'all' }],
  CreateImages: [{ name: 'CreateImagesSubscriptionMaximum', capacity: 900, perMinute: 300, by: 'all' }],
  DeleteImages: [{ name: 'DeleteImagesSubscriptionMaximum', capacity: 900, perMinute: 300, by: 'all' }],
  GetGallery: windows('GetGallery', 1200, 5000),
  CreateUpdateGallery: windows('CreateUpdateGallery', 50, 300),
  DeleteGallery: windows('DeleteGallery', 50, 300),
  GetGalleryImage: windows('GetGalleryImage', 1200, 5000),
  CreateUpdateGalleryImage: windows('CreateUpdateGalleryImage', 150, 750),
  DeleteGalleryImage: windows('DeleteGalleryImage', 150, 750),
  GetGalleryImageVersion: windows('GetGalleryImageVersion', 2000, 10_000),
  CreateUpdateGalleryImageVersion: windows('CreateUpdateGalleryImageVersion', 375, 1200),
  DeleteGalleryImageVersion: windows('DeleteGalleryImageVersion', 375, 1200),
  GetOperationStatus: windows('GetOperationStatus', 1200, 4200),
  GetDiskOperation: windows('GetOperation', 50_000, 400_000),
  GetDisk: windows('LowCostGet', 15_000, 120_000),
  CreateUpdateDisks: windows('CreateUpdateDisks', 1000, 8000),
  DeleteDisks: windows('DeleteDisks', 1000, 8000),
  HighCostDiskHydrate: windows('HighCostDiskHydrate', 1000, 8000),
  HighCostSnapshotCreateHydrate: windows('HighCostSnapshotCreateHydrate', 1000, 8000),
};

export type Throttle = {
  /** Takes a token of each limit of a Compute policy: the rate-limit header, or the 429 of Compute. */
  compute(policy: string, subscriptionId: string, resourceId: string): Record<string, string>;
  /** Takes a token of ARM's own limits, which are per principal and subscription. */
  gateway(method: string, subscriptionId: string, principalId: string): Record<string, string>;
  reset(): void;
};

export const noThrottle: Throttle = { compute: () => ({}), gateway: () => ({}), reset: () => {} };

/** The published token buckets; they refill on the simulated clock. */
export function createThrottle(clock: Clock): Throttle {
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  /** What is left after taking one, or, when there was none, how many simulated seconds until there is. */
  function take(key: string, capacity: number, perMinute: number): { left: number } | { waitSeconds: number } {
    const nowMs = clock.ms();
    const bucket = buckets.get(key) ?? { tokens: capacity, atMs: nowMs };
    const tokens = Math.min(capacity, bucket.tokens + ((nowMs - bucket.atMs) / 60_000) * perMinute);
    if (tokens < 1) {
      buckets.set(key, { tokens, atMs: nowMs });
      return { waitSeconds: Math.ceil(((1 - tokens) / perMinute) * 60) };
    }
    buckets.set(key, { tokens: tokens - 1, atMs: nowMs });
    return { left: Math.floor(tokens - 1) };
  }

  return {
    compute(policy, subscriptionId, resourceId) {
      const remaining: string[] = [];
      for (const { name, capacity, perMinute, by } of policies[policy] ?? []) {
        const taken = take(
          `${name} ${subscriptionId} ${by === 'vm' ? resourceId : ''}`.toLowerCase(),
          capacity,
          perMinute,
        );
        if ('waitSeconds' in taken) throw computeThrottled(name, capacity, clock.retryAfter(taken.waitSeconds));
        remaining.push(`Microsoft.Compute/${name};${taken.left}`);
      }
      const header: Record<string, string> = {};
      if (remaining.length > 0) header['x-ms-ratelimit-remaining-resource'] = remaining.join(',');
      return header;
    },
    gateway(method, subscriptionId, principalId) {
      const kind = method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
      const [capacity, perSecond] = kind === 'reads' ? [250, 25] : [200, 10];
      const scope = subscriptionId === '' ? 'tenant' : 'subscription';
      const own = take(`${kind} ${subscriptionId} ${principalId}`, capacity, perSecond * 60);
      const global = take(`${kind} ${subscriptionId}`, capacity * 15, perSecond * 15 * 60);
      for (const taken of [own, global])
        if ('waitSeconds' in taken) throw gatewayThrottled(subscriptionId, kind, clock.retryAfter(taken.waitSeconds));
      if ('waitSeconds' in own || 'waitSeconds' in global) return {};
      return {
        [`x-ms-ratelimit-remaining-${scope}-${kind}`]: String(own.left),
        [`x-ms-ratelimit-remaining-${scope}-global-${kind}`]: String(global.left),
      };
    },
    reset: () => buckets.clear(),
  };
}

function computeThrottled(name: string, capacity: number, retryAfter: string): ArmError {
  const message = JSON.stringify({
    operationGroup: name,
    startTime: '',
    endTime: '',
    allowedRequestCount: capacity,
    measuredRequestCount: capacity + 1,
  });
  return new ArmError(
    429,
    'OperationNotAllowed',
    'The server rejected the request because too many requests have been received for this subscription.',
    { details: [{ code: 'TooManyRequests', target: name, message }], headers: { 'retry-after': retryAfter } },
  );
}

function gatewayThrottled(subscriptionId: string, kind: string, retryAfter: string): ArmError {
  return new ArmError(
    429,
    'SubscriptionRequestsThrottled',
    `Number of requests for subscription '${subscriptionId}' and operation '${kind}' exceeded the backend storage limit. Please try again after '${retryAfter}' seconds.`,
    { from: 'gateway', headers: { 'retry-after': retryAfter } },
  );
}
