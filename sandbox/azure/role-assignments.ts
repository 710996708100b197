import { ArmError, resourceNotFound } from './arm-error.ts';
import { armDate } from './clock.ts';
import { type Azure, groupKey, same } from './context.ts';
import { type JsonObject, objectAt, textAt } from './json.ts';
import { scopeOf } from './permissions.ts';
import type { Role } from './roles.ts';
import type { Answer, Call, Route } from './routes.ts';
import { findPrincipal, type RoleAssignment } from './world.ts';

const provider = '/*scope/providers/Microsoft.Authorization';
const principalTypes = { user: 'User', group: 'Group', servicePrincipal: 'ServicePrincipal' } as const;

/** Role assignments, at any scope. */
export function roleAssignmentRoutes({ world, clock }: Azure): Route[] {
  function put(call: Call): Answer {
    const { properties, scope } = { properties: objectAt(call.object(), 'properties'), scope: scopeOf(call) };
    const name = call.param('assignment').toLowerCase();
    const [principalId, role] = [textAt(properties, 'principalId') ?? '', roleOf(properties)];
    requireScope(scope);
    const principal = findPrincipal(world, principalId);
    if (!principal) throw principalNotFound(principalId, world.tenantId);
    const principalType = textAt(properties, 'principalType') ?? principalTypes[principal.kind];
    if (!same(principalType, principalTypes[principal.kind]))
      throw new ArmError(
        400,
        'UnmatchedPrincipalType',
        `The PrincipalId '${principalId.replaceAll('-', '')}' has type '${principalTypes[principal.kind]}' , which is different from specified PrinciaplType '${principalType}'.`,
      );
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const before = world.roleAssignments.get(id.toLowerCase());
    if (before && (before.principalId !== principal.id || before.roleId !== role.id))
      throw new ArmError(
        409,
        'RoleAssignmentUpdateNotPermitted',
        'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      );
    const twin = [...world.roleAssignments.values()].find(
      one => one.principalId === principal.id && one.roleId === role.id && same(one.scope, scope),
    );
    if (twin) throw new ArmError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
    const assignment: RoleAssignment = {
      id,
      name,
      scope,
      roleId: role.id,
      principalId: principal.id,
      principalType: principalTypes[principal.kind],
      properties: {
        condition: textAt(properties, 'condition') ?? null,
        conditionVersion: textAt(properties, 'conditionVersion') ?? null,
        description: textAt(properties, 'description') ?? null,
        delegatedManagedIdentityResourceId: textAt(properties, 'delegatedManagedIdentityResourceId') ?? null,
      },
      createdAt: clock.date(),
    };
    world.roleAssignments.set(id.toLowerCase(), assignment);
    // On the answer to the creation itself, createdBy is null.
    return { status: 201, body: assignmentBody(assignment, null, call.caller?.objectId ?? null) };
  }

  function roleOf(properties: JsonObject): Role {
    const id = textAt(properties, 'roleDefinitionId') ?? '';
    const role = world.roles.get((id.split('/').at(-1) ?? '').toLowerCase());
    if (role) return role;
    throw new ArmError(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${(id.split('/').at(-1) ?? '').replaceAll('-', '')}' does not exist.`,
    );
  }

  /** A scope is the tenant, a subscription, a resource group, or a resource that is there. */
  function requireScope(scope: string): void {
    const [, subscriptionId = '', , group] = scope.split('/').filter(Boolean);
    if (group === undefined) return;
    if (!world.resourceGroups.has(groupKey(subscriptionId, group)))
      throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`, {
        from: 'gateway',
      });
    const [, type, name] =
      /\/(Microsoft\.Compute\/(?:galleries|virtualMachines|disks|snapshots))\/([^/]+)$/i.exec(scope) ?? [];
    const there = [world.galleries, world.virtualMachines, world.stored].some(map => map.has(scope.toLowerCase()));
    if (type !== undefined && name !== undefined && !there) throw resourceNotFound(type, name, group);
  }

  function find(call: Call): RoleAssignment | undefined {
    const name = call.param('assignment').toLowerCase();
    return [...world.roleAssignments.values()].find(one => one.name === name && same(one.scope, scopeOf(call)));
  }

  function get(call: Call): Answer {
    const assignment = find(call);
    if (assignment) return { status: 200, body: assignmentBody(assignment, world.application.objectId) };
    throw new ArmError(
      404,
      'RoleAssignmentNotFound',
      `The role assignment '${call.param('assignment')}' is not found.`,
    );
  }

  function list(call: Call): Answer {
    const [scope, filter] = [scopeOf(call), call.query('$filter')];
    const principalId = /principalId\s+eq\s+'([^']+)'/i.exec(filter)?.[1];
    const assignedTo = /assignedTo\('([^']+)'\)/i.exec(filter)?.[1];
    const value = [...world.roleAssignments.values()]
      .filter(one => {
        const here = same(one.scope, scope);
        const above = scope.toLowerCase().startsWith(`${one.scope.toLowerCase().replace(/\/$/, '')}/`);
        const below = one.scope.toLowerCase().startsWith(`${scope.toLowerCase().replace(/\/$/, '')}/`);
        return here || above || (below && !/atScope\(\)/i.test(filter));
      })
      .filter(one => principalId === undefined || same(one.principalId, principalId))
      .filter(one => assignedTo === undefined || isAssignedTo(one, assignedTo));
    return { status: 200, body: { value: value.map(one => assignmentBody(one, world.application.objectId)) } };
  }

  function isAssignedTo(assignment: RoleAssignment, principalId: string): boolean {
    const principal = world.principals.get(assignment.principalId);
    return (
      same(assignment.principalId, principalId) ||
      (principal?.kind === 'group' && principal.members.includes(principalId))
    );
  }

  function remove(call: Call): Answer {
    const assignment = find(call);
    if (!assignment) return { status: 204 };
    world.roleAssignments.delete(assignment.id.toLowerCase());
    return { status: 200, body: assignmentBody(assignment, world.application.objectId) };
  }

  return [
    { method: 'GET', path: `${provider}/roleAssignments`, answer: list },
    { method: 'GET', path: `${provider}/roleAssignments/:assignment`, answer: get },
    { method: 'PUT', path: `${provider}/roleAssignments/:assignment`, answer: put },
    { method: 'DELETE', path: `${provider}/roleAssignments/:assignment`, answer: remove },
  ];
}

function assignmentBody(one: RoleAssignment, createdBy: string | null, updatedBy = createdBy): JsonObject {
  const subscription = one.scope.split('/').slice(0, 3).join('/');
  return {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${one.roleId}`,
      principalId: one.principalId,
      principalType: one.principalType,
      scope: one.scope,
      ...one.properties,
      createdOn: armDate(one.createdAt).replace('+00:00', 'Z'),
      updatedOn: armDate(one.createdAt).replace('+00:00', 'Z'),
      createdBy,
      updatedBy,
    },
    id: one.id,
    type: 'Microsoft.Authorization/roleAssignments',
    name: one.name,
  };
}

function principalNotFound(id: string, tenantId: string): ArmError {
  return new ArmError(
    400,
    'PrincipalNotFound',
    `Principal ${id.replaceAll('-', '')} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}
