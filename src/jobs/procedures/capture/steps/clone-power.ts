import type { PowerState, Started } from '../../../../azure/azure.ts';
import type { CaptureContext } from '../step.ts';

/** Whether nothing runs in a VM, and nothing will by itself. */
export const isOff = (power: PowerState): boolean => power === 'stopped' || power === 'deallocated';

/** How long a copy that is on its way up is left alone. */
const upInMs = 5_000;

/**
 * Starts a copy that somebody has stopped, and waits for its agent, before anything is run in it: nobody else can.
 * Null once a script may be brought in, and always in place.
 */
export async function startedFirst({ azure, plan: { clone } }: CaptureContext): Promise<Started | null> {
  const status = clone && (await azure.findVmStatus(clone.vm));
  if (!clone || !status) return null;
  if (isOff(status.power)) return azure.startVm(clone.vm);
  return status.power === 'running' && status.agent.ready ? null : { operation: null, retryAfterMs: upInMs };
}
