import { notAllowed } from './arm-error.ts';
import { same } from './context.ts';
import { type Json, textAt } from './json.ts';
import { findSize, type Size, sizes } from './sizes.ts';

import type { VirtualMachine, World } from './world.ts';

type Usage = { readonly name: string; readonly title: string; readonly used: number; readonly limit: number };

const usualCores = 100;
const usualLimits = { snapshots: 50_000, disks: 50_000, galleries: 100, definitions: 1_000, versions: 10_000 };

/** What a subscription has and may have in a region; a deallocated machine keeps its cores in the quota. */
export function usagesOf(world: World, subscriptionId: string, location: string): Usage[] {
  const here = (one: { subscriptionId: string; location: string }) =>
    one.subscriptionId === subscriptionId && same(one.location, location);
  const machines = [...world.virtualMachines.values()].filter(here);
  const stored = [...world.stored.values()].filter(here);
  const galleries = [...world.galleries.values()].filter(here);
  const definitions = galleries.flatMap(one => [...one.definitions.values()]);
  const count = (type: 'disks' | 'snapshots', sku: string) =>
    stored.filter(one => one.type === type && textAt(one.body, 'sku.name')?.startsWith(sku)).length;
  const families = new Map(sizes.map(one => [one.family, one.familyTitle]));
  const usage = (name: string, title: string, used: number, usual: number): Usage => ({
    name,
    title,
    used,
    limit: world.quotas.get(name.toLowerCase()) ?? usual,
  });
  return [
    usage('cores', 'Total Regional vCPUs', coresOf(machines), usualCores),
    usage('virtualMachines', 'Virtual Machines', machines.length, 25_000),
    ...[...families].map(([family, title]) =>
      usage(family, title, coresOf(machines.filter(vm => sizeOf(vm)?.family === family)), usualCores),
    ),
    usage('StandardDiskCount', 'Standard Managed Disks', count('disks', 'Standard_'), usualLimits.disks),
    usage('PremiumDiskCount', 'Premium Managed Disks', count('disks', 'Premium_'), usualLimits.disks),
    usage('StandardSnapshotCount', 'StandardStorageSnapshots', count('snapshots', 'Standard_'), usualLimits.snapshots),
    usage('PremiumSnapshotCount', 'PremiumStorageSnapshots', count('snapshots', 'Premium_'), usualLimits.snapshots),
    usage('Gallery', 'Gallery', galleries.length, usualLimits.galleries),
    usage('GalleryImage', 'Gallery Image', definitions.length, usualLimits.definitions),
    usage(
      'GalleryImageVersion',
      'Gallery Image Version',
      definitions.reduce((sum, one) => sum + one.versions.size, 0),
      usualLimits.versions,
    ),
  ];
}

/** What a subscription has and may have of networks in a region. */
export function networkUsagesOf(world: World, subscriptionId: string, location: string): Usage[] {
  const here = [...world.network.values()].filter(
    one => one.subscriptionId === subscriptionId && same(one.location, location),
  );
  return networkKinds.map(({ type, name, title, limit }) => ({
    name,
    title,
    used: here.filter(one => one.type === type).length,
    limit: world.quotas.get(name.toLowerCase()) ?? limit,
  }));
}

const networkKinds = [
  { type: 'virtualNetworks', name: 'VirtualNetworks', title: 'Virtual Networks', limit: 1_000 },
  { type: 'networkSecurityGroups', name: 'NetworkSecurityGroups', title: 'Network Security Groups', limit: 5_000 },
  { type: 'networkInterfaces', name: 'NetworkInterfaces', title: 'Network Interfaces', limit: 65_536 },
] as const;

/** One usage as ARM answers it. */
export function usageBody({ name, title, used, limit }: Usage): Json {
  return { limit, unit: 'Count', currentValue: used, name: { value: name, localizedValue: title } };
}

/** 409 of a machine whose cores the subscription may not have. */
export function requireQuota(world: World, subscriptionId: string, location: string, size: Size): void {
  const usages = usagesOf(world, subscriptionId, location);
  for (const [name, title] of [
    ['cores', 'Total Regional'],
    [size.family, size.family],
  ]) {
    const usage = usages.find(one => one.name === name);
    if (!usage || usage.used + size.cores <= usage.limit) continue;
    throw notAllowed(
      `Operation could not be completed as it results in exceeding approved ${title} Cores quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${usage.limit}, Current Usage: ${usage.used}, Additional Required: ${size.cores}, (Minimum) New Limit Required: ${usage.used + size.cores}. Setup Alerts when Quota reaches threshold. Learn more at https://aka.ms/quotamonitoringalerting . Please read more about quota limits at https://docs.microsoft.com/en-us/azure/azure-supportability/per-vm-quota-requests`,
    );
  }
}

function coresOf(machines: readonly VirtualMachine[]): number {
  return machines.reduce((sum, vm) => sum + (sizeOf(vm)?.cores ?? 2), 0);
}

function sizeOf(vm: VirtualMachine): Size | null {
  return findSize(textAt(vm.properties, 'hardwareProfile.vmSize') ?? '');
}
