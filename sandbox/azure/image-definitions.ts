import { ArmError, changeNotAllowed, invalidParameter, resourceNotFound } from './arm-error.ts';
import { type Azure, groupOf, same } from './context.ts';
import { badName, galleryOf, galleryPath, planOf, requiredLocation, requireSettled, settling } from './galleries.ts';
import { compact, isObject, type Json, type JsonObject, listAt, merge, objectAt, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { Definition, Gallery, Version, World } from './world.ts';

export const definitionPath = `${galleryPath}/images/:image`;

/** Image definitions. */
export function definitionRoutes(azure: Azure): Route[] {
  const { world, operations } = azure;

  function put(call: Call): Answer {
    const gallery = galleryOf(world, call, 'galleries/images');
    const sent = call.object();
    const before = gallery.definitions.get(call.param('image').toLowerCase());
    const name = before?.name ?? call.param('image');
    if (!/^[A-Za-z0-9][\w\-.]{0,79}(?<![-.])$/.test(name)) throw badName('galleryImage', name);
    if (before) requireSettled(azure, before);
    const given = objectAt(sent, 'properties');
    const properties = before
      ? changed(before, call.method === 'PATCH' ? merge(before.properties, given) : given)
      : fresh(gallery, given, call.apiVersion);
    const definition: Definition = {
      id: before?.id ?? `${gallery.id}/images/${name}`,
      name,
      location: before?.location ?? requiredLocation(sent),
      tags: isObject(sent.tags) ? sent.tags : before?.tags,
      properties,
      provisioningState: before ? 'Updating' : 'Creating',
      versions: before?.versions ?? new Map<string, Version>(),
    };
    gallery.definitions.set(name.toLowerCase(), definition);
    const operation = operations.begin(call, {
      ...planOf(
        gallery,
        definition.id,
        `${before ? 'Update' : 'Create'} image definition ${name}`,
        definition.location,
      ),
      durationMs: 500,
      ...settling(definition),
    });
    return { status: before ? 200 : 201, headers: operation.headers('status-only'), body: definitionBody(definition) };
  }

  function remove(call: Call): Answer {
    groupOf(world, call);
    const gallery = galleryOf(world, call);
    const definition = gallery.definitions.get(call.param('image').toLowerCase());
    if (!definition) return { status: 204 };
    requireSettled(azure, definition);
    if (definition.versions.size > 0)
      throw new ArmError(409, 'CannotDeleteResource', 'Can not delete resource before nested resources are deleted.');
    definition.provisioningState = 'Deleting';
    const operation = operations.begin(call, {
      ...planOf(gallery, definition.id, `Delete image definition ${definition.name}`, definition.location),
      durationMs: 10_000,
      succeeded: () => {
        gallery.definitions.delete(definition.name.toLowerCase());
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  return [
    {
      method: 'GET',
      path: `${galleryPath}/images`,
      bucket: 'GetGalleryImage',
      answer: call => ({
        status: 200,
        body: { value: [...galleryOf(world, call).definitions.values()].map(definitionBody) },
      }),
    },
    {
      method: 'GET',
      path: definitionPath,
      bucket: 'GetGalleryImage',
      answer: call => ({ status: 200, body: definitionBody(definitionOf(world, call).definition) }),
    },
    { method: 'PUT', path: definitionPath, bucket: 'CreateUpdateGalleryImage', answer: put },
    {
      method: 'PATCH',
      path: definitionPath,
      bucket: 'CreateUpdateGalleryImage',
      answer: call => {
        definitionOf(world, call);
        return put(call);
      },
    },
    { method: 'DELETE', path: definitionPath, bucket: 'DeleteGalleryImage', answer: remove },
  ];
}

/** The definition that the path names, with its gallery; 404 when there is none. */
export function definitionOf(world: World, call: Call): { gallery: Gallery; definition: Definition } {
  const gallery = galleryOf(world, call);
  const definition = gallery.definitions.get(call.param('image').toLowerCase());
  if (definition) return { gallery, definition };
  throw resourceNotFound(
    'Microsoft.Compute/galleries/images',
    `${gallery.name}/${call.param('image')}`,
    gallery.resourceGroup,
  );
}

/** The value of a feature such as `SecurityType`, or ''. */
export function featureOf(properties: JsonObject, name: string): string {
  const feature = listAt(properties, 'features').find(one => same(textAt(one, 'name') ?? '', name));
  return textAt(feature, 'value') ?? '';
}

/** A new definition with what Azure fills in: generation 2 and Trusted Launch from 2025-03-03 on, generation 1 before. */
function fresh(gallery: Gallery, given: JsonObject, apiVersion: string): JsonObject {
  for (const field of ['osType', 'osState', 'identifier.publisher', 'identifier.offer', 'identifier.sku'])
    if (!textAt(given, field))
      throw invalidParameter(
        `Required parameter 'galleryImage.properties.${field}' is missing (null).`,
        `galleryImage.properties.${field}`,
      );
  const twin = [...gallery.definitions.values()].find(one =>
    ['publisher', 'offer', 'sku'].every(part =>
      same(textAt(one.properties, `identifier.${part}`) ?? '', textAt(given, `identifier.${part}`) ?? ''),
    ),
  );
  if (twin)
    throw new ArmError(
      409,
      'Conflict',
      `Gallery image: ${twin.name} identified by (publisher:${textAt(given, 'identifier.publisher')}, offer:${textAt(given, 'identifier.offer')}, sku:${textAt(given, 'identifier.sku')}) already exists. Choose a different publisher, offer, sku combination.`,
    );
  const trusting = apiVersion >= '2025-03-03' && featureOf(given, 'SecurityType') === '';
  const features: readonly Json[] = trusting
    ? [...listAt(given, 'features'), { name: 'SecurityType', value: 'TrustedLaunchSupported' }]
    : listAt(given, 'features');
  const generation = textAt(given, 'hyperVGeneration') ?? (apiVersion >= '2025-03-03' ? 'V2' : 'V1');
  if (generation === 'V1' && /Trusted|Confidential/.test(featureOf({ features }, 'SecurityType')))
    throw invalidParameter(
      `The SecurityType '${featureOf({ features }, 'SecurityType')}' is only supported for Hypervisor generation 'V2'.`,
      'galleryImage.properties.features',
    );
  return compact({
    ...given,
    hyperVGeneration: generation,
    architecture: textAt(given, 'architecture') ?? 'x64',
    features: features.length > 0 ? features : undefined,
  });
}

const fixed = [
  'osType',
  'osState',
  'hyperVGeneration',
  'architecture',
  'identifier.publisher',
  'identifier.offer',
  'identifier.sku',
  'purchasePlan.name',
  'purchasePlan.publisher',
  'purchasePlan.product',
  'eula',
  'privacyStatementUri',
];

/** What is left of a definition after an update; most of it is fixed for ever. */
function changed(before: Definition, given: JsonObject): JsonObject {
  for (const field of fixed) {
    const [was, wanted] = [textAt(before.properties, field), textAt(given, field)];
    if (wanted !== undefined && !same(wanted, was ?? '')) throw changeNotAllowed(`galleryImage.properties.${field}`);
  }
  for (const feature of listAt(given, 'features')) {
    const name = textAt(feature, 'name') ?? '';
    if (given.allowUpdateImage !== true && !same(textAt(feature, 'value') ?? '', featureOf(before.properties, name)))
      throw changeNotAllowed('galleryImage.properties.features');
  }
  return compact({ ...before.properties, ...given });
}

function definitionBody(definition: Definition): JsonObject {
  return compact({
    name: definition.name,
    id: definition.id,
    type: 'Microsoft.Compute/galleries/images',
    location: definition.location,
    tags: definition.tags ?? {},
    properties: { ...definition.properties, provisioningState: definition.provisioningState },
  });
}
