import { buildGallery } from './build-gallery.ts';
import { addNetwork, poolId } from './build-network.ts';
import { buildVm } from './build-vm.ts';
import { groupKey } from './context.ts';
import { guidOf } from './guid.ts';
import { shortRegion } from './regions.ts';
import { builtInRoles, type Role } from './roles.ts';
import type { Principal, ResourceGroup, RoleAssignment, World } from './world.ts';
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
    network: new Map(),
    restorePoints: new Map(),
    locks: new Map(spec.locks.map(one => [`${one.scope} ${one.name}`.toLowerCase(), { ...one, notes: one.notes }])),
    roles: new Map(rolesOf(spec).map(one => [one.id, one])),
    quotas: new Map(Object.entries(spec.quotas).map(([name, limit]) => [name.toLowerCase(), limit])),
    registeredFeatures: new Set(spec.registeredFeatures.map(name => name.toLowerCase())),
    restrictedSizes: new Set(spec.restrictedSizes.map(name => name.toLowerCase())),
    principals: new Map(),
    roleAssignments: new Map(),
    registeringProviders: new Set(),
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
      state: 'Succeeded',
    };
    world.resourceGroups.set(groupKey(group.subscriptionId, group.name), group);
  }
  for (const one of spec.virtualMachines) {
    const { vm, disks } = buildVm(one, one.subscriptionId ?? home, now);
    world.virtualMachines.set(vm.id.toLowerCase(), vm);
    for (const disk of disks) world.stored.set(disk.id.toLowerCase(), disk);
    addNetwork(world, vm, one.loadBalancer === undefined ? [] : [poolId(vm, one.loadBalancer)]);
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

/** The built-in roles, and those that the tenant made. */
function rolesOf(spec: WorldSpec): Role[] {
  return [...builtInRoles, ...spec.customRoles];
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
  const role = rolesOf(spec).find(({ name, id }) => name === one.role || id === one.role.toLowerCase());
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
