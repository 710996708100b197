import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddWorld } from '../../sandbox/azure/odd-machines.ts';
import type { TemporaryKind, Vm } from '../../src/azure/azure.ts';
import { subscriptionId, until } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/capture-c1`;
const compute = (path: string) => `${group}/providers/Microsoft.Compute/${path}`;
const network = (path: string) => `${group}/providers/Microsoft.Network/${path}`;
const ids = {
  snapshot: compute('snapshots/os'),
  osDisk: compute('disks/os'),
  dataDisk: compute('disks/data-0'),
  collection: compute('restorePointCollections/c1'),
  point: compute('restorePointCollections/c1/restorePoints/now'),
  securityGroup: network('networkSecurityGroups/closed'),
  network: network('virtualNetworks/closed'),
  nic: network('networkInterfaces/clone'),
  vm: compute('virtualMachines/clone'),
};
const location = 'westeurope';
const marks = { captureId: 'c1', attempt: 2, expiresAt: '2026-11-24T12:00:00.000Z' };
const marked = { captureId: 'c1', attempt: 2, provisioningState: 'Succeeded' };
const clone = { subscriptionId, resourceGroup: 'capture-c1', name: 'clone' };

describe('the life of a clone, from its group to its end', () => {
  let real: Real;
  let source: Vm;
  const sent = (id: string) => [...real.world.network.values()].find(one => one.id === id)?.properties;

  beforeAll(async () => {
    real = await startReal({ world: oddWorld });
    const { azure, world } = real;
    const vm = [...world.virtualMachines.values()].find(({ name }) => name === 'zonal-01');
    const found = await azure.findVm({ subscriptionId, resourceGroup: 'rg-odd', name: vm?.name ?? '' });
    if (!found) throw new Error('The source is missing.');
    source = found;
    await azure.createGroup(group, { location, ...marks });
    await real.ready('group', group);
  });
  afterAll(() => real.close());

  it('reads of the source what a clone must be like', () => {
    expect(source).toMatchObject({
      zones: ['2'],
      osDisk: { id: expect.stringContaining('zonal-01_OsDisk'), storage: expect.any(String), encryptionSetId: null },
      dataDisks: [{ lun: 0, id: expect.stringContaining('/disks/zonal-01'), sizeGb: 64, storage: expect.any(String) }],
      nicIds: [expect.stringContaining('/networkInterfaces/zonal-01')],
    });
  });

  it('answers null for everything that is not there', async () => {
    const { azure } = real;
    const kinds: [TemporaryKind, string][] = [
      ['group', `${group}-other`],
      ['snapshot', ids.snapshot],
      ['restore-point-collection', ids.collection],
      ['restore-point', ids.point],
      ['disk', ids.osDisk],
      ['security-group', ids.securityGroup],
      ['network', ids.network],
      ['nic', ids.nic],
      ['vm', ids.vm],
    ];
    expect(await Promise.all(kinds.map(([kind, id]) => azure.findTemporary(kind, id)))).toEqual(kinds.map(() => null));
    expect(await azure.findRestorePoint(ids.point)).toBeNull();
    expect(await azure.listGroup(subscriptionId, 'capture-other')).toBeNull();
    expect(await azure.listGroup(subscriptionId, 'capture-c1')).toEqual([]);
  });

  it('copies a disk by an incremental snapshot on the cheapest storage', async () => {
    const { azure, ready } = real;
    const started = await azure.createSnapshot(ids.snapshot, { location, diskId: source.osDisk.id ?? '', ...marks });
    expect(started.operation).toContain(real.url);
    expect(await ready('snapshot', ids.snapshot)).toMatchObject({ id: ids.snapshot, ...marked, percent: 100 });
    expect(await real.compute.snapshots.get('capture-c1', 'os')).toMatchObject({
      incremental: true,
      sku: { name: 'Standard_LRS' },
      creationData: { createOption: 'Copy', sourceResourceId: source.osDisk.id },
      tags: { 'capture-image-id': 'c1', 'capture-image-attempt': '2', 'capture-image-expires': marks.expiresAt },
    });

    await azure.createDisk(ids.osDisk, {
      location,
      ...marks,
      zones: source.zones,
      storage: 'Premium_LRS',
      sourceId: ids.snapshot,
      from: 'snapshot',
      os: { type: source.osType, generation: source.generation },
      encryptionSetId: null,
    });
    expect(await ready('disk', ids.osDisk)).toMatchObject(marked);
    expect(await real.compute.disks.get('capture-c1', 'os')).toMatchObject({
      zones: ['2'],
      sku: { name: 'Premium_LRS' },
      osType: 'Linux',
      hyperVGeneration: 'V2',
      creationData: { createOption: 'Copy', sourceResourceId: ids.snapshot },
    });
  });

  it('copies all disks at one moment by a restore point, which belongs to whom its collection does', async () => {
    const { azure, ready } = real;
    await azure.createRestorePointCollection(ids.collection, { location, vmId: source.id, ...marks });
    await ready('restore-point-collection', ids.collection);
    await azure.createRestorePoint(ids.point);
    expect(await ready('restore-point', ids.point)).toMatchObject({ ...marked, percent: 100 });
    const point = await azure.findRestorePoint(ids.point);
    expect(point).toMatchObject({ provisioningState: 'Succeeded', disks: [{ lun: null }, { lun: 0 }] });

    await azure.createDisk(ids.dataDisk, {
      location,
      ...marks,
      zones: source.zones,
      storage: 'Premium_LRS',
      sourceId: point?.disks.find(({ lun }) => lun === 0)?.id ?? '',
      from: 'restore-point',
      os: null,
      encryptionSetId: null,
    });
    await ready('disk', ids.dataDisk);
    expect(await real.compute.disks.get('capture-c1', 'data-0')).toMatchObject({
      diskSizeGB: 64,
      creationData: { createOption: 'Restore', sourceResourceId: expect.stringContaining('/diskRestorePoints/') },
    });
  });

  it('makes snapshots and disks that nobody can export, whatever the source allows', async () => {
    const { snapshots, disks } = real.compute;
    const read = { access: 'Read', durationInSeconds: 60 } as const;
    for (const made of [
      await snapshots.get('capture-c1', 'os'),
      await disks.get('capture-c1', 'os'),
      await disks.get('capture-c1', 'data-0'),
    ])
      expect(made).toMatchObject({ networkAccessPolicy: 'DenyAll', publicNetworkAccess: 'Disabled' });
    for (const exported of [
      snapshots.grantAccess('capture-c1', 'os', read),
      disks.grantAccess('capture-c1', 'os', read),
      disks.grantAccess('capture-c1', 'data-0', read),
    ])
      await expect(exported).rejects.toThrow(/network access policy/);
  });

  it('makes a room that lets nothing in, and out only what Run Command needs', async () => {
    const { azure, ready } = real;
    await azure.createSecurityGroup(ids.securityGroup, { location, outbound: 'region', ...marks });
    expect(await ready('security-group', ids.securityGroup)).toMatchObject(marked);
    await azure.createNetwork(ids.network, {
      location,
      ...marks,
      outbound: 'region',
      subnet: 'clones',
      securityGroupId: ids.securityGroup,
    });
    await ready('network', ids.network);
    await azure.createNic(ids.nic, {
      location,
      ...marks,
      subnetId: `${ids.network}/subnets/clones`,
      securityGroupId: ids.securityGroup,
    });
    await ready('nic', ids.nic);

    const rule = (direction: string, access: string, more: object = {}) => ({
      properties: expect.objectContaining({ direction, access, ...more }),
    });
    expect(sent(ids.securityGroup)?.securityRules).toMatchObject([
      rule('Inbound', 'Deny', { protocol: '*', sourceAddressPrefix: '*', destinationPortRange: '*' }),
      rule('Outbound', 'Allow', {
        protocol: 'Tcp',
        destinationAddressPrefix: 'AzureCloud.westeurope',
        destinationPortRange: '443',
        priority: 100,
      }),
      rule('Outbound', 'Deny', { protocol: '*', destinationAddressPrefix: '*', priority: 4096 }),
    ]);
    expect(sent(ids.network)?.subnets).toMatchObject([
      { properties: { networkSecurityGroup: { id: ids.securityGroup }, defaultOutboundAccess: true } },
    ]);
    expect(JSON.stringify(sent(ids.nic))).not.toContain('publicIPAddress');
    expect(await azure.listPools(ids.nic)).toEqual([]);
  });

  it('makes the VM of its disks, keeping nothing with it and giving it no identity', async () => {
    const { azure, ready } = real;
    await azure.createVm(ids.vm, {
      source,
      ...marks,
      osDiskId: ids.osDisk,
      dataDisks: [{ lun: 0, diskId: ids.dataDisk }],
      nicId: ids.nic,
    });
    expect(await ready('vm', ids.vm)).toMatchObject(marked);
    const made = await azure.findVm(clone);
    expect(made).toMatchObject({
      size: source.size,
      zones: source.zones,
      generation: source.generation,
      osDisk: { id: ids.osDisk },
      dataDisks: [{ lun: 0, id: ids.dataDisk }],
      nicIds: [ids.nic],
    });
    const body = await real.compute.virtualMachines.get('capture-c1', 'clone');
    expect(body.storageProfile).toMatchObject({
      diskControllerType: 'SCSI',
      osDisk: { createOption: 'Attach', deleteOption: 'Detach' },
      dataDisks: [{ createOption: 'Attach', deleteOption: 'Detach' }],
    });
    expect(body).toMatchObject({ diagnosticsProfile: { bootDiagnostics: { enabled: true } } });
    expect([body.identity, body.osProfile]).toEqual([undefined, undefined]);
  });

  it('powers off and starts again, keeping the hardware', async () => {
    const { azure } = real;
    const isPower = (power: string) => async () => (await azure.findVmStatus(clone))?.power === power;
    await until('it runs', isPower('running'));
    await azure.powerOff(clone);
    await until('it is stopped', isPower('stopped'));
    await azure.startVm(clone);
    await until('it runs again', isPower('running'));
  });

  it('lists what is in the group, and everything temporary in the subscription, but nothing that stays', async () => {
    const { azure, world } = real;
    const inside = (await azure.listGroup(subscriptionId, 'capture-c1')) ?? [];
    expect(inside).toHaveLength(8);
    expect(new Set(inside.map(({ captureId }) => captureId))).toEqual(new Set(['c1']));
    for (const gallery of world.galleries.values()) gallery.tags = { 'capture-image-id': 'c0' };
    const ours = await azure.listMarked(subscriptionId);
    expect(ours.map(({ id }) => id).sort()).toEqual([group, ...inside.map(({ id }) => id)].sort());
  });

  it('deletes one thing after the other, and the VM leaves its disks and its interface for us', async () => {
    const { azure, gone, ready } = real;
    await azure.deleteTemporary('vm', ids.vm);
    await gone('vm', ids.vm);
    await ready('disk', ids.osDisk);
    await ready('nic', ids.nic);
    const order: [TemporaryKind, string][] = [
      ['nic', ids.nic],
      ['network', ids.network],
      ['security-group', ids.securityGroup],
      ['disk', ids.osDisk],
      ['disk', ids.dataDisk],
      ['snapshot', ids.snapshot],
      ['restore-point', ids.point],
      ['restore-point-collection', ids.collection],
      ['group', group],
    ];
    for (const [kind, id] of order) {
      const started = await azure.deleteTemporary(kind, id);
      expect(started).toMatchObject({ operation: expect.stringContaining(real.url) });
      await gone(kind, id);
    }
    expect(await azure.listMarked(subscriptionId)).toEqual([]);
  });
});
