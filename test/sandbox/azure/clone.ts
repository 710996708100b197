import type { Clients } from './clients.ts';
import { subscriptionId, until } from './clients.ts';

export const cloneGroup = `/subscriptions/${subscriptionId}/resourceGroups/rg-clone`;
const network = `${cloneGroup}/providers/Microsoft.Network`;
const quick = { updateIntervalInMs: 50 };
const networkApi = 'api-version=2024-05-01';

/** Waits for the end of what a bare request began, by its own poll URL. */
export async function settled(azure: Clients, method: string, path: string, body?: unknown): Promise<number> {
  const begun = await azure.send(method, path, body === undefined ? {} : { body });
  if (begun.status >= 400) throw Object.assign(new Error(JSON.stringify(begun.body)), { answer: begun });
  const url = begun.headers.get('azure-asyncoperation') ?? begun.headers.get('location');
  if (url !== null)
    await until(`the end of ${method} ${path}`, async () => {
      const poll = await azure.send('GET', url);
      return poll.status === 200 && !JSON.stringify(poll.body ?? '').includes('InProgress');
    });
  return begun.status;
}

/** A group with a network of its own, for clones; answers the identity of its subnet. */
export async function makeCloneGround(azure: Clients): Promise<string> {
  await azure.send('PUT', `${cloneGroup}?api-version=2021-04-01`, {
    body: { location: 'westeurope', tags: { 'capture-image': 'c-1' } },
  });
  const rule = (
    name: string,
    direction: string,
    priority: number,
    access: string,
    destination: string,
    port: string,
  ) => ({
    name,
    properties: {
      direction,
      priority,
      access,
      protocol: 'Tcp',
      sourcePortRange: '*',
      sourceAddressPrefix: '*',
      destinationPortRange: port,
      destinationAddressPrefix: destination,
    },
  });
  await settled(azure, 'PUT', `${network}/networkSecurityGroups/nsg-clone?${networkApi}`, {
    location: 'westeurope',
    properties: {
      securityRules: [
        rule('no-inbound', 'Inbound', 100, 'Deny', '*', '*'),
        rule('run-command', 'Outbound', 100, 'Allow', 'AzureCloud', '443'),
      ],
    },
  });
  await settled(azure, 'PUT', `${network}/virtualNetworks/vnet-clone?${networkApi}`, {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: ['10.99.0.0/24'] },
      subnets: [
        {
          name: 'clones',
          properties: {
            addressPrefix: '10.99.0.0/24',
            networkSecurityGroup: { id: `${network}/networkSecurityGroups/nsg-clone` },
          },
        },
      ],
    },
  });
  return `${network}/virtualNetworks/vnet-clone/subnets/clones`;
}

/** A managed disk with what is on another disk now, by way of a snapshot. */
export async function copyDisk(azure: Clients, sourceId: string, name: string, zones?: string[]): Promise<string> {
  const { snapshots, disks } = azure.compute;
  const snapshot = await snapshots.createOrUpdate(
    'rg-clone',
    `${name}-snap`,
    {
      location: 'westeurope',
      creationData: { createOption: 'Copy', sourceResourceId: sourceId },
      incremental: true,
      sku: { name: 'Standard_LRS' },
    },
    quick,
  );
  const disk = await disks.createOrUpdate(
    'rg-clone',
    name,
    {
      location: 'westeurope',
      sku: { name: 'Premium_LRS' },
      creationData: { createOption: 'Copy', sourceResourceId: snapshot.id ?? '' },
      ...(zones ? { zones } : {}),
    },
    quick,
  );
  return disk.id ?? '';
}

/** What the PUT of a clone says, in the form of the SDK, with its network interface described inline. */
export function cloneBody(osDiskId: string, subnetId: string) {
  return {
    location: 'westeurope',
    tags: { 'capture-image': 'c-1' },
    hardwareProfile: { vmSize: 'Standard_D2s_v5' },
    securityProfile: {
      securityType: 'TrustedLaunch',
      uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
    },
    storageProfile: {
      osDisk: {
        osType: 'Linux' as const,
        createOption: 'Attach',
        managedDisk: { id: osDiskId },
        deleteOption: 'Delete',
        caching: 'ReadWrite' as const,
      },
      diskControllerType: 'SCSI',
    },
    networkProfile: {
      networkApiVersion: '2022-11-01',
      networkInterfaceConfigurations: [
        {
          name: 'nic-clone',
          primary: true,
          deleteOption: 'Delete',
          ipConfigurations: [{ name: 'ipconfig1', primary: true, subnet: { id: subnetId } }],
        },
      ],
    },
  };
}
