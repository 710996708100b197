import { guidOf } from './guid.ts';
import { compact, type Json } from './json.ts';
import { type NetworkResource, type NetworkType, resourceId, type VirtualMachine, type World } from './world.ts';

/** The network of a machine's resource group, made once, with an interface for the machine in it. */
export function addNetwork(world: World, vm: VirtualMachine, pools: readonly string[]): void {
  const { subscriptionId, resourceGroup: group, location } = vm;
  const idOf = (type: NetworkType, name: string) =>
    resourceId(subscriptionId, group, `Microsoft.Network/${type}/${name}`);
  const add = (type: NetworkType, name: string, properties: NetworkResource['properties']) => {
    const id = idOf(type, name);
    if (world.network.has(id.toLowerCase())) return;
    world.network.set(id.toLowerCase(), {
      id,
      name,
      type,
      subscriptionId,
      resourceGroup: group,
      location,
      tags: undefined,
      properties: { ...properties, resourceGuid: guidOf(id), provisioningState: 'Succeeded' },
      etag: `W/"${guidOf(`${id} etag`)}"`,
      reserved: undefined,
    });
  };
  const network = idOf('virtualNetworks', `${group}-vnet`);
  const subnet = `${network}/subnets/default`;
  add('virtualNetworks', `${group}-vnet`, {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    enableDdosProtection: false,
    virtualNetworkPeerings: [],
    subnets: [
      {
        name: 'default',
        id: subnet,
        type: 'Microsoft.Network/virtualNetworks/subnets',
        properties: {
          addressPrefix: '10.0.0.0/24',
          delegations: [],
          privateEndpointNetworkPolicies: 'Disabled',
          privateLinkServiceNetworkPolicies: 'Enabled',
          provisioningState: 'Succeeded',
        },
      },
    ],
  });
  const host = 4 + ([...world.network.values()].filter(one => one.type === 'networkInterfaces').length % 200);
  const nic = idOf('networkInterfaces', `${vm.name}-nic`);
  add('networkInterfaces', `${vm.name}-nic`, {
    ipConfigurations: [
      {
        name: 'ipconfig1',
        id: `${nic}/ipConfigurations/ipconfig1`,
        properties: compact({
          privateIPAddress: `10.0.0.${host}`,
          privateIPAllocationMethod: 'Dynamic',
          privateIPAddressVersion: 'IPv4',
          primary: true,
          subnet: { id: subnet },
          loadBalancerBackendAddressPools: pools.length > 0 ? pools.map((id): Json => ({ id })) : undefined,
          provisioningState: 'Succeeded',
        }),
      },
    ],
    enableIPForwarding: false,
    enableAcceleratedNetworking: false,
    macAddress: `00-0D-3A-00-00-${host.toString(16).toUpperCase().padStart(2, '0')}`,
    nicType: 'Standard',
    primary: true,
  });
}

/** The backend pool of a load balancer in a group. */
export function poolId(vm: VirtualMachine, name: string): string {
  return resourceId(
    vm.subscriptionId,
    vm.resourceGroup,
    `Microsoft.Network/loadBalancers/${name}/backendAddressPools/backend`,
  );
}
