import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { compact, type Json, type JsonObject, objectAt } from './json.ts';
import { paged } from './pages.ts';
import { displayRegion, regionNames, zonesOf } from './regions.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { Subscription } from './world.ts';

/** Tenants, subscriptions, regions, and lists of resources of every type. */
export function resourceRoutes({ world }: Azure): Route[] {
  /** Everything in a subscription or a group, in the short form of resource lists. */
  function resources(call: Call, belongs: (one: { subscriptionId: string; resourceGroup: string }) => boolean): Answer {
    const rows = [
      ...[...world.virtualMachines.values()].map(vm => ({ ...vm, type: 'Microsoft.Compute/virtualMachines' })),
      ...[...world.galleries.values()].map(one => ({ ...one, type: 'Microsoft.Compute/galleries' })),
      ...[...world.stored.values()].map(one => ({
        ...one,
        type: `Microsoft.Compute/${one.type}`,
        tags: objectAt(one.body, 'tags'),
      })),
      ...[...world.restorePoints.values()].map(one => ({ ...one, type: 'Microsoft.Compute/restorePointCollections' })),
      ...[...world.network.values()].map(one => ({ ...one, type: `Microsoft.Network/${one.type}` })),
    ]
      .filter(belongs)
      .filter(one => isWanted(call.query('$filter'), one.type, one.tags));
    return paged(
      call,
      rows.map(({ id, name, type, location, tags }): Json => compact({ id, name, type, location, tags })),
    );
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
        return resources(call, one => one.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: `${group}/resources`,
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return resources(call, one => one.subscriptionId === subscriptionId && same(one.resourceGroup, name));
      },
    },
  ];
}

/** The filters of resource lists that a client needs: by type, by the name of a tag, and by its value too. */
function isWanted(filter: string, type: string, tags: JsonObject | undefined): boolean {
  const wantedType = /resourceType\s+eq\s+'([^']*)'/i.exec(filter)?.[1];
  if (wantedType !== undefined && !same(wantedType, type)) return false;
  const tag = /tagName\s+eq\s+'([^']*)'/i.exec(filter)?.[1];
  const value = /tagValue\s+eq\s+'([^']*)'/i.exec(filter)?.[1];
  if (tag === undefined) return true;
  const found = tags?.[tag];
  return found !== undefined && (value === undefined || found === value);
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
  const [displayName, zones] = [displayRegion(name), zonesOf(name)];
  return {
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: displayName,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
    ...(zones.length > 0
      ? { availabilityZoneMappings: zones.map(zone => ({ logicalZone: zone, physicalZone: `${name}-az${zone}` })) }
      : {}),
  };
}
