import { ArmError } from './arm-error.ts';
import { allows } from './roles.ts';
import type { Call, Caller } from './routes.ts';
import { findPrincipal, type World } from './world.ts';

/** The roles that a principal has at a scope, inherited ones and those of its groups included. */
export function rolesAt(world: World, principalId: string, scope: string) {
  const groups = [...world.principals.values()].filter(
    one => one.kind === 'group' && one.members.includes(principalId),
  );
  const own = new Set([principalId, ...groups.map(({ id }) => id)]);
  return [...world.roleAssignments.values()]
    .filter(one => own.has(one.principalId) && covers(one.scope, scope))
    .flatMap(one => world.roles.get(one.roleId) ?? []);
}

/** Passes when the caller may do that at the scope; the 403 of ARM otherwise. */
export function requirePermission(world: World, caller: Caller, action: string, scope: string): void {
  if (rolesAt(world, caller.objectId, scope).some(role => allows(role, action))) return;
  const client = findPrincipal(world, caller.objectId)?.kind === 'user' ? caller.objectId : caller.applicationId;
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${client}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    { from: 'gateway' },
  );
}

/** The action that a request is, and the scope that it is at: `POST .../virtualMachines/web-01/deallocate` is `Microsoft.Compute/virtualMachines/deallocate/action`. */
export function actionOf(method: string, path: string): { action: string; scope: string } | null {
  const verb =
    method === 'GET' || method === 'HEAD'
      ? 'read'
      : method === 'DELETE'
        ? 'delete'
        : method === 'POST'
          ? 'action'
          : 'write';
  const start = path.toLowerCase().lastIndexOf('/providers/');
  const scope = path.replace(/\/+$/, '');
  if (start < 0) {
    const parts = path.split('/').filter(Boolean);
    if (parts.length < 2) return null;
    const types = parts.filter((_, index) => index % 2 === 0);
    return { action: `Microsoft.Resources/${types.join('/')}/${verb}`, scope: scope.replace(/\/resources$/i, '') };
  }
  const [namespace = '', ...rest] = path
    .slice(start + '/providers/'.length)
    .split('/')
    .filter(Boolean);
  if (namespace.toLowerCase() === 'microsoft.authorization') {
    const type = rest[0] ?? '';
    return { action: `${namespace}/${type}/${verb}`, scope: path.slice(0, start) || '/' };
  }
  if (rest.length === 0)
    return { action: `Microsoft.Resources/subscriptions/providers/${verb}`, scope: path.slice(0, start) };
  if (/\/providers\/microsoft\.features$/i.test(path.slice(0, start)))
    return { action: `Microsoft.Features/providers/features/${verb}`, scope };
  const types = rest.filter((_, index) => index % 2 === 0);
  return { action: `${[namespace, ...types].join('/')}/${verb}`, scope };
}

/** The scope that a path of Microsoft.Authorization is at; `/` is the tenant itself. */
export function scopeOf(call: Call): string {
  return call.param('scope').replace(/\/+$/, '') || '/';
}

function covers(assigned: string, scope: string): boolean {
  const [outer, inner] = [assigned.toLowerCase().replace(/\/+$/, ''), scope.toLowerCase()];
  return inner === outer || inner.startsWith(`${outer}/`);
}
