import { ArmError, concurrentWrite, parentNotFound, resourceNotFound } from './arm-error.ts';
import { type Azure, groupOf, same } from './context.ts';
import { compact, isObject, type JsonObject, listAt, objectAt, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import { invalidReference, type Made, type NetworkKind, ofType, planOf } from './network-resources.ts';
import { networkUsagesOf } from './quotas.ts';
import type { Answer, Call, Route } from './routes.ts';
import { type NetworkResource, resourceId, type World } from './world.ts';

export type Subnet = { readonly id: string; readonly prefix: string; readonly network: NetworkResource };

/** Virtual networks, which hold their subnets. */
export function virtualNetworks({ world }: Azure): NetworkKind {
  return {
    type: 'virtualNetworks',
    deleteMs: 10_000,
    complete: (given, made) => {
      if (!made.before) refuseMoreNetworks(world, made);
      const subnets = listAt(given, 'subnets').filter(isObject);
      const gone = subnetsOf(made.before).find(
        one => !subnets.some(other => same(textAt(other, 'name') ?? '', textAt(one, 'name') ?? '')),
      );
      if (gone) refuseUsed(world, textAt(gone, 'id') ?? '', textAt(gone, 'name') ?? '');
      return compact({
        enableDdosProtection: false,
        virtualNetworkPeerings: [],
        ...given,
        subnets: subnets.map(one => completeSubnet(world, one, made)),
      });
    },
    refuseDelete: network => {
      for (const one of subnetsOf(network)) refuseUsed(world, textAt(one, 'id') ?? '', textAt(one, 'name') ?? '');
    },
    show: network => ({
      ...network.properties,
      subnets: subnetsOf(network).map(one => showSubnet(world, one)),
    }),
  };
}

/** Subnets as resources of their own. */
export function subnetRoutes({ world, operations }: Azure): Route[] {
  const listPath =
    '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Network/virtualNetworks/:network/subnets';
  const path = `${listPath}/:subnet`;

  function networkOf(call: Call): NetworkResource {
    const { subscriptionId, name } = groupOf(world, call);
    const id = resourceId(subscriptionId, name, `Microsoft.Network/virtualNetworks/${call.param('network')}`);
    const network = world.network.get(id.toLowerCase());
    if (network) return network;
    if (call.method === 'PUT') throw parentNotFound('virtualNetworks/subnets', id);
    throw resourceNotFound('Microsoft.Network/virtualNetworks', call.param('network'), name);
  }

  const find = (network: NetworkResource, name: string) =>
    subnetsOf(network).find(one => same(textAt(one, 'name') ?? '', name));

  function put(call: Call): Answer {
    const network = networkOf(call);
    if (operations.inFlight(network.id).length > 0) throw concurrentWrite();
    const name = call.param('subnet');
    const before = find(network, name);
    const made: Made = { id: network.id, location: network.location, before: network, call };
    const subnet = completeSubnet(world, { ...call.object(), name }, made);
    network.properties = {
      ...network.properties,
      subnets: [...subnetsOf(network).filter(one => one !== before), subnet],
    };
    const operation = operations.begin(call, {
      ...planOf(network, `${before ? 'Update' : 'Create'} subnet ${name}`),
      durationMs: 3_000,
      retryAfterSeconds: 3,
    });
    return { status: before ? 200 : 201, headers: operation.headers('status-only'), body: showSubnet(world, subnet) };
  }

  function remove(call: Call): Answer {
    const network = networkOf(call);
    const subnet = find(network, call.param('subnet'));
    if (!subnet) return { status: 204 };
    if (operations.inFlight(network.id).length > 0) throw concurrentWrite();
    refuseUsed(world, textAt(subnet, 'id') ?? '', call.param('subnet'));
    const operation = operations.begin(call, {
      ...planOf(network, `Delete subnet ${call.param('subnet')}`),
      durationMs: 5_000,
      retryAfterSeconds: 10,
      succeeded: () => {
        network.properties = {
          ...network.properties,
          subnets: subnetsOf(network).filter(one => textAt(one, 'id') !== textAt(subnet, 'id')),
        };
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function usages(call: Call): Answer {
    const value = subnetsOf(networkOf(call)).map((one): JsonObject => {
      const id = textAt(one, 'id') ?? '';
      const { used, limit } = spaceOf(world, { id, prefix: textAt(one, 'properties.addressPrefix') ?? '' });
      const name = { value: 'SubnetSpace', localizedValue: 'Subnet size and usage' };
      return { id, currentValue: used, limit, unit: 'Count', name };
    });
    return { status: 200, body: { value } };
  }

  function get(call: Call): Answer {
    const network = networkOf(call);
    const subnet = find(network, call.param('subnet'));
    if (subnet) return { status: 200, body: showSubnet(world, subnet) };
    throw resourceNotFound(
      'Microsoft.Network/virtualNetworks/subnets',
      `${network.name}/${call.param('subnet')}`,
      network.resourceGroup,
    );
  }

  return [
    {
      method: 'GET',
      path: listPath,
      answer: call => ({
        status: 200,
        body: { value: subnetsOf(networkOf(call)).map(one => showSubnet(world, one)) },
      }),
    },
    { method: 'GET', path: listPath.replace(/subnets$/, 'usages'), answer: usages },
    { method: 'GET', path, answer: get },
    { method: 'PUT', path, answer: put },
    { method: 'DELETE', path, answer: remove },
  ];
}

/** The subnet of that id with the network that it is in, or null. */
export function findSubnet(world: World, id: string): Subnet | null {
  const network = world.network.get(id.toLowerCase().replace(/\/subnets\/[^/]+$/, ''));
  const subnet = subnetsOf(network).find(one => same(textAt(one, 'id') ?? '', id));
  if (!network || !subnet) return null;
  return { id: textAt(subnet, 'id') ?? '', prefix: textAt(subnet, 'properties.addressPrefix') ?? '', network };
}

function subnetsOf(network: NetworkResource | undefined): JsonObject[] {
  return listAt(network?.properties, 'subnets').filter(isObject);
}

function completeSubnet(world: World, sent: JsonObject, { id, location, call }: Made): JsonObject {
  const name = textAt(sent, 'name') ?? 'default';
  const given = objectAt(sent, 'properties');
  const securityGroup = textAt(given, 'networkSecurityGroup.id');
  if (securityGroup !== undefined) {
    const group = world.network.get(securityGroup.toLowerCase());
    if (!group || group.location !== location) throw invalidReference(securityGroup, `${id}/subnets/${name}`);
    requireLinked(world, call, 'Microsoft.Network/networkSecurityGroups/join/action', group.id);
  }
  return {
    name,
    id: `${id}/subnets/${name}`,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: {
      privateEndpointNetworkPolicies: 'Disabled',
      privateLinkServiceNetworkPolicies: 'Enabled',
      delegations: [],
      ...given,
      addressPrefix: textAt(given, 'addressPrefix') ?? firstText(listAt(given, 'addressPrefixes')) ?? '10.0.0.0/24',
      provisioningState: 'Succeeded',
    },
  };
}

function firstText(list: ReturnType<typeof listAt>): string | undefined {
  return list.find(one => typeof one === 'string');
}

function showSubnet(world: World, subnet: JsonObject): JsonObject {
  const used = configurationsIn(world, textAt(subnet, 'id') ?? '').map(id => ({ id }));
  if (used.length === 0) return subnet;
  return { ...subnet, properties: { ...objectAt(subnet, 'properties'), ipConfigurations: used } };
}

function configurationsIn(world: World, subnetId: string): string[] {
  return ofType(world, 'networkInterfaces').flatMap(nic =>
    listAt(nic.properties, 'ipConfigurations')
      .filter(one => same(textAt(one, 'properties.subnet.id') ?? '', subnetId))
      .map(one => textAt(one, 'id') ?? nic.id),
  );
}

function refuseMoreNetworks(world: World, { id, location }: Made): void {
  const subscriptionId = id.split('/')[2] ?? '';
  const [networks] = networkUsagesOf(world, subscriptionId, location);
  if (!networks || networks.used < networks.limit) return;
  throw new ArmError(
    400,
    'VnetCountLimitReached',
    `Cannot create more than ${networks.limit} virtual networks for this subscription in this region.`,
  );
}

/** How many addresses of a subnet are taken, and how many there are: Azure keeps five of each for itself. */
export function spaceOf(world: World, { id, prefix }: Pick<Subnet, 'id' | 'prefix'>): { used: number; limit: number } {
  const bits = 32 - Number(prefix.split('/')[1] ?? 24);
  return { used: configurationsIn(world, id).length, limit: 2 ** bits - 5 };
}

function refuseUsed(world: World, subnetId: string, name: string): void {
  const [user] = configurationsIn(world, subnetId);
  if (user === undefined) return;
  throw new ArmError(
    400,
    'InUseSubnetCannotBeDeleted',
    `Subnet ${name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  );
}
