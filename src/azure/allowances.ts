/** A token bucket: `capacity` calls at once, `perMinute` of them come back each minute. `key` says whose it is. */
export interface Allowance {
  readonly key: string;
  readonly capacity: number;
  readonly perMinute: number;
}

type Limit = Omit<Allowance, 'key'> & { readonly name: string; readonly by: 'subscription' | 'resource' };

// Microsoft's page on Resource Manager's limits: per subscription, principal and kind of call.
const managerLimits = {
  reads: { capacity: 250, perMinute: 1500 },
  writes: { capacity: 200, perMinute: 600 },
  deletes: { capacity: 200, perMinute: 600 },
} as const;

const vmLimits = (
  policy: string,
  [perVm, vmCapacity]: readonly [number, number],
  [perMinute, capacity]: readonly [number, number],
): readonly Limit[] => [
  { name: `${policy}SubscriptionMaximum`, capacity, perMinute, by: 'subscription' },
  { name: `${policy}Resource`, capacity: vmCapacity, perMinute: perVm, by: 'resource' },
];

const windowLimits = (policy: string, threeMinutes: number, thirtyMinutes: number): readonly Limit[] => [
  { name: `${policy}3Min`, capacity: threeMinutes, perMinute: threeMinutes / 3, by: 'subscription' },
  { name: `${policy}30Min`, capacity: thirtyMinutes, perMinute: thirtyMinutes / 30, by: 'subscription' },
];

// Compute's own: virtual machines by the published table (refill and capacity, per VM and per subscription); galleries and disks
// publish none, and have the capacities that recorded answers show as what is left after the first call.
const groups = {
  PutVM: vmLimits('PutVM', [4, 12], [500, 1500]),
  UpdateVM: vmLimits('UpdateVM', [4, 12], [500, 1500]),
  DeleteVM: vmLimits('DeleteVM', [4, 12], [500, 1500]),
  LowCostGet: vmLimits('LowCostGet', [12, 36], [8000, 24_000]),
  HighCostGet: [{ name: 'HighCostGetSubscriptionMaximum', capacity: 900, perMinute: 300, by: 'subscription' }],
  GetOperation: vmLimits('GetOperation', [15, 45], [5000, 15_000]),
  GetOperationStatus: windowLimits('GetOperationStatus', 1200, 4200),
  GetGallery: windowLimits('GetGallery', 1200, 5000),
  CreateUpdateGallery: windowLimits('CreateUpdateGallery', 50, 300),
  GetGalleryImage: windowLimits('GetGalleryImage', 1200, 5000),
  CreateUpdateGalleryImage: windowLimits('CreateUpdateGalleryImage', 150, 750),
  GetGalleryImageVersion: windowLimits('GetGalleryImageVersion', 2000, 10_000),
  CreateUpdateGalleryImageVersion: windowLimits('CreateUpdateGalleryImageVersion', 375, 1200),
  DeleteGalleryImageVersion: windowLimits('DeleteGalleryImageVersion', 375, 1200),
  GetDisk: windowLimits('LowCostGet', 15_000, 120_000),
  CreateSnapshot: windowLimits('HighCostSnapshotCreateHydrate', 1000, 8000),
  CreateUpdateDisks: windowLimits('CreateUpdateDisks', 1000, 8000),
  DeleteDisks: windowLimits('DeleteDisks', 1000, 8000),
} as const satisfies Readonly<Record<string, readonly Limit[]>>;

type Group = keyof typeof groups;

/** What is counted against what: the first row whose pattern fits the path, from the provider on. */
const table: readonly (readonly [RegExp, Readonly<Partial<Record<Kind | 'POST', Group>>>])[] = [
  [/\/locations\/[^/]+\/operations\//, { GET: 'GetOperation' }],
  [/\/locations\/[^/]+\/capsoperations\//, { GET: 'GetOperationStatus' }],
  [
    /\/galleries\/[^/]+\/images\/[^/]+\/versions/,
    gets('GetGalleryImageVersion', 'CreateUpdateGalleryImageVersion', 'DeleteGalleryImageVersion'),
  ],
  [/\/galleries\/[^/]+\/images/, gets('GetGalleryImage', 'CreateUpdateGalleryImage')],
  [/\/galleries/, gets('GetGallery', 'CreateUpdateGallery')],
  [/\/snapshots\//, gets('GetDisk', 'CreateSnapshot', 'DeleteDisks')],
  [/\/snapshots$/, { GET: 'GetDisk' }],
  [/\/disks\//, gets('GetDisk', 'CreateUpdateDisks', 'DeleteDisks')],
  [/\/diskrestorepoints\//, { GET: 'GetDisk' }],
  [/\/restorepointcollections\//, { PUT: 'UpdateVM', DELETE: 'UpdateVM' }],
  [/\/virtualmachines\/[^/]+\/runcommands/, { GET: 'LowCostGet', PUT: 'UpdateVM', DELETE: 'UpdateVM' }],
  [/\/virtualmachines\/[^/]+\/deallocate$/, { POST: 'DeleteVM' }],
  [/\/virtualmachines\/[^/]+\/\w+$/, { GET: 'LowCostGet', POST: 'UpdateVM' }],
  [/\/virtualmachines\/[^/]+$/, { GET: 'LowCostGet', PUT: 'PutVM', DELETE: 'DeleteVM' }],
  [/\/virtualmachines$/, { GET: 'HighCostGet' }],
];

type Kind = 'GET' | 'PUT' | 'DELETE';

function gets(get: Group, put: Group, remove?: Group): Readonly<Partial<Record<Kind, Group>>> {
  return { GET: get, PUT: put, ...(remove ? { DELETE: remove } : {}) };
}

/** All that a call to Resource Manager is counted against, its own limit first; null for any other service. */
export function allowancesOf(method: string, url: string): readonly [Allowance, ...Allowance[]] | null {
  const path = new URL(url).pathname.toLowerCase().replaceAll(/\/{2,}/g, '/');
  const subscription = /^\/subscriptions\/([^/]+)/.exec(path)?.[1];
  if (!subscription) return null;
  const kind = method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
  const own = { key: `${subscription} ${kind}`, ...managerLimits[kind] };
  const compute = path.split('/providers/microsoft.compute').at(1);
  const group = compute === undefined ? undefined : groupOf(method, compute);
  const limits: readonly Limit[] = group ? groups[group] : [];
  return [
    own,
    ...limits.map(({ name, by, capacity, perMinute }) => ({
      key: `${by === 'resource' ? resourceOf(path) : subscription} ${name}`,
      capacity,
      perMinute,
    })),
  ];
}

function groupOf(method: string, path: string): Group | undefined {
  const row = table.find(([pattern]) => pattern.test(path));
  return row?.[1][method as keyof (typeof row)[1]];
}

/** The VM, or the operation where its path does not say of which VM it is. */
const resourceOf = (path: string): string => /^.*\/virtualmachines\/[^/]+/.exec(path)?.[0] ?? path;

/** What Azure says is left of an allowance, by the headers of an answer; null where it says nothing of it. */
export function leftOf({ key }: Allowance, headers: { get(name: string): string | undefined }): number | null {
  const [, name = ''] = key.split(' ');
  const direct = headers.get(`x-ms-ratelimit-remaining-subscription-${name}`);
  const told = direct ?? compute(headers.get('x-ms-ratelimit-remaining-resource') ?? '', name);
  const left = Number(told);
  return told && Number.isFinite(left) ? left : null;
}

const compute = (header: string, name: string): string | undefined =>
  header
    .split(',')
    .map(part => part.trim().split(';'))
    .find(([policy = '']) => policy.toLowerCase() === `microsoft.compute/${name.toLowerCase()}`)?.[1];
