import { armDate } from './clock.ts';
import { compact } from './json.ts';
import { displayRegion, shortRegion } from './regions.ts';
import { type Definition, type Gallery, resourceId, type Version } from './world.ts';
import type { WorldSpec } from './world-file.ts';

/** Makes a gallery with its definitions and versions, all of them as if they had been there for long. */
export function buildGallery(spec: WorldSpec['galleries'][number], subscriptionId: string, now: Date): Gallery {
  const id = resourceId(subscriptionId, spec.resourceGroup, `Microsoft.Compute/galleries/${spec.name}`);
  const location = shortRegion(spec.location);
  const definitions = spec.definitions.map(one => buildDefinition(one, id, location, now));
  return {
    id,
    name: spec.name,
    subscriptionId,
    resourceGroup: spec.resourceGroup,
    location,
    tags: spec.tags,
    identity: undefined,
    properties: compact({
      description: spec.description,
      identifier: { uniqueName: `${subscriptionId}-${spec.name.toUpperCase()}` },
    }),
    provisioningState: 'Succeeded',
    definitions: new Map(definitions.map(one => [one.name.toLowerCase(), one])),
  };
}

function buildDefinition(
  spec: WorldSpec['galleries'][number]['definitions'][number],
  galleryId: string,
  location: string,
  now: Date,
): Definition {
  const id = `${galleryId}/images/${spec.name}`;
  const features = [
    ...(spec.securityType === '' ? [] : [{ name: 'SecurityType', value: spec.securityType }]),
    ...(spec.diskControllerTypes === '' ? [] : [{ name: 'DiskControllerTypes', value: spec.diskControllerTypes }]),
  ];
  return {
    id,
    name: spec.name,
    location,
    tags: {},
    properties: compact({
      description: spec.description,
      osType: spec.osType,
      osState: 'Generalized',
      hyperVGeneration: spec.generation,
      architecture: spec.architecture,
      identifier: spec.identifier,
      purchasePlan: spec.plan,
      features: features.length > 0 ? features : undefined,
    }),
    provisioningState: 'Succeeded',
    versions: new Map(spec.versions.map(one => [one.name, buildVersion(one, id, location, now)])),
  };
}

function buildVersion(
  spec: WorldSpec['galleries'][number]['definitions'][number]['versions'][number],
  definitionId: string,
  location: string,
  now: Date,
): Version {
  const regions = spec.regions.map(shortRegion);
  const failed = spec.state === 'Failed';
  return {
    id: `${definitionId}/versions/${spec.name}`,
    name: spec.name,
    location,
    tags: {},
    publishedAt: now,
    properties: {
      publishingProfile: {
        targetRegions: regions.map(region => ({
          name: displayRegion(region),
          regionalReplicaCount: 1,
          storageAccountType: 'Standard_LRS',
        })),
        replicaCount: 1,
        excludeFromLatest: spec.excludeFromLatest,
        publishedDate: armDate(now),
        storageAccountType: 'Standard_LRS',
      },
      storageProfile: {
        source: { virtualMachineId: definitionId.replace(/\/galleries\/.*/, '/virtualMachines/web-00') },
        ...(failed ? {} : { osDiskImage: { sizeInGB: 30, hostCaching: 'ReadWrite', source: {} } }),
      },
      safetyProfile: { reportedForPolicyViolation: false, allowDeletionOfReplicatedLocations: false },
    },
    content: undefined,
    provisioningState: spec.state,
    replication: regions.map(region => ({
      region,
      state: failed ? 'Failed' : 'Completed',
      details: failed ? 'Failed with internal server error.' : '',
      startsAtMs: 0,
      durationMs: 1,
    })),
  };
}
