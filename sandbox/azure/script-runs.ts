import { concurrentWrite, notAllowed } from './arm-error.ts';
import type { Azure } from './context.ts';
import { runInGuest, type ScriptEnd } from './guests.ts';
import type { Operation } from './operations.ts';
import { readScript } from './scripts.ts';
import type { VirtualMachine } from './world.ts';

/** As much of the end of a script's output as Azure keeps, in bytes. */
export const keptOutput = 4096;

const silentAgentMs = 40 * 60_000;
const silentAgent = (vm: VirtualMachine) =>
  `VM '${vm.name}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, the VM has a running VM agent, and that it can establish outbound connections to Azure storage. Please refer to https://aka.ms/vmextensionlinuxtroubleshoot for additional VM agent troubleshooting information.`;

/** Runs a script in the guest; where the agent is silent, nobody hears of it for a long time, and then that it is silent. */
export function runScript(
  azure: Azure,
  vm: VirtualMachine,
  operation: Operation,
  script: string,
  ended: (run: { readonly end: ScriptEnd }) => void,
  said: (output: string) => void = () => {},
): void {
  if (vm.agent !== 'Ready') {
    azure.clock.after(silentAgentMs, () => operation.fail('VMAgentStatusCommunicationError', silentAgent(vm)));
    return;
  }
  const run = runInGuest(azure, vm, readScript(script));
  if (!run) return;
  const { said: early, end } = run;
  if (early) azure.clock.after(early.afterMs, () => said(early.output));
  if (end) azure.clock.after(run.afterMs, () => ended({ end }));
}

/** Run Command needs a machine that runs, and that nothing else is being done to. */
export function requireRunning({ operations }: Azure, vm: VirtualMachine): void {
  if (vm.power !== 'running') throw notAllowed('The operation requires the VM to be running (or set to run).');
  if (operations.inFlight(vm.id).length > 0) throw concurrentWrite();
}

/** What the long-running operation of a Run Command is about. */
export function commandPlan(vm: VirtualMachine, resourceId: string, title: string) {
  return {
    segment: 'operations',
    title,
    resourceId,
    subscriptionId: vm.subscriptionId,
    location: vm.location,
  } as const;
}
