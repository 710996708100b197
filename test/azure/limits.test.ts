import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddWorld } from '../../sandbox/azure/odd-machines.ts';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-odd`;
const vm = (name: string) => `${group}/providers/Microsoft.Compute/virtualMachines/${name}`;

describe('what I may do and what there is room for', () => {
  let real: Real;
  beforeAll(async () => {
    const groupLock = { scope: group, name: 'group-keep', level: 'CanNotDelete' as const };
    real = await startReal({
      world: {
        ...oddWorld,
        locks: [...(oddWorld.locks ?? []), groupLock],
        quotas: { cores: 24 },
        restrictedSizes: ['Standard_D8s_v5'],
      },
    });
  });
  afterAll(() => real.close());

  it('lists the permissions of my own identity at a scope', async () => {
    const found = await real.azure.listPermissions(group);
    expect(found).toContainEqual({
      actions: ['*'],
      notActions: expect.arrayContaining(['Microsoft.Authorization/*/Delete']),
    });
  });

  it('lists the locks at a scope and above it, each with where it stands', async () => {
    const found = await real.azure.listLocks(vm('frozen-01'));
    expect([...found].sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'freeze', level: 'ReadOnly', scope: vm('frozen-01') },
      { name: 'group-keep', level: 'CanNotDelete', scope: group },
    ]);
    expect(await real.azure.listLocks(vm('trusted-01'))).toMatchObject([{ name: 'group-keep' }]);
  });

  it('lists how much of each quota is used', async () => {
    const found = await real.azure.listUsages(subscriptionId, 'westeurope');
    expect(found).toContainEqual({
      name: 'cores',
      label: 'Total Regional vCPUs',
      used: expect.any(Number),
      limit: 24,
    });
    expect(found.find(({ name }) => name === 'StandardDsv6Family')).toMatchObject({ used: 2 });
  });

  it('finds a size in any letter case, and says what keeps us from having it', async () => {
    const { azure } = real;
    expect(await azure.findSize(subscriptionId, 'West Europe', 'standard_d2s_v5')).toEqual({
      name: 'Standard_D2s_v5',
      family: 'standardDSv5Family',
      vcpus: 2,
      zones: ['1', '2', '3'],
      restriction: null,
    });
    expect(await azure.findSize(subscriptionId, 'westeurope', 'Standard_D8s_v5')).toMatchObject({
      restriction: 'NotAvailableForSubscription',
    });
    expect(await azure.findSize(subscriptionId, 'westeurope', 'Standard_Nothing')).toBeNull();
  });

  it('tells regions with zones from those without', async () => {
    const regions = await real.azure.listRegions(subscriptionId);
    expect(regions).toContainEqual({ name: 'westeurope', hasZones: true });
    expect(regions).toContainEqual({ name: 'westus', hasZones: false });
  });

  it('names the load balancer pools of an interface', async () => {
    const { azure } = real;
    const found = await azure.findVm({ subscriptionId, resourceGroup: 'rg-odd', name: 'balanced-01' });
    expect(await azure.listPools(found?.nicIds[0] ?? '')).toEqual([expect.stringMatching(/^lb-web\/.+/)]);
  });

  it('reads the key of a disk and how a trusted VM is started', async () => {
    const { azure } = real;
    const find = (name: string) => azure.findVm({ subscriptionId, resourceGroup: 'rg-odd', name });
    const keyed = await find('keyed-01');
    const key = expect.stringContaining('contoso-key');
    expect(keyed).toMatchObject({ osDisk: { encryptionSetId: key }, dataDisks: [{ encryptionSetId: key }] });
    expect(await find('trusted-01')).toMatchObject({ uefi: { secureBoot: true, vTpm: true } });
    expect(await find('unmanaged-01')).toMatchObject({ osDisk: { id: null, managed: false }, uefi: null });
  });

  it('lists definitions with what identifies them', async () => {
    const { azure } = real;
    const gallery = { subscriptionId, resourceGroup: 'rg-images', gallery: 'golden' };
    expect(await azure.listDefinitions(gallery)).toContainEqual({
      name: 'web',
      identifier: { publisher: 'contoso', offer: 'web', sku: 'ubuntu-2204' },
    });
  });
});
