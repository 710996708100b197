import { ArmError, changeNotAllowed, invalidParameter, parentNotFound, resourceNotFound } from './arm-error.ts';
import { armDate } from './clock.ts';
import { type Azure, same } from './context.ts';
import { badName, galleryOf, planOf, requiredLocation, requireSettled } from './galleries.ts';
import { definitionOf, definitionPath } from './image-definitions.ts';
import { readSource, type Source } from './image-sources.ts';
import { compact, isObject, type JsonObject, merge, objectAt, textAt } from './json.ts';
import { planReplication, publishingProfile, replicationStatus, replicationTimeMs } from './replication.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { Definition, Gallery, Version } from './world.ts';

const path = `${definitionPath}/versions/:version`;

/** Image versions. */
export function versionRoutes(azure: Azure): Route[] {
  const { world, clock, operations } = azure;

  function put(call: Call): Answer {
    const { gallery, definition } = parentOf(call);
    const name = call.param('version');
    requireVersionName(name);
    const before = definition.versions.get(name);
    return before ? update(call, gallery, before) : create(call, gallery, definition);
  }

  function create(call: Call, gallery: Gallery, definition: Definition): Answer {
    const sent = call.object();
    const name = call.param('version');
    const location = requiredLocation(sent);
    const storageProfile = objectAt(sent, 'properties.storageProfile');
    const source = readSource(world, call, definition, storageProfile);
    if (!same(source.location, location))
      throw invalidParameter(
        `The source is in region '${source.location}', but the image version is in '${location}'. Both must be in the same region.`,
        'galleryImageVersion.location',
      );
    const profile = publishingProfile(objectAt(sent, 'properties.publishingProfile'), location, call.apiVersion);
    const version: Version = {
      id: `${definition.id}/versions/${name}`,
      name,
      location,
      tags: isObject(sent.tags) ? sent.tags : undefined,
      properties: compact({
        ...objectAt(sent, 'properties'),
        publishingProfile: { ...profile, publishedDate: armDate(clock.date()) },
        storageProfile,
        safetyProfile: {
          reportedForPolicyViolation: false,
          allowDeletionOfReplicatedLocations: false,
          ...objectAt(sent, 'properties.safetyProfile'),
        },
      }),
      provisioningState: 'Creating',
      publishedAt: clock.date(),
      replication: planReplication(profile, [], location, clock.ms()),
      content: source.content,
    };
    definition.versions.set(name, version);
    return { status: 201, ...replicate(call, gallery, version, source) };
  }

  function update(call: Call, gallery: Gallery, version: Version): Answer {
    const sent = call.object();
    requireSettled(azure, version);
    for (const field of ['source.id', 'source.virtualMachineId']) {
      const wanted = textAt(sent, `properties.storageProfile.${field}`);
      if (wanted !== undefined && !same(wanted, textAt(version.properties, `storageProfile.${field}`) ?? ''))
        throw changeNotAllowed(`galleryImageVersion.properties.storageProfile.${field}`);
    }
    if (version.provisioningState === 'Failed' && call.method === 'PUT')
      throw new ArmError(
        409,
        'Conflict',
        `The gallery image version '${version.name}' is in a failed state. Delete it before creating it again.`,
      );
    const given = merge(
      objectAt(version.properties, 'publishingProfile'),
      objectAt(sent, 'properties.publishingProfile'),
    );
    const profile = publishingProfile(given, version.location, call.apiVersion);
    if (isObject(sent.tags)) version.tags = sent.tags;
    version.properties = merge(version.properties, {
      publishingProfile: profile,
      safetyProfile: objectAt(sent, 'properties.safetyProfile'),
    });
    version.provisioningState = 'Updating';
    version.replication = planReplication(profile, version.replication, version.location, clock.ms());
    return { status: 200, ...replicate(call, gallery, version, null) };
  }

  /** Begins the copying; the disks show only when it is done. */
  function replicate(call: Call, gallery: Gallery, version: Version, source: Source | null): Omit<Answer, 'status'> {
    const operation = operations.begin(call, {
      ...planOf(gallery, version.id, `Replicate image version ${version.name}`, version.location),
      durationMs: replicationTimeMs(version.replication, clock.ms()),
      succeeded: () => {
        version.provisioningState = 'Succeeded';
        for (const region of version.replication) region.state = 'Completed';
        if (source)
          version.properties = merge(version.properties, {
            storageProfile: compact({
              osDiskImage: source.osDiskImage,
              dataDiskImages: source.dataDiskImages.length > 0 ? source.dataDiskImages : undefined,
            }),
          });
        return undefined;
      },
      failed: (_code, message) => {
        version.provisioningState = 'Failed';
        for (const region of version.replication.filter(one => one.startsAtMs + one.durationMs > clock.ms())) {
          region.state = 'Failed';
          region.details = message;
        }
      },
    });
    return { headers: operation.headers('status-only'), body: versionBody(version) };
  }

  function remove(call: Call): Answer {
    const { gallery, definition } = definitionOf(world, call);
    const version = definition.versions.get(call.param('version'));
    if (!version) return { status: 204 };
    requireSettled(azure, version);
    version.provisioningState = 'Deleting';
    const operation = operations.begin(call, {
      ...planOf(gallery, version.id, `Delete image version ${version.name}`, version.location),
      durationMs: 135_000,
      succeeded: () => {
        definition.versions.delete(version.name);
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function versionOf(call: Call): Version {
    const { gallery, definition } = definitionOf(world, call);
    const name = call.param('version');
    const version = definition.versions.get(name);
    if (version) return version;
    throw resourceNotFound(
      'Microsoft.Compute/galleries/images/versions',
      `${gallery.name}/${definition.name}/${name}`,
      gallery.resourceGroup,
    );
  }

  /** For a write the missing parent is told as such. */
  function parentOf(call: Call): { gallery: Gallery; definition: Definition } {
    const gallery = galleryOf(world, call, 'galleries/images/versions');
    const definition = gallery.definitions.get(call.param('image').toLowerCase());
    if (definition) return { gallery, definition };
    throw parentNotFound('galleries/images/versions', `${gallery.id}/images/${call.param('image')}`);
  }

  function get(call: Call): Answer {
    const version = versionOf(call);
    const body = versionBody(version);
    if (!same(call.query('$expand'), 'ReplicationStatus')) return { status: 200, body };
    const status = replicationStatus(version, clock.ms());
    return { status: 200, body: merge(body, { properties: { replicationStatus: status } }) };
  }

  return [
    {
      method: 'GET',
      path: `${definitionPath}/versions`,
      bucket: 'GetGalleryImageVersion',
      answer: call => ({
        status: 200,
        body: { value: [...definitionOf(world, call).definition.versions.values()].map(versionBody) },
      }),
    },
    { method: 'GET', path, bucket: 'GetGalleryImageVersion', answer: get },
    { method: 'PUT', path, bucket: 'CreateUpdateGalleryImageVersion', answer: put },
    {
      method: 'PATCH',
      path,
      bucket: 'CreateUpdateGalleryImageVersion',
      answer: call => update(call, definitionOf(world, call).gallery, versionOf(call)),
    },
    { method: 'DELETE', path, bucket: 'DeleteGalleryImageVersion', answer: remove },
  ];
}

function requireVersionName(name: string): void {
  const numbers = /^(\d+)\.(\d+)\.(\d+)$/.exec(name)?.slice(1).map(Number);
  if (!numbers || numbers.some(number => number > 2 ** 31 - 1)) throw badName('galleryImageVersion', name);
}

function versionBody(version: Version): JsonObject {
  return compact({
    name: version.name,
    id: version.id,
    type: 'Microsoft.Compute/galleries/images/versions',
    location: version.location,
    tags: version.tags ?? {},
    properties: { ...version.properties, provisioningState: version.provisioningState },
  });
}
