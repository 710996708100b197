import { ArmError, concurrentWrite } from './arm-error.ts';
import { type Azure, groupKey, groupOf, same, subscriptionOf } from './context.ts';
import { compact, isObject, type JsonObject, textAt } from './json.ts';
import { paged } from './pages.ts';
import { preempt } from './power.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { ResourceGroup, World } from './world.ts';

const path = '/subscriptions/:subscription/resourceGroups/:group';
const emptyMs = 20_000;
const fullMs = 60_000;

/** Resource groups; one that is deleted takes everything in it along. */
export function resourceGroupRoutes(azure: Azure): Route[] {
  const { world, operations } = azure;

  function put(call: Call): Answer {
    const { id } = subscriptionOf(world, call);
    const sent = call.object();
    const name = call.param('group');
    if (!/^[-\w._()]{1,89}[-\w_()]$|^[-\w_()]$/.test(name))
      throw gatewayError(
        400,
        'InvalidResourceGroup',
        `The provided resource group name '${name}' has these invalid characters.`,
      );
    const before = world.resourceGroups.get(groupKey(id, name));
    const location = (textAt(sent, 'location') ?? before?.location ?? '').replaceAll(' ', '').toLowerCase();
    if (location === '')
      throw gatewayError(400, 'LocationRequired', 'The location property is required for this definition.');
    if (before && before.location !== location)
      throw gatewayError(
        409,
        'InvalidResourceGroupLocation',
        `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location}'.`,
      );
    const managedBy = textAt(sent, 'managedBy') ?? before?.managedBy;
    const group: ResourceGroup = {
      subscriptionId: id,
      name: before?.name ?? name,
      location,
      tags: isObject(sent.tags) ? sent.tags : {},
      state: 'Succeeded',
      ...(managedBy === undefined ? {} : { managedBy }),
    };
    world.resourceGroups.set(groupKey(id, name), group);
    return { status: before ? 200 : 201, body: groupBody(group) };
  }

  function patch(call: Call): Answer {
    const group = groupOf(world, call);
    const { tags } = call.object();
    if (isObject(tags)) group.tags = tags;
    return { status: 200, body: groupBody(group) };
  }

  function remove(call: Call): Answer {
    const group = groupOf(world, call);
    const id = `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`;
    if (operations.inFlight(id).length > 0) throw concurrentWrite();
    const inside = (one: { subscriptionId: string; resourceGroup: string }) =>
      one.subscriptionId === group.subscriptionId && same(one.resourceGroup, group.name);
    const contents = [world.virtualMachines, world.galleries, world.stored, world.network, world.restorePoints];
    const full = contents.some(map => [...map.values()].some(inside));
    group.state = 'Deleting';
    const operation = operations.begin(call, {
      segment: 'group',
      title: `Delete resource group ${group.name}`,
      resourceId: id,
      subscriptionId: group.subscriptionId,
      location: group.location,
      durationMs: full ? fullMs : emptyMs,
      retryAfterSeconds: 15,
      succeeded: () => {
        for (const vm of [...world.virtualMachines.values()].filter(inside)) preempt(azure, vm);
        for (const map of contents) for (const [key, one] of map) if (inside(one)) map.delete(key);
        world.resourceGroups.delete(groupKey(group.subscriptionId, group.name));
        return undefined;
      },
      failed: () => {
        group.state = 'Succeeded';
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  return [
    {
      method: 'GET',
      path: '/subscriptions/:subscription/resourceGroups',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        const [, tag, value] =
          /tagName\s+eq\s+'([^']*)'(?:\s+and\s+tagValue\s+eq\s+'([^']*)')?/i.exec(call.query('$filter')) ?? [];
        const groups = [...world.resourceGroups.values()].filter(
          one =>
            one.subscriptionId === id &&
            (tag === undefined || (value === undefined ? tag in one.tags : one.tags[tag] === value)),
        );
        return paged(call, groups.map(groupBody));
      },
    },
    { method: 'GET', path, answer: call => ({ status: 200, body: groupBody(groupOf(world, call)) }) },
    {
      method: 'HEAD',
      path,
      answer: call => ({
        status: world.resourceGroups.has(groupKey(subscriptionOf(world, call).id, call.param('group'))) ? 204 : 404,
      }),
    },
    { method: 'PUT', path, answer: put },
    { method: 'PATCH', path, answer: patch },
    { method: 'DELETE', path, answer: remove },
  ];
}

/** Refuses a write into a group that is on its way out. */
export function requireStanding(world: World, method: string, path: string): void {
  if (method !== 'PUT' && method !== 'PATCH') return;
  const [, subscriptionId = '', name = ''] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(path) ?? [];
  const group = world.resourceGroups.get(groupKey(subscriptionId, name));
  if (group?.state === 'Deleting')
    throw gatewayError(
      409,
      'ResourceGroupBeingDeleted',
      `The resource group '${group.name}' is in deprovisioning state and cannot perform this operation.`,
    );
}

function gatewayError(status: number, code: string, message: string): ArmError {
  return new ArmError(status, code, message, { from: 'gateway' });
}

function groupBody(group: ResourceGroup): JsonObject {
  return compact({
    id: `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    managedBy: group.managedBy,
    tags: group.tags,
    properties: { provisioningState: group.state },
  });
}
