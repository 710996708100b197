import { ArmError } from './arm-error.ts';
import { type Azure, same, vmOf } from './context.ts';
import { type Json, type JsonObject, listAt, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { commandPlan, keptOutput, requireRunning, runScript } from './script-runs.ts';
import type { VirtualMachine } from './world.ts';

/** Run Command, the action: one at a time, and its result comes with the end of the operation only. */
export function runCommandActionRoutes(azure: Azure): Route[] {
  const { world, operations } = azure;
  const path = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/virtualMachines/:vm';

  function invoke(call: Call): Answer {
    const vm = vmOf(world, call);
    const body = call.object();
    requireRunning(azure, vm);
    if (operations.inFlight(`${vm.id}/runCommand`).length > 0)
      throw new ArmError(
        409,
        'Conflict',
        'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
      );
    const commandId = textAt(body, 'commandId') ?? '';
    const shell = commands[vm.osType].find(id => same(id, commandId));
    if (!shell)
      throw new ArmError(
        404,
        'NotFound',
        `The entity was not found in this Azure location: run command '${commandId}'.`,
      );
    const script = listAt(body, 'script')
      .filter(line => typeof line === 'string')
      .join('\n');
    const operation = operations.begin(call, commandPlan(vm, `${vm.id}/runCommand`, `Run ${shell}`));
    if (!call.fault?.operation)
      runScript(azure, vm, operation, script, ({ end }) =>
        operation.succeed({ value: statusesOf(vm, end.output, end.error) }),
      );
    return { status: 202, headers: operation.headers('both') };
  }

  return [{ method: 'POST', path: `${path}/runCommand`, bucket: 'UpdateVM', answer: invoke }];
}

const commands = {
  Linux: ['RunShellScript', 'ifconfig', 'RemoveRunCommandLinuxExtension'],
  Windows: ['RunPowerShellScript', 'IPConfig', 'RDPSettings', 'RemoveRunCommandWindowsExtension'],
} as const;

/** The action never says that a script failed: on Linux one status with both streams, on Windows one each. */
function statusesOf(vm: VirtualMachine, output: string, error: string): Json[] {
  const status = (component: string, message: string): JsonObject => ({
    code: `${component}/succeeded`,
    level: 'Info',
    displayStatus: 'Provisioning succeeded',
    message,
  });
  const [out, err] = [output.slice(-keptOutput), error.slice(-keptOutput)];
  if (vm.osType === 'Linux')
    return [status('ProvisioningState', `Enable succeeded: \n[stdout]\n${out}\n[stderr]\n${err}`)];
  return [status('ComponentStatus/StdOut', out), status('ComponentStatus/StdErr', err)];
}
