import { randomUUID } from 'node:crypto';
import { ArmError, concurrentWrite, notAllowed, resourceNotFound } from './arm-error.ts';
import { armDate } from './clock.ts';
import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { accessRoutes } from './disk-access.ts';
import { imageOf, inherited, refuseDisk } from './disk-sources.ts';
import { requiredLocation } from './galleries.ts';
import { compact, isObject, type JsonObject, merge, objectAt, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { resourceId, type StoredResource, type World } from './world.ts';

type Kind = {
  readonly type: StoredResource['type'];
  readonly segment: 'operations' | 'DiskOperations';
  readonly buckets: { readonly get: string; readonly put: string; readonly remove: string; readonly access: string };
};

const kinds: readonly Kind[] = [
  {
    type: 'disks',
    segment: 'DiskOperations',
    buckets: { get: 'GetDisk', put: 'CreateUpdateDisks', remove: 'DeleteDisks', access: 'HighCostDiskHydrate' },
  },
  {
    type: 'snapshots',
    segment: 'DiskOperations',
    buckets: {
      get: 'GetDisk',
      put: 'HighCostSnapshotCreateHydrate',
      remove: 'DeleteDisks',
      access: 'HighCostSnapshotCreateHydrate',
    },
  },
  {
    type: 'images',
    segment: 'operations',
    buckets: { get: 'GetImages', put: 'CreateImages', remove: 'DeleteImages', access: '' },
  },
];

/** Disks, snapshots and managed images. */
export function diskRoutes(azure: Azure): Route[] {
  return kinds.flatMap(kind => storedRoutes(azure, kind));
}

function storedRoutes(azure: Azure, kind: Kind): Route[] {
  const { world, clock, operations } = azure;
  const listPath = `/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/${kind.type}`;
  const path = `${listPath}/:resource`;
  const fromSource = kind.type === 'images' ? imageOf : inherited;

  function find(call: Call): StoredResource | undefined {
    const { subscriptionId, name } = groupOf(world, call);
    return world.stored.get(
      resourceId(subscriptionId, name, `Microsoft.Compute/${kind.type}/${call.param('resource')}`).toLowerCase(),
    );
  }

  function need(call: Call): StoredResource {
    const found = find(call);
    if (found) return found;
    throw resourceNotFound(`Microsoft.Compute/${kind.type}`, call.param('resource'), groupOf(world, call).name);
  }

  function put(call: Call): Answer {
    const group = groupOf(world, call);
    const sent = call.object();
    const before = find(call);
    if (before && operations.inFlight(before.id).length > 0) throw concurrentWrite();
    const name = before?.name ?? call.param('resource');
    const given = objectAt(sent, 'properties');
    const location = before?.location ?? requiredLocation(sent);
    if (!before) refuseDisk({ world, call, kind: kind.type, location, sent });
    if (!before && kind.type === 'snapshots')
      refuseMoreSnapshots(world, textAt(given, 'creationData.sourceResourceId'));
    const taken = before ? undefined : fromSource(world, given, location);
    const properties = taken
      ? { ...taken.properties, ...given, ...taken.fixed }
      : merge(objectAt(before?.body, 'properties'), given);
    const stored: StoredResource = {
      id: before?.id ?? resourceId(group.subscriptionId, group.name, `Microsoft.Compute/${kind.type}/${name}`),
      name,
      type: kind.type,
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
      location,
      body: compact({
        ...before?.body,
        tags: isObject(sent.tags) ? sent.tags : before?.body.tags,
        zones: sent.zones ?? before?.body.zones,
        sku: isObject(sent.sku) ? { tier: tierOf(sent.sku), ...sent.sku } : (before?.body.sku ?? defaultSku(kind.type)),
        properties: compact({
          ...properties,
          provisioningState: before || kind.type !== 'images' ? 'Updating' : 'Creating',
        }),
      }),
      sasUntil: before?.sasUntil,
      content: before ? before.content : taken?.content,
    };
    world.stored.set(stored.id.toLowerCase(), stored);
    const operation = operations.begin(call, {
      ...planOf(kind, stored, `${before ? 'Update' : 'Create'} ${kind.type.slice(0, -1)} ${name}`),
      durationMs: kind.type === 'images' ? 5_000 : 2_000,
      ...(kind.type === 'images' ? {} : { retryAfterSeconds: 2 }),
      succeeded: () => {
        stored.body = merge(stored.body, {
          properties: { ...(before ? {} : finished(given)), provisioningState: 'Succeeded' },
        });
        return kind.type === 'images'
          ? undefined
          : { output: bodyOf(stored, call.apiVersion), result: bodyOf(stored, call.apiVersion) };
      },
      failed: () => {
        stored.body = merge(stored.body, { properties: { provisioningState: 'Failed' } });
      },
    });
    if (kind.type === 'images')
      return {
        status: before ? 200 : 201,
        headers: operation.headers('status-only'),
        body: bodyOf(stored, call.apiVersion),
      };
    return { status: 202, headers: operation.headers('both'), body: bodyOf(stored, call.apiVersion) };
  }

  function finished(given: JsonObject): JsonObject {
    if (kind.type === 'images') return {};
    const made = { timeCreated: armDate(clock.date()), uniqueId: randomUUID(), diskState: 'Unattached' };
    return kind.type === 'disks' ? made : { ...made, completionPercent: 100, incremental: given.incremental ?? false };
  }

  function remove(call: Call): Answer {
    const stored = find(call);
    if (!stored) return { status: 204 };
    if (
      textAt(stored.body, 'managedBy') !== undefined &&
      world.virtualMachines.has((textAt(stored.body, 'managedBy') ?? '').toLowerCase())
    )
      throw notAllowed(`Disk ${stored.name} is attached to VM ${textAt(stored.body, 'managedBy')}.`);
    if (stored.sasUntil && stored.sasUntil > clock.date())
      throw notAllowed(
        `There is an active shared access signature outstanding for disk ${stored.name}. Call EndGetAccess before deleting it. SharedAccessSignature (SAS) is needed to be revoked.`,
      );
    const operation = operations.begin(call, {
      ...planOf(kind, stored, `Delete ${kind.type.slice(0, -1)} ${stored.name}`),
      durationMs: 3_000,
      succeeded: () => {
        world.stored.delete(stored.id.toLowerCase());
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  const listed = (call: Call, belongs: (one: StoredResource) => boolean): Answer => ({
    status: 200,
    body: {
      value: [...world.stored.values()]
        .filter(one => one.type === kind.type && belongs(one))
        .map(one => bodyOf(one, call.apiVersion)),
    },
  });

  return [
    {
      method: 'GET',
      path: `/subscriptions/:subscription/providers/Microsoft.Compute/${kind.type}`,
      bucket: kind.buckets.get,
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return listed(call, one => one.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: listPath,
      bucket: kind.buckets.get,
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return listed(call, one => one.subscriptionId === subscriptionId && same(one.resourceGroup, name));
      },
    },
    {
      method: 'GET',
      path,
      bucket: kind.buckets.get,
      answer: call => ({ status: 200, body: bodyOf(need(call), call.apiVersion) }),
    },
    { method: 'PUT', path, bucket: kind.buckets.put, answer: put },
    {
      method: 'PATCH',
      path,
      bucket: kind.buckets.put,
      answer: call => {
        need(call);
        return put(call);
      },
    },
    { method: 'DELETE', path, bucket: kind.buckets.remove, answer: remove },
    ...(kind.type === 'images' ? [] : accessRoutes(azure, { path, bucket: kind.buckets.access, need })),
  ];
}

const mostSnapshots = 500;

/** A disk has so many incremental snapshots, wherever in the subscription they are. */
function refuseMoreSnapshots(world: World, diskId: string | undefined): void {
  if (diskId === undefined) return;
  const taken = [...world.stored.values()].filter(
    ({ type, body }) =>
      type === 'snapshots' &&
      same(textAt(body, 'properties.creationData.sourceResourceId') ?? '', diskId) &&
      objectAt(body, 'properties').incremental === true,
  );
  if (taken.length < mostSnapshots) return;
  throw new ArmError(
    409,
    'SnapshotLimitReached',
    'The snapshot count was exceeded for a disk. Please delete a snapshot before creating another one.',
  );
}

function planOf({ segment }: Kind, stored: StoredResource, title: string) {
  return {
    segment,
    title,
    resourceId: stored.id,
    subscriptionId: stored.subscriptionId,
    location: stored.location,
  } as const;
}

function tierOf(sku: JsonObject): string {
  return textAt(sku, 'name')?.split('_')[0] ?? 'Standard';
}

function defaultSku(type: StoredResource['type']): JsonObject | undefined {
  if (type === 'images') return undefined;
  return type === 'disks' ? { name: 'Premium_LRS', tier: 'Premium' } : { name: 'Standard_LRS', tier: 'Standard' };
}

/** As ARM answers it at that api-version: disk controllers are told from 2022-07-02 on. */
function bodyOf(stored: StoredResource, apiVersion: string): JsonObject {
  const { diskControllerTypes, ...capabilities } = objectAt(stored.body, 'properties.supportedCapabilities');
  const older = apiVersion < '2022-07-02' && diskControllerTypes !== undefined;
  return {
    name: stored.name,
    id: stored.id,
    type: `Microsoft.Compute/${stored.type}`,
    location: stored.location,
    ...(older
      ? { ...stored.body, properties: { ...objectAt(stored.body, 'properties'), supportedCapabilities: capabilities } }
      : stored.body),
  };
}
