import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddWorld } from '../../../sandbox/azure/odd-machines.ts';
import { azureCloudOf } from '../../../src/azure/outbound.ts';
import { type Clients, startClients, subscriptionId, until } from './clients.ts';
import { cloneBody, cloneGroup, copyDisk, makeCloneGround, settled } from './clone.ts';

const compute = 'api-version=2026-04-01';
const disksApi = 'api-version=2026-03-02';
const networkApi = 'api-version=2024-05-01';
const network = `${cloneGroup}/providers/Microsoft.Network`;
const quick = { updateIntervalInMs: 50 };

describe('making a clone is refused as Azure refuses it', () => {
  let azure: Clients;
  let subnet = '';
  let disk = '';
  beforeAll(async () => {
    azure = await startClients({ speed: 800, world: oddWorld });
    subnet = await makeCloneGround(azure);
    disk = await copyDisk(azure, osDiskOf('trusted-01'), 'clone-os');
  });
  afterAll(() => azure.close());

  const osDiskOf = (name: string) => {
    const found = [...azure.world.stored.values()].find(one => one.name.startsWith(`${name}_OsDisk`));
    if (!found) throw new Error(`There is no disk of ${name}.`);
    return found.id;
  };
  const put = (body: object, name = 'clone-01') =>
    azure.send('PUT', `${cloneGroup}/providers/Microsoft.Compute/virtualMachines/${name}?${compute}`, { body });
  /** The body on the wire, with other properties. */
  const asked = (more: object = {}, top: object = {}) => ({
    location: 'westeurope',
    ...top,
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      securityProfile: { securityType: 'TrustedLaunch', uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
      storageProfile: { osDisk: { osType: 'Linux', createOption: 'Attach', managedDisk: { id: disk } } },
      networkProfile: {
        networkApiVersion: '2022-11-01',
        networkInterfaceConfigurations: [
          {
            name: 'nic-refused',
            properties: { ipConfigurations: [{ name: 'a', properties: { subnet: { id: subnet } } }] },
          },
        ],
      },
      ...more,
    },
  });
  const attach = (id: string, more: object = {}) => ({
    storageProfile: { osDisk: { osType: 'Linux', createOption: 'Attach', managedDisk: { id } }, ...more },
  });
  const refused = (status: number, code: string, message: string | RegExp) => ({
    status,
    body: { error: expect.objectContaining({ code, message: expect.stringMatching(message) }) },
  });

  it.each([
    ['AzureCloud.atlantis', 400],
    ['AzureCloud.francecentral', 400],
    ['AzureCloud', 201],
    [azureCloudOf('francecentral'), 201],
    [azureCloudOf('westeurope'), 201],
    ['10.0.0.0/8', 201],
  ])('a rule for the service tag or the addresses %s: %d', async (to, status) => {
    const properties = {
      direction: 'Outbound',
      access: 'Allow',
      priority: 100,
      protocol: 'Tcp',
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: to,
      destinationPortRange: '443',
    };
    const body = { location: 'westeurope', properties: { securityRules: [{ name: 'out', properties }] } };
    const name = `nsg-${to.replaceAll(/[./]/g, '-')}`;
    const answer = await azure.send('PUT', `${network}/networkSecurityGroups/${name}?${networkApi}`, { body });
    if (status === 400)
      expect(answer).toMatchObject(refused(400, 'SecurityRuleInvalidAddressPrefix', `Value provided: ${to}`));
    else expect(answer.status).toBe(status);
  });

  it.each<[string, () => Promise<object>, number, string, RegExp]>([
    [
      'an osProfile',
      async () => asked({ osProfile: { computerName: 'x' } }),
      400,
      'InvalidParameter',
      /^Parameter 'osProfile' is not allowed\.$/,
    ],
    [
      'another security type than that of the disk',
      async () => asked({ securityProfile: {} }),
      400,
      'BadRequest',
      /Security type of VM is not compatible with the security type of attached OS Disk/,
    ],
    [
      'a disk that is in use',
      async () => asked(attach(osDiskOf('trusted-01'))),
      409,
      'ConflictingUserInput',
      /cannot be attached as the disk is already owned by VM/,
    ],
    [
      'a disk of a Marketplace image without its plan',
      async () => asked({ ...attach(await copyDisk(azure, osDiskOf('paid-02'), 'paid')), securityProfile: undefined }),
      400,
      'VMMarketplaceInvalidInput',
      /requires Plan information/,
    ],
    [
      'a disk of another zone',
      async () =>
        asked({ ...attach(await copyDisk(azure, osDiskOf('zonal-01'), 'zonal', ['2'])), securityProfile: undefined }),
      400,
      'BadRequest',
      /not in the same zone/,
    ],
    [
      'a size that is for NVMe only',
      async () => asked({ hardwareProfile: { vmSize: 'Standard_D2s_v6' } }),
      400,
      'InvalidParameter',
      /cannot boot with OS image or disk/,
    ],
    [
      'a network interface that is not there',
      async () => asked({ networkProfile: { networkInterfaces: [{ id: `${network}/networkInterfaces/none` }] } }),
      400,
      'InvalidResourceReference',
      /was not found/,
    ],
  ])('for %s', async (_what, body, status, code, message) => {
    expect(await put(await body())).toMatchObject(refused(status, code, message));
    expect([...azure.world.virtualMachines.values()].some(({ name }) => name === 'clone-01')).toBe(false);
  });

  it('for cores beyond the quota, and for a size that the subscription may not have', async () => {
    azure.world.quotas.set('standarddsv5family', 8);
    const cores = await put(asked());
    azure.world.quotas.clear();
    azure.world.restrictedSizes.add('standard_d2s_v5');
    const sku = await put(asked());
    const skus = await azure.send(
      'GET',
      `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location eq 'westeurope'`,
    );
    azure.world.restrictedSizes.clear();

    expect(cores).toMatchObject(
      refused(409, 'OperationNotAllowed', /exceeding approved standardDSv5Family Cores quota.*Current Limit: 8/),
    );
    expect(sku).toMatchObject(refused(409, 'SkuNotAvailable', /currently not available in location 'westeurope'/));
    expect(JSON.stringify(skus.body)).toContain('NotAvailableForSubscription');
  });

  it('for want of capacity only later: the machine is there, failed, and its interface is kept for it', async () => {
    await azure.control('POST', '/faults', {
      match: { method: 'PUT', path: '/virtualMachines/short-01$' },
      operation: 'fail',
      code: 'AllocationFailed',
      message: 'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.',
    });
    const poller = azure.compute.virtualMachines.createOrUpdate('rg-clone', 'short-01', cloneBody(disk, subnet), quick);

    await expect(poller).rejects.toThrow(/AllocationFailed/);
    const view = await azure.compute.virtualMachines.instanceView('rg-clone', 'short-01');
    expect(view.statuses?.map(({ code }) => code)).toContain('ProvisioningState/failed/AllocationFailed');
    expect(await azure.send('DELETE', `${network}/networkInterfaces/nic-clone?${networkApi}`)).toMatchObject(
      refused(400, 'NicInUse', /is used by existing resource/),
    );
    expect(await azure.send('DELETE', `${subnet}?${networkApi}`)).toMatchObject(
      refused(400, 'InUseSubnetCannotBeDeleted', /^Subnet clones is in use by/),
    );
    expect(await azure.send('DELETE', `${network}/networkSecurityGroups/nsg-clone?${networkApi}`)).toMatchObject(
      refused(400, 'InUseNetworkSecurityGroupCannotBeDeleted', /in use by the following resources/),
    );
    expect(await azure.send('DELETE', `${disk}?${disksApi}`)).toMatchObject(
      refused(409, 'OperationNotAllowed', /is attached to VM/),
    );
    await azure.compute.virtualMachines.delete('rg-clone', 'short-01', quick);
    expect(await azure.send('GET', `${network}/networkInterfaces/nic-clone?${networkApi}`)).toMatchObject({
      status: 404,
    });
    disk = await copyDisk(azure, osDiskOf('trusted-01'), 'clone-os');
  });

  it.each([
    [
      'a security type of its own',
      { securityProfile: { securityType: 'TrustedLaunch' } },
      {},
      /'TrustedLaunch' is not supported for CreateOption 'Copy'/,
    ],
    ['a zone that is none', {}, { zones: ['9'] }, /is not supported\. The supported zones/],
    ['storage across zones in one zone', {}, { zones: ['1'], sku: { name: 'Premium_ZRS' } }, /cannot be put in one/],
    ['another region than its source', {}, { location: 'northeurope' }, /same region/],
  ])('for a disk with %s', async (_what, more, top, message) => {
    const answer = await azure.send('PUT', `${cloneGroup}/providers/Microsoft.Compute/disks/refused?${disksApi}`, {
      body: {
        location: 'westeurope',
        ...top,
        properties: { creationData: { createOption: 'Copy', sourceResourceId: osDiskOf('trusted-01') }, ...more },
      },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.objectContaining({ message: expect.stringMatching(message) }) },
    });
  });

  it('for who may not join the subnet, and for a role of the tenant’s own that lacks the right', async () => {
    azure.world.roles.set('99999999-0000-4000-8000-000000000001', {
      id: '99999999-0000-4000-8000-000000000001',
      name: 'Clone maker',
      description: '',
      actions: ['*/read', 'Microsoft.Compute/*', 'Microsoft.Network/networkInterfaces/*'],
      notActions: ['Microsoft.Compute/snapshots/delete'],
      assignableScopes: [cloneGroup],
    });
    const before = new Map(azure.world.roleAssignments);
    for (const [id, one] of before)
      azure.world.roleAssignments.set(id, { ...one, roleId: '99999999-0000-4000-8000-000000000001' });
    const vm = await put(asked());
    const remove = await azure.send(
      'DELETE',
      `${cloneGroup}/providers/Microsoft.Compute/snapshots/clone-os-snap?${disksApi}`,
    );
    const permissions = await azure.send(
      'GET',
      `${cloneGroup}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
    );
    for (const [id, one] of before) azure.world.roleAssignments.set(id, one);

    expect(vm).toMatchObject(
      refused(403, 'LinkedAuthorizationFailed', /virtualNetworks\/subnets\/join\/action' on the linked scope/),
    );
    expect(remove).toMatchObject(refused(403, 'AuthorizationFailed', /snapshots\/delete/));
    expect(permissions.body).toMatchObject({
      value: expect.arrayContaining([expect.objectContaining({ notActions: ['Microsoft.Compute/snapshots/delete'] })]),
    });
  });

  it('while its group is going away', async () => {
    azure.setSpeed(0.1);
    const begun = await azure.send('DELETE', `${cloneGroup}?api-version=2021-04-01`);
    const answer = await put(asked());
    azure.setSpeed(800);
    await until(
      'it is gone',
      async () => (await azure.send('GET', begun.headers.get('location') ?? '')).status === 200,
    );

    expect([begun.status, begun.headers.get('azure-asyncoperation')]).toEqual([202, null]);
    expect(answer).toMatchObject(refused(409, 'ResourceGroupBeingDeleted', /deprovisioning state/));
    await expect(settled(azure, 'DELETE', `${cloneGroup}?api-version=2021-04-01`)).rejects.toMatchObject({
      answer: { status: 404 },
    });
  });
});
