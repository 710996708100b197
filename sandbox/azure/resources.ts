import { ArmError } from './arm-error.ts';
import { type Azure, groupKey, groupOf, same, subscriptionOf } from './context.ts';
import { compact, isObject, type Json, type JsonObject, textAt } from './json.ts';
import { displayRegion, regionNames } from './regions.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { ResourceGroup, Subscription } from './world.ts';

/** Tenants, subscriptions, resource groups, and what is in them. */
export function resourceRoutes({ world }: Azure): Route[] {
  function putGroup(call: Call): Answer {
    const { id } = subscriptionOf(world, call);
    const sent = call.object();
    const name = call.param('newGroup');
    if (!/^[-\w._()]{1,89}[-\w_()]$|^[-\w_()]$/.test(name))
      throw new ArmError(
        400,
        'InvalidResourceGroup',
        `The provided resource group name '${name}' has these invalid characters.`,
        { from: 'gateway' },
      );
    const before = world.resourceGroups.get(groupKey(id, name));
    const location = (textAt(sent, 'location') ?? before?.location ?? '').replaceAll(' ', '').toLowerCase();
    if (location === '')
      throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.', {
        from: 'gateway',
      });
    if (before && before.location !== location)
      throw new ArmError(
        409,
        'InvalidResourceGroupLocation',
        `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location}'.`,
        { from: 'gateway' },
      );
    const group: ResourceGroup = {
      subscriptionId: id,
      name: before?.name ?? name,
      location,
      tags: isObject(sent.tags) ? sent.tags : {},
    };
    world.resourceGroups.set(groupKey(id, name), group);
    return { status: before ? 200 : 201, body: groupBody(group) };
  }

  /** Everything in a subscription or a group, in the short form of resource lists. */
  function resources(belongs: (one: { subscriptionId: string; resourceGroup: string }) => boolean): Answer {
    const rows = [
      ...[...world.virtualMachines.values()]
        .filter(belongs)
        .map(vm => ({ ...vm, type: 'Microsoft.Compute/virtualMachines' })),
      ...[...world.galleries.values()].filter(belongs).map(one => ({ ...one, type: 'Microsoft.Compute/galleries' })),
      ...[...world.stored.values()]
        .filter(belongs)
        .map(one => ({ ...one, type: `Microsoft.Compute/${one.type}`, tags: undefined })),
    ];
    const value = rows.map(({ id, name, type, location, tags }): Json => compact({ id, name, type, location, tags }));
    return { status: 200, body: { value } };
  }

  const group = '/subscriptions/:subscription/resourceGroups/:group';
  return [
    { method: 'GET', path: '/tenants', answer: () => ({ status: 200, body: { value: [tenantBody(world.tenantId)] } }) },
    {
      method: 'GET',
      path: '/subscriptions',
      answer: () => ({ status: 200, body: { value: world.subscriptions.map(subscriptionBody) } }),
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription',
      answer: call => ({ status: 200, body: subscriptionBody(subscriptionOf(world, call)) }),
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/locations',
      answer: call => ({
        status: 200,
        body: { value: regionNames.map(name => locationBody(subscriptionOf(world, call).id, name)) },
      }),
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/resources',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return resources(one => one.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: `${group}/resources`,
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return resources(one => one.subscriptionId === subscriptionId && same(one.resourceGroup, name));
      },
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/resourceGroups',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return {
          status: 200,
          body: { value: [...world.resourceGroups.values()].filter(one => one.subscriptionId === id).map(groupBody) },
        };
      },
    },
    { method: 'GET', path: group, answer: call => ({ status: 200, body: groupBody(groupOf(world, call)) }) },
    {
      method: 'HEAD',
      path: '/subscriptions/:subscription/resourceGroups/:name',
      answer: call => ({
        status: world.resourceGroups.has(groupKey(subscriptionOf(world, call).id, call.param('name'))) ? 204 : 404,
      }),
    },
    { method: 'PUT', path: '/subscriptions/:subscription/resourceGroups/:newGroup', answer: putGroup },
  ];
}

function tenantBody(tenantId: string): JsonObject {
  return {
    id: `/tenants/${tenantId}`,
    tenantId,
    displayName: 'Contoso',
    countryCode: 'NL',
    defaultDomain: 'contoso.example',
    domains: ['contoso.example'],
    tenantCategory: 'Home',
    tenantType: 'AAD',
  };
}

function subscriptionBody({ id, name, tenantId }: Subscription): JsonObject {
  return {
    id: `/subscriptions/${id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: id,
    tenantId,
    displayName: name,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

function locationBody(subscriptionId: string, name: string): JsonObject {
  const displayName = displayRegion(name);
  return {
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: displayName,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
  };
}

function groupBody(group: ResourceGroup): JsonObject {
  return {
    id: `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    tags: group.tags,
    properties: { provisioningState: 'Succeeded' },
  };
}
