import { ArmError } from './arm-error.ts';
import { type Azure, same } from './context.ts';
import { compact, isObject, type Json, type JsonObject, listAt, objectAt, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import { invalidReference, type Made, type NetworkKind, ofType } from './network-resources.ts';
import { findSubnet, type Subnet, spaceOf } from './virtual-networks.ts';
import type { NetworkResource, VirtualMachine, World } from './world.ts';

/** Network interfaces: in a subnet, in use by a machine or free, and in the pools of load balancers. */
export function networkInterfaces({ world, clock }: Azure): NetworkKind {
  return {
    type: 'networkInterfaces',
    deleteMs: 5_000,
    complete: (given, made) => completeInterface(world, given, made),
    refuseDelete: nic => {
      refuseTaken(world, nic, clock.ms());
    },
    show: nic => {
      const vm = ownerOf(world, nic);
      return vm ? { ...nic.properties, virtualMachine: { id: vm.id } } : nic.properties;
    },
  };
}

/** The properties of an interface with what Azure fills in. */
export function completeInterface(world: World, given: JsonObject, { id, location, before, call }: Made): JsonObject {
  const configurations = listAt(given, 'ipConfigurations').filter(isObject);
  const securityGroup = textAt(given, 'networkSecurityGroup.id');
  if (securityGroup !== undefined) {
    const group = world.network.get(securityGroup.toLowerCase());
    if (!group || group.location !== location) throw invalidReference(securityGroup, id);
    requireLinked(world, call, 'Microsoft.Network/networkSecurityGroups/join/action', group.id);
  }
  const host = 4 + (ofType(world, 'networkInterfaces').length % 200);
  return compact({
    ...given,
    ipConfigurations: configurations.map((one, index): Json => {
      const name = textAt(one, 'name') ?? `ipconfig${index + 1}`;
      const subnetId = textAt(one, 'properties.subnet.id');
      if (subnetId === undefined) throw missingSubnet(id);
      const found = findSubnet(world, subnetId);
      if (!found || found.network.location !== location) throw invalidReference(subnetId, id);
      requireLinked(world, call, 'Microsoft.Network/virtualNetworks/subnets/join/action', found.id);
      if (!before) refuseFull(world, found);
      return {
        name,
        id: `${id}/ipConfigurations/${name}`,
        properties: {
          privateIPAllocationMethod: 'Dynamic',
          privateIPAddressVersion: 'IPv4',
          primary: index === 0,
          ...objectAt(one, 'properties'),
          privateIPAddress: addressIn(found.prefix, host + index),
          provisioningState: 'Succeeded',
        },
      };
    }),
    enableIPForwarding: given.enableIPForwarding ?? false,
    enableAcceleratedNetworking: given.enableAcceleratedNetworking ?? false,
    macAddress: before?.properties.macAddress ?? `00-0D-3A-00-00-${host.toString(16).toUpperCase().padStart(2, '0')}`,
    nicType: 'Standard',
    primary: true,
  });
}

/** The machine that an interface belongs to, or undefined. */
export function ownerOf(world: World, nic: { readonly id: string }): VirtualMachine | undefined {
  return [...world.virtualMachines.values()].find(vm =>
    listAt(vm.properties, 'networkProfile.networkInterfaces').some(one => same(textAt(one, 'id') ?? '', nic.id)),
  );
}

/** 400 of an interface that a machine has, or that one which could not be made still holds. */
export function refuseTaken(world: World, nic: NetworkResource, nowMs: number, forVm?: string): void {
  const owner = ownerOf(world, nic);
  if (owner)
    throw new ArmError(
      400,
      'NicInUse',
      `Network Interface ${nic.id} is used by existing resource ${owner.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    );
  if (!nic.reserved || nic.reserved.untilMs <= nowMs || nic.reserved.forVm === forVm) return;
  throw new ArmError(
    400,
    'NicReservedForAnotherVm',
    `Nic(s) in request is reserved for another Virtual Machine for 180 seconds. Please provide another nic(s) or retry after 180 seconds. Reserved VM: ${nic.reserved.forVm}`,
  );
}

function refuseFull(world: World, subnet: Subnet): void {
  const { used, limit } = spaceOf(world, subnet);
  if (used < limit) return;
  throw new ArmError(400, 'SubnetIsFull', `Subnet ${subnet.id} with address prefix ${subnet.prefix} is already full.`);
}

function missingSubnet(id: string): ArmError {
  return new ArmError(
    400,
    'SubnetMissing',
    `The IP configuration of network interface ${id} does not name the subnet that it belongs to.`,
  );
}

function addressIn(prefix: string, host: number): string {
  return `${prefix.split('.').slice(0, 3).join('.')}.${host}`;
}
