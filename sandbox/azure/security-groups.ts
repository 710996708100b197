import { isIP } from 'node:net';
import { ArmError } from './arm-error.ts';
import { type Azure, same } from './context.ts';
import { compact, isObject, type Json, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import { type NetworkKind, ofType } from './network-resources.ts';
import { regionNames } from './regions.ts';
import type { NetworkResource, World } from './world.ts';

/** Network security groups with their rules. */
export function securityGroups({ world }: Azure): NetworkKind {
  return {
    type: 'networkSecurityGroups',
    deleteMs: 5_000,
    complete: (given, { id }) => {
      const rules = listAt(given, 'securityRules').filter(isObject);
      refuseTwins(rules, id);
      for (const rule of rules) refuseUnknownPrefixes(rule, id);
      return compact({
        ...given,
        securityRules: rules.map((rule): Json => {
          const name = textAt(rule, 'name') ?? '';
          return {
            ...rule,
            id: `${id}/securityRules/${name}`,
            type: 'Microsoft.Network/networkSecurityGroups/securityRules',
            properties: { ...objectAt(rule, 'properties'), provisioningState: 'Succeeded' },
          };
        }),
        defaultSecurityRules: defaultRules(id),
      });
    },
    refuseDelete: group => {
      const users = [...nicsOf(world, group), ...subnetsOf(world, group)];
      if (users.length === 0) return;
      throw new ArmError(
        400,
        'InUseNetworkSecurityGroupCannotBeDeleted',
        `Network security group ${group.id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
      );
    },
    show: group => {
      const [nics, subnets] = [nicsOf(world, group), subnetsOf(world, group)];
      return compact({
        ...group.properties,
        networkInterfaces: nics.length > 0 ? nics.map(id => ({ id })) : undefined,
        subnets: subnets.length > 0 ? subnets.map(id => ({ id })) : undefined,
      });
    },
  };
}

function refuseTwins(rules: readonly JsonObject[], id: string): void {
  const key = (rule: JsonObject) =>
    `${textAt(rule, 'properties.direction')} ${numberAt(rule, 'properties.priority') ?? ''}`.toLowerCase();
  const twin = rules.find((rule, index) => rules.findIndex(one => key(one) === key(rule)) !== index);
  if (!twin) return;
  const other = rules.find(rule => key(rule) === key(twin));
  throw new ArmError(
    400,
    'SecurityRuleConflict',
    `Security rule ${textAt(twin, 'name')} conflicts with rule ${textAt(other, 'name')} of ${id}. Rules cannot have the same Priority and Direction.`,
  );
}

/** A rule is for anything, for addresses, or for a service tag that is known: for a region only where it has one. */
function refuseUnknownPrefixes(rule: JsonObject, id: string): void {
  for (const end of ['source', 'destination']) {
    const prefix = textAt(rule, `properties.${end}AddressPrefix`);
    if (prefix === undefined || isKnownPrefix(prefix)) continue;
    throw new ArmError(
      400,
      'SecurityRuleInvalidAddressPrefix',
      `Security rule ${id}/securityRules/${textAt(rule, 'name')} has invalid Address prefix. Value provided: ${prefix}`,
    );
  }
}

const isKnownPrefix = (prefix: string): boolean =>
  prefix === '*' ||
  isIP(prefix.replace(/\/\d{1,3}$/, '')) !== 0 ||
  ['VirtualNetwork', 'AzureLoadBalancer', 'Internet', 'AzureCloud', ...regionNames.map(tagOf)].some(one =>
    same(one, prefix),
  );

/** Four regions of the simulated cloud have a tag of another name than their own. */
const tagOf = (region: string): string => `AzureCloud.${otherTags[region] ?? region}`;
const otherTags: Readonly<Record<string, string>> = {
  francecentral: 'centralfrance',
  germanywestcentral: 'germanywc',
  norwayeast: 'norwaye',
  switzerlandnorth: 'switzerlandn',
};

function nicsOf(world: World, group: NetworkResource): string[] {
  return ofType(world, 'networkInterfaces')
    .filter(nic => same(textAt(nic.properties, 'networkSecurityGroup.id') ?? '', group.id))
    .map(({ id }) => id);
}

function subnetsOf(world: World, group: NetworkResource): string[] {
  return ofType(world, 'virtualNetworks')
    .flatMap(network => [...listAt(network.properties, 'subnets')])
    .filter(one => same(textAt(one, 'properties.networkSecurityGroup.id') ?? '', group.id))
    .map(one => textAt(one, 'id') ?? '');
}

/** The six rules that every group has. */
function defaultRules(id: string): Json[] {
  const rule = (name: string, direction: string, priority: number, access: string, from: string, to: string): Json => ({
    name,
    id: `${id}/defaultSecurityRules/${name}`,
    type: 'Microsoft.Network/networkSecurityGroups/defaultSecurityRules',
    properties: {
      provisioningState: 'Succeeded',
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: from,
      destinationAddressPrefix: to,
      access,
      priority,
      direction,
    },
  });
  return [
    rule('AllowVnetInBound', 'Inbound', 65_000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'),
    rule('AllowAzureLoadBalancerInBound', 'Inbound', 65_001, 'Allow', 'AzureLoadBalancer', '*'),
    rule('DenyAllInBound', 'Inbound', 65_500, 'Deny', '*', '*'),
    rule('AllowVnetOutBound', 'Outbound', 65_000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'),
    rule('AllowInternetOutBound', 'Outbound', 65_001, 'Allow', '*', 'Internet'),
    rule('DenyAllOutBound', 'Outbound', 65_500, 'Deny', '*', '*'),
  ];
}
