import { ArmError, concurrentWrite, parentNotFound, resourceNotFound } from './arm-error.ts';
import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { compact, isObject, type JsonObject, merge, objectAt, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { type Definition, type Gallery, resourceId, type World } from './world.ts';

export const galleryPath =
  '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/galleries/:gallery';

/** Compute Galleries. */
export function galleryRoutes(azure: Azure): Route[] {
  const { world, operations } = azure;

  function put(call: Call): Answer {
    const group = groupOf(world, call);
    const sent = call.object();
    const before = findGallery(world, call);
    const name = before?.name ?? call.param('gallery');
    if (!/^[A-Za-z0-9]([A-Za-z0-9_.]{0,78}[A-Za-z0-9])?$/.test(name)) throw badName('gallery', name);
    const twin = [...world.galleries.values()].find(
      one => one.subscriptionId === group.subscriptionId && same(one.name, name),
    );
    if (twin && !before)
      throw new ArmError(
        409,
        'Conflict',
        `The gallery name '${name}' is not unique within the subscription '${group.subscriptionId}'.`,
      );
    if (before) requireSettled(azure, before);
    const properties = objectAt(sent, 'properties');
    const gallery: Gallery = {
      id: before?.id ?? resourceId(group.subscriptionId, group.name, `Microsoft.Compute/galleries/${name}`),
      name,
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
      location: before?.location ?? requiredLocation(sent),
      tags: isObject(sent.tags) ? sent.tags : before?.tags,
      identity: isObject(sent.identity) ? sent.identity : before?.identity,
      properties: {
        ...(before && call.method === 'PATCH' ? merge(before.properties, properties) : properties),
        identifier: { uniqueName: `${group.subscriptionId}-${name.toUpperCase()}` },
      },
      provisioningState: before ? 'Updating' : 'Creating',
      definitions: before?.definitions ?? new Map<string, Definition>(),
    };
    world.galleries.set(gallery.id.toLowerCase(), gallery);
    const operation = operations.begin(call, {
      ...planOf(gallery, gallery.id, `${before ? 'Update' : 'Create'} gallery ${name}`),
      durationMs: 500,
      ...settling(gallery),
    });
    return { status: before ? 200 : 201, headers: operation.headers('status-only'), body: galleryBody(gallery) };
  }

  function remove(call: Call): Answer {
    groupOf(world, call);
    const gallery = findGallery(world, call);
    if (!gallery) return { status: 204 };
    requireSettled(azure, gallery);
    if (gallery.definitions.size > 0)
      throw new ArmError(409, 'CannotDeleteResource', `Can not delete resource before nested resources are deleted.`);
    gallery.provisioningState = 'Deleting';
    const operation = operations.begin(call, {
      ...planOf(gallery, gallery.id, `Delete gallery ${gallery.name}`),
      durationMs: 10_000,
      succeeded: () => {
        world.galleries.delete(gallery.id.toLowerCase());
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  const listed = (belongs: (gallery: Gallery) => boolean): Answer => ({
    status: 200,
    body: { value: [...world.galleries.values()].filter(belongs).map(galleryBody) },
  });

  return [
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Compute/galleries',
      bucket: 'GetGallery',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return listed(gallery => gallery.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/galleries',
      bucket: 'GetGallery',
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return listed(gallery => gallery.subscriptionId === subscriptionId && same(gallery.resourceGroup, name));
      },
    },
    {
      method: 'GET',
      path: galleryPath,
      bucket: 'GetGallery',
      answer: call => ({ status: 200, body: galleryBody(galleryOf(world, call)) }),
    },
    { method: 'PUT', path: galleryPath, bucket: 'CreateUpdateGallery', answer: put },
    {
      method: 'PATCH',
      path: galleryPath,
      bucket: 'CreateUpdateGallery',
      answer: call => {
        galleryOf(world, call);
        return put(call);
      },
    },
    { method: 'DELETE', path: galleryPath, bucket: 'DeleteGallery', answer: remove },
  ];
}

/** The gallery that the path names, or undefined. */
function findGallery(world: World, call: Call): Gallery | undefined {
  const { subscriptionId, name } = groupOf(world, call);
  return [...world.galleries.values()].find(
    one =>
      one.subscriptionId === subscriptionId && same(one.resourceGroup, name) && same(one.name, call.param('gallery')),
  );
}

/** The gallery that the path names; 404 when there is none. `write` words it as the missing parent of a write. */
export function galleryOf(world: World, call: Call, write?: string): Gallery {
  const gallery = findGallery(world, call);
  if (gallery) return gallery;
  const { subscriptionId, name } = groupOf(world, call);
  const missing = call.param('gallery');
  if (write) throw parentNotFound(write, resourceId(subscriptionId, name, `Microsoft.Compute/galleries/${missing}`));
  throw resourceNotFound('Microsoft.Compute/galleries', missing, name);
}

/** Refuses a write to a part of a gallery while another goes on. */
export function requireSettled({ operations }: Azure, part: { readonly id: string }): void {
  if (operations.inFlight(part.id).length > 0) throw concurrentWrite();
}

/** What a long-running operation on a part of a gallery is about. */
export function planOf(gallery: Gallery, resource: string, title: string, location = gallery.location) {
  return {
    segment: 'capsOperations',
    title,
    resourceId: resource,
    subscriptionId: gallery.subscriptionId,
    location,
  } as const;
}

/** How the end of the operation shows in the resource itself. */
export function settling(part: { provisioningState: string }) {
  return {
    succeeded: () => {
      part.provisioningState = 'Succeeded';
      return undefined;
    },
    failed: () => {
      part.provisioningState = 'Failed';
    },
  };
}

/** The location of a sent body in the short form; 400 without one. */
export function requiredLocation(sent: JsonObject): string {
  const location = textAt(sent, 'location');
  if (location) return location.replaceAll(' ', '').toLowerCase();
  throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.', {
    from: 'gateway',
  });
}

/** 400 of a name that Azure does not allow. */
export function badName(kind: string, name: string): ArmError {
  return new ArmError(400, 'InvalidParameter', `The value of parameter ${kind}Name is invalid: '${name}'.`, {
    target: `${kind}Name`,
  });
}

function galleryBody(gallery: Gallery): JsonObject {
  return compact({
    name: gallery.name,
    id: gallery.id,
    type: 'Microsoft.Compute/galleries',
    location: gallery.location,
    tags: gallery.tags ?? {},
    identity: gallery.identity,
    properties: { ...gallery.properties, provisioningState: gallery.provisioningState },
  });
}
