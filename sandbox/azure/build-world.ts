import { createHash } from 'node:crypto';
import { buildVm } from './build-vm.ts';
import { armDate } from './clock.ts';
import { groupKey } from './context.ts';
import { compact } from './json.ts';
import { displayRegion, shortRegion } from './regions.ts';
import { builtInRoles } from './roles.ts';
import {
  type Definition,
  type Gallery,
  type Principal,
  type ResourceGroup,
  type RoleAssignment,
  resourceId,
  type Version,
  type World,
} from './world.ts';
import type { WorldSpec } from './world-file.ts';

/** Makes the world that a description tells of. */
export function buildWorld(spec: WorldSpec, now: Date): World {
  const home = spec.subscriptions[0]?.id ?? '';
  const world: World = {
    tenantId: spec.tenantId,
    application: spec.application,
    subscriptions: spec.subscriptions.map(one => ({ ...one, tenantId: one.tenantId ?? spec.tenantId })),
    resourceGroups: new Map(),
    virtualMachines: new Map(),
    galleries: new Map(),
    stored: new Map(),
    principals: new Map(),
    roleAssignments: new Map(),
    registeredProviders: new Set(
      spec.subscriptions.flatMap(({ id }) => spec.registeredProviders.map(name => `${id} ${name}`.toLowerCase())),
    ),
  };
  for (const one of spec.resourceGroups) {
    const group: ResourceGroup = {
      subscriptionId: one.subscriptionId ?? home,
      name: one.name,
      location: shortRegion(one.location),
      tags: one.tags,
    };
    world.resourceGroups.set(groupKey(group.subscriptionId, group.name), group);
  }
  for (const one of spec.virtualMachines) {
    const { vm, disks } = buildVm(one, one.subscriptionId ?? home, now);
    world.virtualMachines.set(vm.id.toLowerCase(), vm);
    for (const disk of disks) world.stored.set(disk.id.toLowerCase(), disk);
  }
  for (const one of spec.galleries) {
    const gallery = buildGallery(one, one.subscriptionId ?? home, now);
    world.galleries.set(gallery.id.toLowerCase(), gallery);
  }
  for (const principal of principals(spec)) world.principals.set(principal.id, principal);
  for (const assignment of spec.roleAssignments.map(one => buildAssignment(spec, one, now)))
    world.roleAssignments.set(assignment.id.toLowerCase(), assignment);
  return world;
}

/** The same GUID for the same name, so that ids are the same at every start. */
export function guidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function buildGallery(spec: WorldSpec['galleries'][number], subscriptionId: string, now: Date): Gallery {
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

function principals(spec: WorldSpec): Principal[] {
  const { objectId, clientId, displayName } = spec.application;
  return [
    ...spec.users.map(one => ({ kind: 'user' as const, ...one })),
    ...spec.groups.map(one => ({ kind: 'group' as const, ...one })),
    ...spec.servicePrincipals.map(one => ({
      kind: 'servicePrincipal' as const,
      ...one,
      afterRegistrationOf: one.afterRegistrationOf,
    })),
    {
      kind: 'servicePrincipal',
      id: objectId,
      displayName,
      appId: clientId,
      appOwnerOrganizationId: spec.tenantId,
      afterRegistrationOf: undefined,
    },
  ];
}

function buildAssignment(spec: WorldSpec, one: WorldSpec['roleAssignments'][number], now: Date): RoleAssignment {
  const role = builtInRoles.find(({ name, id }) => name === one.role || id === one.role.toLowerCase());
  if (!role) throw new Error(`The world file names the role '${one.role}', which there is not.`);
  const kind = principals(spec).find(({ id }) => id === one.principalId)?.kind;
  if (!kind) throw new Error(`The world file gives a role to ${one.principalId}, which is no principal of it.`);
  const name = guidOf(`${one.scope} ${one.principalId} ${role.id}`);
  return {
    id: `${one.scope.replace(/\/$/, '')}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    scope: one.scope,
    roleId: role.id,
    principalId: one.principalId,
    principalType: kind === 'user' ? 'User' : kind === 'group' ? 'Group' : 'ServicePrincipal',
    properties: {
      condition: null,
      conditionVersion: null,
      description: null,
      delegatedManagedIdentityResourceId: null,
    },
    createdAt: now,
  };
}
