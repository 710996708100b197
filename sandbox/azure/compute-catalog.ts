import { type Azure, same, subscriptionOf } from './context.ts';
import type { Json, JsonObject } from './json.ts';
import { shortRegion } from './regions.ts';
import type { Call, Route } from './routes.ts';

type Size = {
  readonly name: string;
  readonly family: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly more: JsonObject;
};
const x64 = {
  CpuArchitectureType: 'x64',
  HyperVGenerations: 'V1,V2',
  DiskControllerTypes: 'SCSI',
  TrustedLaunchDisabled: 'False',
};
const sizes: readonly Size[] = [
  { name: 'Standard_B2s', family: 'standardBSFamily', cores: 2, memoryGb: 4, more: x64 },
  { name: 'Standard_D2s_v5', family: 'standardDSv5Family', cores: 2, memoryGb: 8, more: x64 },
  { name: 'Standard_D4s_v5', family: 'standardDSv5Family', cores: 4, memoryGb: 16, more: x64 },
  {
    name: 'Standard_D2s_v6',
    family: 'standardDSv6Family',
    cores: 2,
    memoryGb: 8,
    more: { ...x64, HyperVGenerations: 'V2', DiskControllerTypes: 'NVMe' },
  },
  {
    name: 'Standard_D2ps_v5',
    family: 'standardDPSv5Family',
    cores: 2,
    memoryGb: 8,
    more: { ...x64, CpuArchitectureType: 'Arm64', HyperVGenerations: 'V2' },
  },
];

/** What can be had: sizes of machines and what is left of the quota. */
export function catalogRoutes({ world }: Azure): Route[] {
  function skus(call: Call) {
    subscriptionOf(world, call);
    const region = /location\s+eq\s+'([^']+)'/i.exec(call.query('$filter'))?.[1];
    const location = shortRegion(region ?? 'westeurope');
    return { status: 200, body: { value: sizes.map(size => skuBody(size, location)) } };
  }

  function usages(call: Call) {
    const { id } = subscriptionOf(world, call);
    const here = [...world.virtualMachines.values()].filter(
      vm =>
        vm.subscriptionId === id &&
        same(vm.location, shortRegion(call.param('location'))) &&
        vm.power !== 'deallocated',
    );
    const usage = (value: string, localizedValue: string, currentValue: number, limit: number): Json => ({
      limit,
      unit: 'Count',
      currentValue,
      name: { value, localizedValue },
    });
    return {
      status: 200,
      body: {
        value: [
          usage('cores', 'Total Regional vCPUs', here.length * 2, 100),
          usage('virtualMachines', 'Virtual Machines', here.length, 25_000),
          usage('standardDSv5Family', 'Standard DSv5 Family vCPUs', here.length * 2, 100),
        ],
      },
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

function skuBody({ name, family, cores, memoryGb, more }: Size, location: string): JsonObject {
  const capabilities = { vCPUs: String(cores), MemoryGB: String(memoryGb), PremiumIO: 'True', ...more };
  return {
    resourceType: 'virtualMachines',
    name,
    tier: 'Standard',
    size: name.replace('Standard_', ''),
    family,
    locations: [location],
    locationInfo: [{ location, zones: ['1', '2', '3'], zoneDetails: [] }],
    capabilities: Object.entries(capabilities).map(([key, value]): Json => ({ name: key, value: String(value) })),
    restrictions: [],
  };
}
