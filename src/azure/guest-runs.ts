import type { Azure, GuestRun } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { AzureError, asking, finding } from './errors.ts';

/** The part of the door through which scripts run inside a virtual machine. */
export function guestRuns({ compute }: ArmClients): Pick<Azure, 'findGuestRun' | 'startGuestRun'> {
  return {
    findGuestRun: (ref, name) =>
      finding(async () => {
        const runs = compute(ref.subscriptionId).virtualMachineRunCommands;
        try {
          const run = await asking(() =>
            runs.getByVirtualMachine(ref.resourceGroup, ref.name, name, { expand: 'instanceView' }),
          );
          return toGuestRun(run.instanceView, run.provisioningState);
        } catch (error) {
          // The instance view comes from the agent: a VM that is down may have none, though the command is there.
          if (!(error instanceof AzureError) || error.status !== 409) throw error;
          const run = await runs.getByVirtualMachine(ref.resourceGroup, ref.name, name);
          return toGuestRun(undefined, run.provisioningState);
        }
      }),

    startGuestRun: (ref, { name, location, script, timeoutSeconds, tags }) =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).virtualMachineRunCommands.createOrUpdate(
            ref.resourceGroup,
            ref.name,
            name,
            {
              location,
              ...(tags && Object.keys(tags).length > 0 ? { tags: { ...tags } } : {}),
              source: { script },
              asyncExecution: true,
              timeoutInSeconds: timeoutSeconds,
              treatFailureAsDeploymentFailure: false,
            },
            { onResponse },
          ),
        ),
      ),
  };
}

function toGuestRun(
  view: { executionState?: string; exitCode?: number; output?: string; error?: string } | undefined,
  provisioningState: string | undefined,
): GuestRun {
  const facts = { exitCode: view?.exitCode ?? null, output: [view?.output, view?.error].filter(Boolean).join('\n') };
  switch (view?.executionState) {
    case 'Running':
      return { state: 'running', ...facts };
    case 'Succeeded':
      return { state: 'succeeded', ...facts };
    case 'Failed':
      return { state: 'failed', ...facts };
    case 'TimedOut':
    case 'Canceled':
      return { state: 'ended', ...facts };
    default:
      return { state: provisioningState === 'Failed' ? 'ended' : 'pending', ...facts };
  }
}
