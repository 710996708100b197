import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, startClients, subscriptionId, webVm } from './clients.ts';

const quick = { updateIntervalInMs: 50 };
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute`;

describe('disks and what is made of them', () => {
  let azure: Clients;
  beforeAll(async () => {
    azure = await startClients();
  });
  afterAll(() => azure.close());

  it('copies a disk into a snapshot, gives a signature for it, and deletes it only when that is taken back', async () => {
    const { snapshots, virtualMachines } = azure.compute;
    const vm = await virtualMachines.get('rg-web', 'web-01');
    const sourceResourceId = vm.storageProfile?.osDisk?.managedDisk?.id ?? '';

    const snapshot = await snapshots.createOrUpdate(
      'rg-web',
      'snap',
      { location: 'westeurope', creationData: { createOption: 'Copy', sourceResourceId }, incremental: true },
      quick,
    );
    const access = await snapshots.grantAccess('rg-web', 'snap', { access: 'Read', durationInSeconds: 3600 }, quick);
    const early = await azure.send('DELETE', `${group}/snapshots/snap?api-version=2026-03-02`);
    await snapshots.revokeAccess('rg-web', 'snap', quick);
    await snapshots.delete('rg-web', 'snap', quick);

    expect(snapshot).toMatchObject({
      osType: 'Linux',
      hyperVGeneration: 'V2',
      securityProfile: { securityType: 'TrustedLaunch' },
    });
    expect(access.accessSAS).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/_storage\/.*sig=/);
    expect(early).toMatchObject({ status: 409, body: { error: { code: 'OperationNotAllowed' } } });
    await expect(snapshots.get('rg-web', 'snap')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it('makes a managed image of a generalized machine without Trusted Launch only', async () => {
    const put = (vm: string) =>
      azure.send('PUT', `${group}/images/${vm}?api-version=2026-04-01`, {
        body: { location: 'westeurope', properties: { sourceVirtualMachine: { id: `${webVm}/${vm}` } } },
      });
    const running = await put('web-02');
    for (const vm of azure.world.virtualMachines.values())
      Object.assign(vm, { power: 'deallocated', generalized: true });

    expect(running).toMatchObject({ status: 409, body: { error: { code: 'OperationNotAllowed' } } });
    expect((await put('web-01')).status).toBe(409);
    expect(await put('web-02')).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Creating' } } });
  });

  it('keeps a disk that belongs to a machine', async () => {
    const [disk] = [...azure.world.stored.values()];
    const answer = await azure.send('DELETE', `${disk?.id}?api-version=2026-03-02`);
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('is attached to VM') } },
    });
  });
});
