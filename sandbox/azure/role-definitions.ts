import { ArmError } from './arm-error.ts';
import { type Azure, same } from './context.ts';
import { compact, type JsonObject } from './json.ts';
import { rolesAt, scopeOf } from './permissions.ts';
import type { Role } from './roles.ts';
import type { Answer, Call, Route } from './routes.ts';

const provider = '/*scope/providers/Microsoft.Authorization';

/** Role definitions, and what the caller may do at a scope. */
export function roleDefinitionRoutes({ world }: Azure): Route[] {
  function listRoles(call: Call): Answer {
    const name = /roleName\s+eq\s+'((?:[^']|'')*)'/i.exec(call.query('$filter'))?.[1]?.replaceAll("''", "'");
    const roles = [...world.roles.values()].filter(role => name === undefined || same(role.name, name));
    return { status: 200, body: { value: roles.map(role => roleBody(role, scopeOf(call))) } };
  }

  function getRole(call: Call): Answer {
    const role = world.roles.get(call.param('role').toLowerCase());
    if (role) return { status: 200, body: roleBody(role, scopeOf(call)) };
    throw new ArmError(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${call.param('role').replaceAll('-', '')}' does not exist.`,
    );
  }

  function permissions(call: Call): Answer {
    const roles = call.caller ? rolesAt(world, call.caller.objectId, scopeOf(call)) : [];
    const value = roles.map(({ actions, notActions }) => ({ actions: [...actions], notActions: [...notActions] }));
    return { status: 200, body: { value } };
  }

  return [
    { method: 'GET', path: `${provider}/roleDefinitions`, answer: listRoles },
    { method: 'GET', path: `${provider}/roleDefinitions/:role`, answer: getRole },
    { method: 'GET', path: `${provider}/permissions`, answer: permissions },
  ];
}

function roleBody(role: Role, scope: string): JsonObject {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return compact({
    properties: {
      roleName: role.name,
      type: role.assignableScopes ? 'CustomRole' : 'BuiltInRole',
      description: role.description,
      assignableScopes: role.assignableScopes ?? ['/'],
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
