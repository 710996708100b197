import type { Azure } from './context.ts';
import { featureOf } from './image-definitions.ts';
import { type Json, type JsonObject, textAt } from './json.ts';
import { regionProgress } from './replication.ts';

const shownOperations = 100;

/** The whole world as a page shows it. */
export function snapshot({ world, clock, operations }: Azure): JsonObject {
  const nowMs = clock.ms();
  return {
    now: clock.date().toISOString(),
    speed: clock.speed(),
    tenantId: world.tenantId,
    virtualMachines: [...world.virtualMachines.values()].map(
      (vm): Json => ({
        id: vm.id,
        name: vm.name,
        resourceGroup: vm.resourceGroup,
        location: vm.location,
        osType: vm.osType,
        generation: vm.generation,
        securityType: vm.securityType,
        powerState: vm.power,
        osState: vm.generalized ? 'Generalized' : 'Specialized',
        guest: vm.disk.guest,
        agent: vm.agent,
        behaviour: vm.disk.behaviour,
      }),
    ),
    galleries: [...world.galleries.values()].map(
      (gallery): Json => ({
        id: gallery.id,
        name: gallery.name,
        definitions: [...gallery.definitions.values()].map(({ name, properties, versions }) => ({
          name,
          osType: textAt(properties, 'osType'),
          generation: textAt(properties, 'hyperVGeneration'),
          securityType: featureOf(properties, 'SecurityType'),
          versions: [...versions.values()].map(version => ({
            name: version.name,
            guest: version.content && 'guest' in version.content ? version.content.guest : undefined,
            provisioningState: version.provisioningState,
            regions: version.replication.map(one => ({ name: one.region, ...regionProgress(one, nowMs) })),
          })),
        })),
      }),
    ),
    roleAssignments: [...world.roleAssignments.values()].map(
      (one): Json => ({
        principalName: world.principals.get(one.principalId)?.displayName ?? one.principalId,
        principalType: one.principalType,
        roleName: world.roles.get(one.roleId)?.name ?? one.roleId,
        scope: one.scope,
      }),
    ),
    operations: operations
      .all()
      .slice(-shownOperations)
      .map(
        ({ id, plan, status, startedAt }): Json => ({
          id,
          title: plan.title,
          resourceId: plan.resourceId,
          status,
          startedAt: startedAt.toISOString(),
        }),
      ),
  };
}
