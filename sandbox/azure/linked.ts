import { ArmError } from './arm-error.ts';
import { actionOf, requirePermission } from './permissions.ts';
import type { Call } from './routes.ts';
import type { World } from './world.ts';

/** Passes when the caller may also do that with what the request links to; the 403 of ARM otherwise. */
export function requireLinked(world: World, call: Call, action: string, linkedId: string): void {
  if (!call.caller) return;
  try {
    requirePermission(world, call.caller, action, linkedId);
  } catch (cause) {
    if (!(cause instanceof ArmError)) throw cause;
    const own = actionOf(call.method, call.path);
    throw new ArmError(
      403,
      'LinkedAuthorizationFailed',
      `The client '${call.caller.applicationId}' with object id '${call.caller.objectId}' has permission to perform action '${own?.action}' on scope '${own?.scope}'; however, it does not have permission to perform action(s) '${action}' on the linked scope(s) '${linkedId}' (respectively) or the linked scope(s) are invalid.`,
      { from: 'gateway' },
    );
  }
}
