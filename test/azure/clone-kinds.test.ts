import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddWorld } from '../../sandbox/azure/odd-machines.ts';
import { AzureError } from '../../src/azure/errors.ts';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

const name = 'capture-c2';
const group = `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
const closed = `${group}/providers/Microsoft.Network`;
const its = {
  location: 'westeurope',
  captureId: 'c2',
  attempt: 1,
  expiresAt: '2026-11-24T12:00:00.000Z',
  outbound: 'region',
  securityGroupId: `${closed}/networkSecurityGroups/closed`,
} as const;

describe('a clone is as its source is', () => {
  let real: Real;
  beforeAll(async () => {
    real = await startReal({ world: oddWorld });
    const { azure, ready } = real;
    await azure.createGroup(group, its);
    await azure.createSecurityGroup(its.securityGroupId, its);
    await ready('security-group', its.securityGroupId);
    await azure.createNetwork(`${closed}/virtualNetworks/closed`, { ...its, subnet: 'clones' });
    await ready('network', `${closed}/virtualNetworks/closed`);
  });
  afterAll(() => real.close());

  /** Clones a VM's OS disk and makes a VM of it. */
  async function clone(sourceName: string) {
    const { azure, ready } = real;
    const source = await azure.findVm({ subscriptionId, resourceGroup: 'rg-odd', name: sourceName });
    if (!source) throw new Error(`There is no ${sourceName}.`);
    const compute = (type: string) => `${group}/providers/Microsoft.Compute/${type}/${sourceName}`;
    const nicId = `${closed}/networkInterfaces/${sourceName}`;
    await azure.createSnapshot(compute('snapshots'), { ...its, diskId: source.osDisk.id ?? '' });
    await azure.createNic(nicId, { ...its, subnetId: `${closed}/virtualNetworks/closed/subnets/clones` });
    await Promise.all([ready('snapshot', compute('snapshots')), ready('nic', nicId)]);
    await azure.createDisk(compute('disks'), {
      ...its,
      zones: source.zones,
      storage: source.osDisk.storage ?? '',
      sourceId: compute('snapshots'),
      from: 'snapshot',
      os: { type: source.osType, generation: source.generation },
      encryptionSetId: source.osDisk.encryptionSetId,
    });
    await ready('disk', compute('disks'));
    await azure.createVm(compute('virtualMachines'), {
      ...its,
      source,
      osDiskId: compute('disks'),
      dataDisks: [],
      nicId,
    });
    await ready('vm', compute('virtualMachines'));
    const made = await azure.findVm({ subscriptionId, resourceGroup: name, name: sourceName });
    return { source, made };
  }

  it('with trusted launch, and with the same start of its firmware', async () => {
    const { source, made } = await clone('trusted-01');
    expect(source).toMatchObject({ securityType: 'TrustedLaunch', uefi: { secureBoot: true, vTpm: true } });
    expect(made).toMatchObject({ securityType: 'TrustedLaunch', uefi: source.uefi });
  });

  it('with the plan that its image was bought under', async () => {
    const { source, made } = await clone('paid-02');
    expect(source.purchasePlan).toMatchObject({ publisher: 'fabrikam' });
    expect(made?.purchasePlan).toEqual(source.purchasePlan);
  });

  it('with NVMe disks', async () => {
    const { made } = await clone('nvme-01');
    expect(made).toMatchObject({ diskController: 'NVMe', size: 'Standard_D2s_v6' });
  });

  it("with the customer's own key on its disks", async () => {
    const { azure, ready } = real;
    const { source, made } = await clone('keyed-01');
    expect(source.osDisk.encryptionSetId).toContain('contoso-key');
    expect(made?.osDisk.encryptionSetId).toBe(source.osDisk.encryptionSetId);

    const encryptionSetId = `${source.osDisk.encryptionSetId}-other`;
    const id = `${group}/providers/Microsoft.Compute/disks/rekeyed`;
    await azure.createDisk(id, {
      ...its,
      zones: [],
      storage: 'Premium_LRS',
      sourceId: `${group}/providers/Microsoft.Compute/snapshots/keyed-01`,
      from: 'snapshot',
      os: null,
      encryptionSetId,
    });
    await ready('disk', id);
    expect((await real.compute.disks.get(name, 'rekeyed')).encryption).toEqual({
      diskEncryptionSetId: encryptionSetId,
      type: 'EncryptionAtRestWithCustomerKey',
    });
  });

  it("hands on Azure's no as it is, and sends the request once", async () => {
    const { azure, control } = real;
    const id = `${group}/providers/Microsoft.Compute/snapshots/of-nothing`;
    const diskId = `${group}/providers/Microsoft.Compute/disks/nothing`;
    const refused = await azure.createSnapshot(id, { ...its, diskId }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AzureError);
    expect(refused).toMatchObject({ status: expect.any(Number), requestId: expect.any(String) });
    const { body } = await control('GET', '/log');
    const puts = (Array.isArray(body) ? body : []).filter(
      ({ method, path }) => method === 'PUT' && String(path).includes('/of-nothing'),
    );
    expect(puts).toHaveLength(1);
  });
});
