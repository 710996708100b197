import { ArmError } from './arm-error.ts';
import { armDate } from './clock.ts';
import { type Azure, same } from './context.ts';
import { compact, type JsonObject, objectAt, textAt } from './json.ts';
import { rolesAt } from './permissions.ts';
import { builtInRoles, findRole, type Role } from './roles.ts';
import type { Answer, Call, Route } from './routes.ts';
import { findPrincipal, type RoleAssignment } from './world.ts';

const provider = '/*scope/providers/Microsoft.Authorization';
const principalTypes = { user: 'User', group: 'Group', servicePrincipal: 'ServicePrincipal' } as const;

/** Role assignments, role definitions and permissions, at any scope. */
export function authorizationRoutes({ world, clock }: Azure): Route[] {
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
    const role = findRole(id.split('/').at(-1) ?? '');
    if (role) return role;
    throw new ArmError(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${(id.split('/').at(-1) ?? '').replaceAll('-', '')}' does not exist.`,
    );
  }

  function requireScope(scope: string): void {
    const known = [world.galleries, world.virtualMachines, world.stored].some(map => map.has(scope.toLowerCase()));
    const parts = scope.split('/').filter(Boolean);
    if (known || parts.length <= 2) return;
    const inGroup = world.resourceGroups.has(`${parts[1]}/${parts[3]}`.toLowerCase());
    if (
      inGroup &&
      (parts.length === 4 || !/providers\/Microsoft\.Compute\/(galleries|virtualMachines)\/[^/]+$/i.test(scope))
    )
      return;
    if (!inGroup)
      throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${parts[3]}' could not be found.`, {
        from: 'gateway',
      });
    throw new ArmError(
      404,
      'ResourceNotFound',
      `The Resource '${parts.slice(5).join('/')}' under resource group '${parts[3]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      { from: 'gateway' },
    );
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

  function listRoles(call: Call): Answer {
    const name = /roleName\s+eq\s+'((?:[^']|'')*)'/i.exec(call.query('$filter'))?.[1]?.replaceAll("''", "'");
    const roles = builtInRoles.filter(role => name === undefined || same(role.name, name));
    return { status: 200, body: { value: roles.map(role => roleBody(role, scopeOf(call))) } };
  }

  function getRole(call: Call): Answer {
    const role = findRole(call.param('role'));
    if (role) return { status: 200, body: roleBody(role, scopeOf(call)) };
    throw new ArmError(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${call.param('role').replaceAll('-', '')}' does not exist.`,
    );
  }

  function remove(call: Call): Answer {
    const assignment = find(call);
    if (!assignment) return { status: 204 };
    world.roleAssignments.delete(assignment.id.toLowerCase());
    return { status: 200, body: assignmentBody(assignment, world.application.objectId) };
  }

  function permissions(call: Call): Answer {
    const roles = call.caller ? rolesAt(world, call.caller.objectId, scopeOf(call)) : [];
    const value = roles.map(({ actions, notActions }) => ({ actions: [...actions], notActions: [...notActions] }));
    return { status: 200, body: { value } };
  }

  return [
    { method: 'GET', path: `${provider}/roleAssignments`, answer: list },
    { method: 'GET', path: `${provider}/roleAssignments/:assignment`, answer: get },
    { method: 'PUT', path: `${provider}/roleAssignments/:assignment`, answer: put },
    { method: 'DELETE', path: `${provider}/roleAssignments/:assignment`, answer: remove },
    { method: 'GET', path: `${provider}/roleDefinitions`, answer: listRoles },
    { method: 'GET', path: `${provider}/roleDefinitions/:role`, answer: getRole },
    { method: 'GET', path: `${provider}/permissions`, answer: permissions },
  ];
}

function scopeOf(call: Call): string {
  return call.param('scope').replace(/\/+$/, '') || '/';
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

function roleBody(role: Role, scope: string): JsonObject {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return compact({
    properties: {
      roleName: role.name,
      type: 'BuiltInRole',
      description: role.description,
      assignableScopes: ['/'],
      permissions: [{ actions: role.actions, notActions: role.notActions, dataActions: [], notDataActions: [] }],
      createdOn: '2015-02-02T21:55:09.8806423Z',
      updatedOn: '2024-08-30T18:10:46.1029421Z',
      createdBy: null,
      updatedBy: null,
    },
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name: role.id,
  });
}

function principalNotFound(id: string, tenantId: string): ArmError {
  return new ArmError(
    400,
    'PrincipalNotFound',
    `Principal ${id.replaceAll('-', '')} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}
