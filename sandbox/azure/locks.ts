import { ArmError, resourceNotFound } from './arm-error.ts';
import { type Azure, same } from './context.ts';
import { compact, type JsonObject } from './json.ts';
import { scopeOf } from './permissions.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { Lock, World } from './world.ts';

const path = '/*scope/providers/Microsoft.Authorization/locks';

/** Locks, as a client reads them; they come from the world file. */
export function lockRoutes({ world }: Azure): Route[] {
  function list(call: Call): Answer {
    const scope = scopeOf(call);
    const above = /atScope\(\)/i.test(call.query('$filter'));
    const value = [...world.locks.values()].filter(
      one => same(one.scope, scope) || (above ? within(scope, one.scope) : within(one.scope, scope)),
    );
    return { status: 200, body: { value: value.map(lockBody) } };
  }

  function get(call: Call): Answer {
    const [scope, name] = [scopeOf(call), call.param('lock')];
    const lock = [...world.locks.values()].find(one => same(one.scope, scope) && same(one.name, name));
    if (lock) return { status: 200, body: lockBody(lock) };
    throw resourceNotFound('Microsoft.Authorization/locks', name, scope.split('/')[4] ?? '');
  }

  return [
    { method: 'GET', path, answer: list },
    { method: 'GET', path: `${path}/:lock`, answer: get },
  ];
}

/** Refuses with 409 what a lock at the resource, above it, or (for a whole group) within it forbids. */
export function requireUnlocked(world: World, method: string, path: string): void {
  const verb = method === 'DELETE' ? 'delete' : method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  if (verb === 'read' || /\/providers\/Microsoft\.Authorization\//i.test(path)) return;
  const scope = path.replace(/\/+$/, '');
  const wholeGroup = verb === 'delete' && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(scope);
  const locks = [...world.locks.values()].filter(
    one =>
      (one.level === 'ReadOnly' || verb === 'delete') &&
      (within(scope, one.scope) || (wholeGroup && within(one.scope, scope))),
  );
  if (locks.length === 0) return;
  throw new ArmError(
    409,
    'ScopeLocked',
    `The scope '${scope}' cannot perform ${verb} operation because following scope(s) are locked: '${locks.map(one => one.scope).join(',')}'. Please remove the lock and try again.`,
    { from: 'gateway' },
  );
}

function within(inner: string, outer: string): boolean {
  return `${inner}/`.toLowerCase().startsWith(`${outer}/`.toLowerCase());
}

function lockBody({ scope, name, level, notes }: Lock): JsonObject {
  return {
    properties: compact({ level, notes }),
    id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
    type: 'Microsoft.Authorization/locks',
    name,
  };
}
