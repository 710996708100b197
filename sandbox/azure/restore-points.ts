import { ArmError, concurrentWrite, parentNotFound, resourceNotFound } from './arm-error.ts';
import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { requiredLocation } from './galleries.ts';
import { isObject, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import { collectionBody, diskPointBody, pointBody, restorePointType as type } from './restore-point-bodies.ts';
import { restorePoint } from './restore-point-disks.ts';
import type { Answer, Call, Route } from './routes.ts';
import { type RestorePoint, type RestorePointCollection, resourceId } from './world.ts';

const listPath = `/subscriptions/:subscription/resourceGroups/:group/providers/${type}`;
const collectionPath = `${listPath}/:collection`;
const pointPath = `${collectionPath}/restorePoints/:point`;
const takeMs = 60_000;
const deleteMs = 20_000;

/** Restore points of machines: all disks of a machine at one moment, and what can be made of them. */
export function restorePointRoutes(azure: Azure): Route[] {
  const { world, operations } = azure;

  function find(call: Call): RestorePointCollection | undefined {
    const { subscriptionId, name } = groupOf(world, call);
    return world.restorePoints.get(
      resourceId(subscriptionId, name, `${type}/${call.param('collection')}`).toLowerCase(),
    );
  }

  function need(call: Call): RestorePointCollection {
    const found = find(call);
    if (found) return found;
    const { subscriptionId, name } = groupOf(world, call);
    const id = resourceId(subscriptionId, name, `${type}/${call.param('collection')}`);
    if (call.method === 'PUT') throw parentNotFound('restorePointCollections/restorePoints', id);
    throw resourceNotFound(type, call.param('collection'), name);
  }

  function needPoint(call: Call): RestorePoint {
    const collection = need(call);
    const point = collection.points.get(call.param('point').toLowerCase());
    if (point) return point;
    throw resourceNotFound(
      `${type}/restorePoints`,
      `${collection.name}/${call.param('point')}`,
      collection.resourceGroup,
    );
  }

  function putCollection(call: Call): Answer {
    const group = groupOf(world, call);
    const [sent, before] = [call.object(), find(call)];
    const location = before?.location ?? requiredLocation(sent);
    const vmId = textAt(sent, 'properties.source.id') ?? textAt(before?.properties, 'source.id') ?? '';
    const vm = world.virtualMachines.get(vmId.toLowerCase());
    if (!vm || vm.location !== location) throw new ArmError(404, 'NotFound', `Resource ${vmId} is not found.`);
    requireLinked(world, call, 'Microsoft.Compute/virtualMachines/read', vm.id);
    const name = before?.name ?? call.param('collection');
    const collection: RestorePointCollection = {
      id: before?.id ?? resourceId(group.subscriptionId, group.name, `${type}/${name}`),
      name,
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
      location,
      tags: isObject(sent.tags) ? sent.tags : before?.tags,
      properties: { source: { id: vm.id, location: vm.location }, provisioningState: 'Succeeded' },
      points: before?.points ?? new Map(),
    };
    world.restorePoints.set(collection.id.toLowerCase(), collection);
    return { status: before ? 200 : 201, body: collectionBody(collection, false) };
  }

  function take(call: Call): Answer {
    const collection = need(call);
    const name = call.param('point');
    const vm = world.virtualMachines.get((textAt(collection.properties, 'source.id') ?? '').toLowerCase());
    if (!vm)
      throw new ArmError(404, 'NotFound', `Resource ${textAt(collection.properties, 'source.id')} is not found.`);
    if (collection.points.has(name.toLowerCase()))
      throw new ArmError(409, 'Conflict', `The restore point '${name}' is there already, and cannot be changed.`);
    if (operations.inFlight(collection.id).length > 0) throw concurrentWrite();
    const mode = textAt(call.object(), 'properties.consistencyMode');
    const point = restorePoint(azure, collection, vm, name, mode);
    collection.points.set(name.toLowerCase(), point);
    const operation = operations.begin(call, {
      ...planOf(collection, collection.id, `Take restore point ${name} of ${vm.name}`),
      durationMs: takeMs,
      succeeded: () => {
        point.provisioningState = 'Succeeded';
        return undefined;
      },
      failed: () => {
        point.provisioningState = 'Failed';
      },
    });
    return { status: 201, headers: operation.headers('status-only'), body: pointBody(point, false) };
  }

  function remove(call: Call, id: string, gone: () => void): Answer {
    const collection = find(call);
    if (!collection) return { status: 204 };
    if (operations.inFlight(collection.id).length > 0) throw concurrentWrite();
    const operation = operations.begin(call, {
      ...planOf(collection, collection.id, `Delete ${id.split('/').at(-1)}`),
      durationMs: deleteMs,
      succeeded: () => {
        gone();
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function removeCollection(call: Call): Answer {
    const collection = find(call);
    if (!collection) return { status: 204 };
    return remove(call, collection.id, () => void world.restorePoints.delete(collection.id.toLowerCase()));
  }

  function removePoint(call: Call): Answer {
    const point = find(call)?.points.get(call.param('point').toLowerCase());
    if (!point) return { status: 204 };
    const collection = need(call);
    point.provisioningState = 'Deleting';
    return remove(call, point.id, () => void collection.points.delete(point.name.toLowerCase()));
  }

  function diskPoint(call: Call): Answer {
    const point = needPoint(call);
    const disk = point.disks.find(one => same(one.name, call.param('disk')));
    if (!disk)
      throw resourceNotFound(
        `${type}/restorePoints/diskRestorePoints`,
        `${need(call).name}/${point.name}/${call.param('disk')}`,
        need(call).resourceGroup,
      );
    return { status: 200, body: diskPointBody(point, disk) };
  }

  const listed = (belongs: (one: RestorePointCollection) => boolean): Answer => ({
    status: 200,
    body: { value: [...world.restorePoints.values()].filter(belongs).map(one => collectionBody(one, false)) },
  });

  return [
    {
      method: 'GET',
      path: `/subscriptions/:subscription/providers/${type}`,
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return listed(one => one.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: listPath,
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return listed(one => one.subscriptionId === subscriptionId && same(one.resourceGroup, name));
      },
    },
    {
      method: 'GET',
      path: collectionPath,
      answer: call => ({
        status: 200,
        body: collectionBody(need(call), same(call.query('$expand'), 'restorePoints')),
      }),
    },
    { method: 'PUT', path: collectionPath, bucket: 'UpdateVM', answer: putCollection },
    { method: 'DELETE', path: collectionPath, bucket: 'UpdateVM', answer: removeCollection },
    {
      method: 'GET',
      path: pointPath,
      answer: call => ({ status: 200, body: pointBody(needPoint(call), same(call.query('$expand'), 'instanceView')) }),
    },
    { method: 'PUT', path: pointPath, bucket: 'UpdateVM', answer: take },
    { method: 'DELETE', path: pointPath, bucket: 'UpdateVM', answer: removePoint },
    { method: 'GET', path: `${pointPath}/diskRestorePoints/:disk`, bucket: 'GetDisk', answer: diskPoint },
  ];
}

function planOf(collection: RestorePointCollection, resource: string, title: string) {
  return {
    segment: 'operations',
    title,
    resourceId: resource,
    subscriptionId: collection.subscriptionId,
    location: collection.location,
  } as const;
}
