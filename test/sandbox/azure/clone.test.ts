import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type Clients, startClients, until, webVm } from './clients.ts';
import { cloneBody, cloneGroup, copyDisk, makeCloneGround, settled } from './clone.ts';

const quick = { updateIntervalInMs: 50 };
const disksApi = 'api-version=2026-03-02';

describe('a clone of a machine', () => {
  let azure: Clients;
  let subnet = '';
  beforeAll(async () => {
    azure = await startClients({ speed: 800 });
    subnet = await makeCloneGround(azure);
  });
  afterAll(() => azure.close());

  const run = (group: string, vm: string, script: string) =>
    azure.compute.virtualMachineRunCommands.createOrUpdate(
      group,
      vm,
      'run',
      { location: 'westeurope', source: { script } },
      quick,
    );
  const viewOf = (vm: string) => azure.compute.virtualMachines.instanceView('rg-clone', vm);
  const contentOf = (id: string) => azure.world.stored.get(id.toLowerCase())?.content;

  it('boots with what was on the disk, and leaves its source as it was, deprovisioned or not', async () => {
    const { virtualMachines } = azure.compute;
    await run('rg-web', 'web-01', 'touch /var/lib/before');
    const source = await virtualMachines.get('rg-web', 'web-01', { expand: 'instanceView' });
    const osDiskId = source.storageProfile?.osDisk?.managedDisk?.id ?? '';
    const sourceDisk = await azure.send('GET', `${osDiskId}?${disksApi}`);
    const from = (await azure.control('GET', '/log')).body;

    const disk = await copyDisk(azure, osDiskId, 'clone-os');
    await run('rg-web', 'web-01', 'touch /var/lib/after');
    await azure.control('POST', '/speed', { speed: 1 });
    const poller = virtualMachines.createOrUpdate('rg-clone', 'clone-01', cloneBody(disk, subnet), quick);
    await poller.submitted();
    const young = await viewOf('clone-01');
    await azure.control('POST', '/speed', { speed: 800 });
    const clone = await poller;
    await until('its agent is ready', async () =>
      ((await viewOf('clone-01')).vmAgent?.statuses ?? []).some(({ displayStatus }) => displayStatus === 'Ready'),
    );
    await run('rg-clone', 'clone-01', linuxDeprovision({ captureId: 'c-1', delaySeconds: 45 }));
    await until('the clone is stopped', async () =>
      ((await viewOf('clone-01')).statuses ?? []).some(({ code }) => code === 'PowerState/stopped'),
    );

    expect(clone).toMatchObject({ provisioningState: 'Succeeded', securityProfile: { securityType: 'TrustedLaunch' } });
    expect(young).toMatchObject({
      vmAgent: { statuses: [{ displayStatus: 'Not Ready' }] },
      statuses: [{ code: 'ProvisioningState/creating' }, { code: 'PowerState/starting' }],
    });
    expect(contentOf(disk)).toMatchObject({ guest: 'deprovisioned', files: ['/var/lib/before'] });
    expect(contentOf(osDiskId)).toMatchObject({
      guest: 'provisioned',
      files: ['/var/lib/before', '/var/lib/after'],
    });
    expect(await virtualMachines.get('rg-web', 'web-01', { expand: 'instanceView' })).toEqual(source);
    expect((await azure.send('GET', `${osDiskId}?${disksApi}`)).body).toEqual(sourceDisk.body);
    const since = Array.isArray(from) ? from.length : 0;
    const written = (await azure.control('GET', `/log?after=${since}`)).body;
    const toSource = (Array.isArray(written) ? written : []).filter(
      ({ method, path }) => method !== 'GET' && String(path).toLowerCase().startsWith(osDiskId.toLowerCase()),
    );
    expect(toSource).toEqual([]);
  });

  it('is deleted with what it was told to take along, and its group with all the rest', async () => {
    await azure.compute.virtualMachines.delete('rg-clone', 'clone-01', { ...quick, forceDeletion: true });
    const disk = await azure.send('GET', `${cloneGroup}/providers/Microsoft.Compute/disks/clone-os?${disksApi}`);
    const nics = await azure.send(
      'GET',
      `${cloneGroup}/providers/Microsoft.Network/networkInterfaces?api-version=2024-05-01`,
    );
    const snapshot = await azure.compute.snapshots.get('rg-clone', 'clone-os-snap');
    await settled(azure, 'DELETE', `${cloneGroup}?api-version=2021-04-01`);
    await until('the group is gone', async () => {
      const answer = await azure.send('GET', `${cloneGroup}?api-version=2021-04-01`);
      return answer.status === 404;
    });

    expect(disk.status).toBe(404);
    expect(nics.body).toEqual({ value: [] });
    expect(snapshot).toMatchObject({ completionPercent: 100, incremental: true, osType: 'Linux' });
    expect([...azure.world.stored.keys()].filter(id => id.includes('rg-clone'))).toEqual([]);
    expect(await azure.send('GET', `${webVm}/web-01?api-version=2026-04-01`)).toMatchObject({ status: 200 });
  });

  it('behaves as its source was told to behave', async () => {
    await makeCloneGround(azure);
    await azure.control('POST', '/faults', { vm: 'win-01', guest: 'sysprep-fails' });
    const vm = await azure.compute.virtualMachines.get('rg-web', 'win-01');
    const disk = await copyDisk(azure, vm.storageProfile?.osDisk?.managedDisk?.id ?? '', 'clone-win');

    expect(contentOf(disk)).toMatchObject({ behaviour: 'sysprep-fails', hostName: 'win-01' });
    await azure.control('DELETE', '/faults');
    expect(contentOf(disk)).toMatchObject({ behaviour: 'ok' });
  });

  it('can be made of a restore point, which freezes every disk of the machine at one moment', async () => {
    const { restorePointCollections, restorePoints, disks } = azure.compute;
    await makeCloneGround(azure);
    const vm = [...azure.world.virtualMachines.values()].find(({ name }) => name === 'web-02');
    await restorePointCollections.createOrUpdate('rg-clone', 'rpc', {
      location: 'westeurope',
      source: { id: vm?.id ?? '' },
    });
    const point = await restorePoints.create('rg-clone', 'rpc', 'point', { consistencyMode: 'CrashConsistent' }, quick);
    const view = await restorePoints.get('rg-clone', 'rpc', 'point', { expand: 'instanceView' });
    const source = point.sourceMetadata?.storageProfile?.osDisk?.diskRestorePoint?.id ?? '';
    const disk = await disks.createOrUpdate(
      'rg-clone',
      'of-point',
      {
        location: 'westeurope',
        creationData: { createOption: 'Restore', sourceResourceId: source },
        sku: { name: 'Premium_LRS' },
      },
      quick,
    );
    await restorePoints.delete('rg-clone', 'rpc', 'point', quick);
    await restorePointCollections.delete('rg-clone', 'rpc', quick);

    expect(view.instanceView?.diskRestorePoints?.[0]?.replicationStatus).toMatchObject({ completionPercent: 100 });
    expect(disk).toMatchObject({ osType: 'Linux', hyperVGeneration: 'V2', provisioningState: 'Succeeded' });
    expect(contentOf(disk.id ?? '')).toMatchObject({ guest: 'provisioned', hostName: 'web-02' });
    await expect(restorePointCollections.get('rg-clone', 'rpc')).rejects.toMatchObject({ statusCode: 404 });
  });
});
