import { type Azure, subscriptionOf } from './context.ts';
import type { Json, JsonObject } from './json.ts';
import { usageBody, usagesOf } from './quotas.ts';
import { regionNames, shortRegion, zonesOf } from './regions.ts';
import type { Call, Route } from './routes.ts';
import { type Size, sizes } from './sizes.ts';
import type { World } from './world.ts';

/** What can be had where: sizes of machines, kinds of disks, and what is left of the quota. */
export function catalogRoutes({ world }: Azure): Route[] {
  function skus(call: Call) {
    subscriptionOf(world, call);
    const region = /location\s+eq\s+'([^']+)'/i.exec(call.query('$filter'))?.[1];
    const locations = region === undefined ? regionNames : [shortRegion(region)];
    const value = locations.flatMap(location => [
      ...sizes.map(size => sizeBody(world, size, location)),
      ...storageBodies(location),
    ]);
    return { status: 200, body: { value } };
  }

  function usages(call: Call) {
    const { id } = subscriptionOf(world, call);
    return {
      status: 200,
      body: { value: usagesOf(world, id, shortRegion(call.param('location'))).map(usageBody) },
    };
  }

  return [
    { method: 'GET', path: '/subscriptions/:subscription/providers/Microsoft.Compute/skus', answer: skus },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Compute/locations/:location/usages',
      answer: usages,
    },
  ];
}

function sizeBody(world: World, size: Size, location: string): JsonObject {
  const zones = zonesOf(location);
  const restricted = world.restrictedSizes.has(size.name.toLowerCase());
  const capabilities = {
    vCPUs: size.cores,
    vCPUsAvailable: size.cores,
    MemoryGB: size.memoryGb,
    MaxDataDiskCount: size.maxDataDisks,
    PremiumIO: 'True',
    CpuArchitectureType: size.architecture,
    HyperVGenerations: size.generations,
    DiskControllerTypes: size.diskControllers,
    TrustedLaunchDisabled: 'False',
    AcceleratedNetworkingEnabled: 'True',
    EphemeralOSDiskSupported: 'False',
  };
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier: 'Standard',
    size: size.name.replace('Standard_', ''),
    family: size.family,
    locations: [location],
    locationInfo: [{ location, zones, zoneDetails: [] }],
    capabilities: Object.entries(capabilities).map(([name, value]): Json => ({ name, value: String(value) })),
    restrictions: restricted
      ? [
          {
            type: 'Location',
            values: [location],
            restrictionInfo: { locations: [location] },
            reasonCode: 'NotAvailableForSubscription',
          },
        ]
      : [],
  };
}

/** The kinds of storage; those across zones only where there are zones. */
function storageBodies(location: string): JsonObject[] {
  const zones = zonesOf(location);
  const kinds: [string, string][] = [
    ['disks', 'Standard_LRS'],
    ['disks', 'StandardSSD_LRS'],
    ['disks', 'Premium_LRS'],
    ['snapshots', 'Standard_LRS'],
    ['snapshots', 'Premium_LRS'],
    ...(zones.length === 0
      ? []
      : ([
          ['disks', 'StandardSSD_ZRS'],
          ['disks', 'Premium_ZRS'],
          ['disks', 'UltraSSD_LRS'],
          ['snapshots', 'Standard_ZRS'],
        ] satisfies [string, string][])),
  ];
  return kinds.map(([resourceType, name]) => ({
    resourceType,
    name,
    tier: name.split('_')[0] ?? name,
    locations: [location],
    locationInfo: [{ location, zones, zoneDetails: [] }],
    capabilities: [],
    restrictions: [],
  }));
}
