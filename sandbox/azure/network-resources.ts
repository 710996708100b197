import { randomUUID } from 'node:crypto';
import { ArmError, concurrentWrite, resourceNotFound } from './arm-error.ts';
import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { requiredLocation } from './galleries.ts';
import { compact, isObject, type JsonObject, objectAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { type NetworkResource, type NetworkType, resourceId, type World } from './world.ts';

/** What makes one kind of network resource different from the others. */
export type NetworkKind = {
  readonly type: NetworkType;
  readonly deleteMs: number;
  /** The properties with what Azure fills in; throws what Azure refuses. */
  readonly complete: (given: JsonObject, made: Made) => JsonObject;
  /** Throws when something still needs it. */
  readonly refuseDelete: (resource: NetworkResource) => void;
  /** The properties as they are answered, with the references back that only the world knows. */
  readonly show: (resource: NetworkResource) => JsonObject;
};

/** The resource that a PUT is making or changing. */
export type Made = {
  readonly id: string;
  readonly location: string;
  readonly before: NetworkResource | undefined;
  readonly call: Call;
};

const putMs = 3_000;

/** Create, read, list and delete, the same for every kind. */
export function networkResourceRoutes(azure: Azure, kind: NetworkKind): Route[] {
  const { world, operations } = azure;
  const listPath = `/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Network/${kind.type}`;
  const path = `${listPath}/:resource`;
  const body = (one: NetworkResource) => networkBody(one, kind.show(one));

  function find(call: Call): NetworkResource | undefined {
    const { subscriptionId, name } = groupOf(world, call);
    const id = resourceId(subscriptionId, name, `Microsoft.Network/${kind.type}/${call.param('resource')}`);
    return world.network.get(id.toLowerCase());
  }

  function put(call: Call): Answer {
    const group = groupOf(world, call);
    const sent = call.object();
    const before = find(call);
    if (before && operations.inFlight(before.id).length > 0) throw concurrentWrite();
    const name = before?.name ?? call.param('resource');
    const id = before?.id ?? resourceId(group.subscriptionId, group.name, `Microsoft.Network/${kind.type}/${name}`);
    const location = before?.location ?? requiredLocation(sent);
    const resource: NetworkResource = {
      id,
      name,
      type: kind.type,
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
      location,
      tags: isObject(sent.tags) ? sent.tags : undefined,
      properties: compact({
        resourceGuid: before?.properties.resourceGuid ?? randomUUID(),
        ...kind.complete(objectAt(sent, 'properties'), { id, location, before, call }),
        provisioningState: 'Updating',
      }),
      etag: `W/"${randomUUID()}"`,
      reserved: before?.reserved,
    };
    world.network.set(id.toLowerCase(), resource);
    const operation = operations.begin(call, {
      ...planOf(resource, `${before ? 'Update' : 'Create'} ${kind.type} ${name}`),
      durationMs: putMs,
      retryAfterSeconds: 3,
      succeeded: () => {
        resource.properties = { ...resource.properties, provisioningState: 'Succeeded' };
        return undefined;
      },
      failed: () => {
        resource.properties = { ...resource.properties, provisioningState: 'Failed' };
      },
    });
    return { status: before ? 200 : 201, headers: operation.headers('status-only'), body: body(resource) };
  }

  function remove(call: Call): Answer {
    const resource = find(call);
    if (!resource) return { status: 204 };
    if (operations.inFlight(resource.id).length > 0) throw concurrentWrite();
    kind.refuseDelete(resource);
    const operation = operations.begin(call, {
      ...planOf(resource, `Delete ${kind.type} ${resource.name}`),
      durationMs: kind.deleteMs,
      retryAfterSeconds: 10,
      succeeded: () => {
        world.network.delete(resource.id.toLowerCase());
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  const listed = (belongs: (one: NetworkResource) => boolean): Answer => ({
    status: 200,
    body: { value: ofType(world, kind.type).filter(belongs).map(body) },
  });

  return [
    {
      method: 'GET',
      path: `/subscriptions/:subscription/providers/Microsoft.Network/${kind.type}`,
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
      path,
      answer: call => {
        const found = find(call);
        if (found) return { status: 200, body: body(found) };
        throw resourceNotFound(`Microsoft.Network/${kind.type}`, call.param('resource'), groupOf(world, call).name);
      },
    },
    { method: 'PUT', path, answer: put },
    { method: 'DELETE', path, answer: remove },
  ];
}

/** Every resource of a kind. */
export function ofType(world: World, type: NetworkType): NetworkResource[] {
  return [...world.network.values()].filter(one => one.type === type);
}

/** 400 of a reference to what is not there. */
export function invalidReference(id: string, from: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceReference',
    `Resource ${id} referenced by resource ${from} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

/** What the long-running operation on a network resource is about. */
export function planOf(resource: NetworkResource, title: string) {
  return {
    segment: 'network',
    title,
    resourceId: resource.id,
    subscriptionId: resource.subscriptionId,
    location: resource.location,
  } as const;
}

function networkBody(one: NetworkResource, properties: JsonObject): JsonObject {
  return compact({
    name: one.name,
    id: one.id,
    etag: one.etag,
    type: `Microsoft.Network/${one.type}`,
    location: one.location,
    tags: one.tags,
    properties,
  });
}
