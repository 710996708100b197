import { randomBytes, randomUUID } from 'node:crypto';
import { ArmError, concurrentWrite, invalidParameter, notAllowed, resourceNotFound } from './arm-error.ts';
import { armDate } from './clock.ts';
import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { requiredLocation } from './galleries.ts';
import { compact, isObject, type JsonObject, merge, objectAt, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { resourceId, type StoredResource } from './world.ts';

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

function storedRoutes({ world, clock, operations }: Azure, kind: Kind): Route[] {
  const listPath = `/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/${kind.type}`;
  const path = `${listPath}/:resource`;

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
    const properties = before ? merge(objectAt(before.body, 'properties'), given) : { ...given, ...inherited(given) };
    const stored: StoredResource = {
      id: before?.id ?? resourceId(group.subscriptionId, group.name, `Microsoft.Compute/${kind.type}/${name}`),
      name,
      type: kind.type,
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
      location: before?.location ?? requiredLocation(sent),
      body: compact({
        ...before?.body,
        tags: isObject(sent.tags) ? sent.tags : before?.body.tags,
        zones: sent.zones ?? before?.body.zones,
        sku: isObject(sent.sku) ? { tier: 'Standard', ...sent.sku } : (before?.body.sku ?? defaultSku(kind.type)),
        properties: compact({
          ...properties,
          provisioningState: before || kind.type !== 'images' ? 'Updating' : 'Creating',
        }),
      }),
      sasUntil: before?.sasUntil,
    };
    world.stored.set(stored.id.toLowerCase(), stored);
    const operation = operations.begin(call, {
      ...planOf(kind, stored, `${before ? 'Update' : 'Create'} ${kind.type.slice(0, -1)} ${name}`),
      durationMs: kind.type === 'images' ? 5_000 : 2_000,
      ...(kind.type === 'images' ? {} : { retryAfterSeconds: 2 }),
      succeeded: () => {
        stored.body = merge(stored.body, { properties: { ...finished(), provisioningState: 'Succeeded' } });
        return kind.type === 'images' ? undefined : { output: bodyOf(stored), result: bodyOf(stored) };
      },
      failed: () => {
        stored.body = merge(stored.body, { properties: { provisioningState: 'Failed' } });
      },
    });
    if (kind.type === 'images')
      return { status: before ? 200 : 201, headers: operation.headers('status-only'), body: bodyOf(stored) };
    return { status: 202, headers: operation.headers('both'), body: bodyOf(stored) };
  }

  /** What a copy takes over from its source; 404 when the source is not there. */
  function inherited(given: JsonObject): JsonObject {
    const sourceId = textAt(given, 'creationData.sourceResourceId') ?? textAt(given, 'sourceVirtualMachine.id');
    if (sourceId === undefined) return {};
    if (kind.type === 'images') return imageOf(sourceId);
    const source = world.stored.get(sourceId.toLowerCase());
    if (!source) throw new ArmError(404, 'NotFound', `Resource ${sourceId} is not found.`);
    const from = objectAt(source.body, 'properties');
    if (objectAt(given, 'securityProfile').securityType !== undefined)
      throw new ArmError(400, 'BadRequest', "Security Type 'TrustedLaunch' is not supported for CreateOption 'Copy'.");
    const {
      osType,
      hyperVGeneration,
      diskSizeGB,
      diskSizeBytes,
      securityProfile,
      supportedCapabilities,
      purchasePlan,
    } = from;
    return compact({
      osType,
      hyperVGeneration,
      diskSizeGB,
      diskSizeBytes,
      securityProfile,
      supportedCapabilities,
      purchasePlan,
    });
  }

  function imageOf(vmId: string): JsonObject {
    const vm = world.virtualMachines.get(vmId.toLowerCase());
    if (!vm) throw new ArmError(404, 'NotFound', `Resource ${vmId} is not found.`);
    if (!vm.generalized)
      throw notAllowed(
        `The Virtual Machine '${vm.name}' needs to be generalized before an image can be created of it.`,
      );
    if (vm.securityType !== 'Standard')
      throw new ArmError(
        409,
        'OperationNotAllowed',
        `Managed image creation is not supported for virtual machine with '${vm.securityType}' security type.`,
      );
    const osDisk = {
      osType: vm.osType,
      osState: 'Generalized',
      diskSizeGB: vm.osDiskSizeGb,
      caching: 'ReadWrite',
      storageAccountType: 'Premium_LRS',
    };
    return { storageProfile: { osDisk, dataDisks: [] }, hyperVGeneration: vm.generation };
  }

  function finished(): JsonObject {
    if (kind.type === 'images') return {};
    return { timeCreated: armDate(clock.date()), uniqueId: randomUUID(), diskState: 'Unattached' };
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

  function beginAccess(call: Call): Answer {
    const stored = need(call);
    const sent = call.object();
    const seconds = Number(sent.durationInSeconds ?? 0);
    if (!(seconds > 0))
      throw invalidParameter("Required parameter 'durationInSeconds' is missing (null).", 'durationInSeconds');
    if (textAt(stored.body, 'properties.diskState') === 'Attached')
      throw notAllowed(`Disk ${stored.name} is attached to a running VM: shared access is not possible.`);
    if (textAt(stored.body, 'properties.networkAccessPolicy') === 'DenyAll')
      throw notAllowed(`Access to disk ${stored.name} is denied by its network access policy.`);
    const until = new Date(clock.date().getTime() + seconds * 1000);
    const sas = `${call.origin}/_storage/md-${randomBytes(6).toString('hex')}/${stored.name}?sv=2018-03-28&sr=b&si=${randomUUID()}&sig=${randomBytes(32).toString('base64url')}`;
    const operation = operations.begin(call, {
      ...planOf(kind, stored, `Grant access to ${stored.name}`),
      durationMs: 600,
      succeeded: () => {
        stored.sasUntil = until;
        stored.body = merge(stored.body, { properties: { diskState: 'ActiveSAS' } });
        return { output: { accessSAS: sas }, result: { accessSAS: sas } };
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function endAccess(call: Call): Answer {
    const stored = need(call);
    const operation = operations.begin(call, {
      ...planOf(kind, stored, `Revoke access to ${stored.name}`),
      durationMs: 400,
      succeeded: () => {
        stored.sasUntil = undefined;
        stored.body = merge(stored.body, { properties: { diskState: 'Unattached' } });
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  const listed = (belongs: (one: StoredResource) => boolean): Answer => ({
    status: 200,
    body: { value: [...world.stored.values()].filter(one => one.type === kind.type && belongs(one)).map(bodyOf) },
  });

  return [
    {
      method: 'GET',
      path: `/subscriptions/:subscription/providers/Microsoft.Compute/${kind.type}`,
      bucket: kind.buckets.get,
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return listed(one => one.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: listPath,
      bucket: kind.buckets.get,
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return listed(one => one.subscriptionId === subscriptionId && same(one.resourceGroup, name));
      },
    },
    { method: 'GET', path, bucket: kind.buckets.get, answer: call => ({ status: 200, body: bodyOf(need(call)) }) },
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
    ...(kind.type === 'images'
      ? []
      : [
          { method: 'POST', path: `${path}/beginGetAccess`, bucket: kind.buckets.access, answer: beginAccess },
          { method: 'POST', path: `${path}/endGetAccess`, bucket: kind.buckets.access, answer: endAccess },
        ]),
  ];
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

function defaultSku(type: StoredResource['type']): JsonObject | undefined {
  if (type === 'images') return undefined;
  return type === 'disks' ? { name: 'Premium_LRS', tier: 'Premium' } : { name: 'Standard_LRS', tier: 'Standard' };
}

function bodyOf(stored: StoredResource): JsonObject {
  return {
    name: stored.name,
    id: stored.id,
    type: `Microsoft.Compute/${stored.type}`,
    location: stored.location,
    ...stored.body,
  };
}
