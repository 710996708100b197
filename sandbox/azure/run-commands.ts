import { concurrentWrite, notAllowed, resourceNotFound } from './arm-error.ts';
import { armDate } from './clock.ts';
import { type Azure, same, vmOf } from './context.ts';
import { compact, isObject, type JsonObject, merge, objectAt, textAt } from './json.ts';
import type { Operation } from './operations.ts';
import type { Answer, Call, Route } from './routes.ts';
import { commandPlan, keptOutput, requireRunning, runScript } from './script-runs.ts';
import type { RunCommand, VirtualMachine } from './world.ts';

/** Run Command, the managed resource: several at a time, with an instance view that tells how each of them goes. */
export function runCommandRoutes(azure: Azure): Route[] {
  const { world, clock, operations } = azure;
  const vmPath = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/virtualMachines/:vm';
  const path = `${vmPath}/runCommands/:command`;

  function put(call: Call): Answer {
    const vm = vmOf(world, call);
    const body = call.object();
    const name = call.param('command');
    const before = findCommand(vm, name);
    requireRunning(azure, vm);
    if (before && operations.inFlight(`${vm.id}/runCommands/${before.name}`).length > 0) throw concurrentWrite();
    if (!before && vm.runCommands.size >= 25)
      throw notAllowed(`The maximum number of run command resources, 25, has been reached on VM '${vm.name}'.`);
    const properties =
      call.method === 'PATCH' && before
        ? merge(before.properties, objectAt(body, 'properties'))
        : objectAt(body, 'properties');
    const command: RunCommand = {
      name: before?.name ?? name,
      location: textAt(body, 'location') ?? vm.location,
      properties: withoutSecrets(properties),
      tags: isObject(body.tags) ? body.tags : before?.tags,
      provisioningState: before ? 'Updating' : 'Creating',
      execution: {
        state: 'Running',
        message: '',
        exitCode: undefined,
        output: '',
        error: '',
        startedAt: clock.date(),
        endedAt: undefined,
      },
    };
    vm.runCommands.set(command.name.toLowerCase(), command);
    const id = `${vm.id}/runCommands/${command.name}`;
    const operation = operations.begin(call, {
      ...commandPlan(vm, id, `Run command ${command.name}`),
      succeeded: () => {
        command.provisioningState = 'Succeeded';
        return undefined;
      },
      failed: (_code, message) => {
        command.provisioningState = 'Failed';
        if (command.execution.state === 'Running')
          command.execution = { ...command.execution, state: 'Canceled', message, endedAt: clock.date() };
      },
    });
    if (!call.fault?.operation) {
      const script = textAt(properties, 'source.script') ?? '';
      runScript(
        azure,
        vm,
        operation,
        script,
        ({ end }) => {
          if (command.execution.state !== 'Running') return;
          command.execution = {
            ...command.execution,
            state: end.exitCode === 0 ? 'Succeeded' : 'Failed',
            message: end.exitCode === 0 ? '' : `Execution failed: command terminated with exit status=${end.exitCode}`,
            exitCode: end.exitCode,
            output: end.output.slice(-keptOutput),
            error: end.error.slice(-keptOutput),
            endedAt: clock.date(),
          };
          if (end.exitCode !== 0 && properties.treatFailureAsDeploymentFailure === true)
            operation.fail(
              'VMExtensionProvisioningError',
              `VM has reported a failure when processing run command '${command.name}'.`,
            );
          else operation.succeed();
        },
        output => {
          if (command.execution.state === 'Running')
            command.execution = { ...command.execution, output: output.slice(-keptOutput) };
        },
      );
      const timeoutSeconds = Number(properties.timeoutInSeconds ?? 0);
      if (timeoutSeconds > 0) clock.after(timeoutSeconds * 1000, () => timeOut(vm, command, operation));
      if (properties.asyncExecution === true) clock.after(4_000, () => operation.succeed());
    }
    return {
      status: before ? 200 : 201,
      headers: operation.headers('status-only'),
      body: commandBody(vm, command, false),
    };
  }

  function timeOut(vm: VirtualMachine, command: RunCommand, operation: Operation): void {
    // The guest's own agent keeps the time: one that is gone, or hangs, cannot say that it is up.
    const keepsTime = vm.agent === 'Ready' && vm.power === 'running' && vm.disk.behaviour !== 'hangs';
    if (command.execution.state !== 'Running' || !keepsTime) return;
    command.execution = {
      ...command.execution,
      state: 'TimedOut',
      message: 'Execution timed out.',
      endedAt: clock.date(),
    };
    operation.succeed();
  }

  function remove(call: Call): Answer {
    const vm = vmOf(world, call);
    const command = findCommand(vm, call.param('command'));
    if (!command) return { status: 204 };
    for (const running of operations.inFlight(`${vm.id}/runCommands/${command.name}`))
      running.fail('OperationPreempted', 'Operation execution has been preempted by a more recent operation.');
    command.provisioningState = 'Deleting';
    const operation = operations.begin(call, {
      ...commandPlan(vm, `${vm.id}/runCommands/${command.name}`, `Delete run command ${command.name}`),
      durationMs: 5_000,
      succeeded: () => {
        vm.runCommands.delete(command.name.toLowerCase());
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function get(call: Call): Answer {
    const vm = vmOf(world, call);
    const command = findCommand(vm, call.param('command'));
    if (!command)
      throw resourceNotFound(
        'Microsoft.Compute/virtualMachines/runCommands',
        `${vm.name}/${call.param('command')}`,
        vm.resourceGroup,
      );
    return { status: 200, body: commandBody(vm, command, same(call.query('$expand'), 'instanceView')) };
  }

  function list(call: Call): Answer {
    const vm = vmOf(world, call);
    const expand = same(call.query('$expand'), 'instanceView');
    return { status: 200, body: { value: [...vm.runCommands.values()].map(one => commandBody(vm, one, expand)) } };
  }

  return [
    { method: 'GET', path: `${vmPath}/runCommands`, bucket: 'LowCostGet', answer: list },
    { method: 'PUT', path, bucket: 'UpdateVM', answer: put },
    { method: 'PATCH', path, bucket: 'UpdateVM', answer: put },
    { method: 'GET', path, bucket: 'LowCostGet', answer: get },
    { method: 'DELETE', path, bucket: 'UpdateVM', answer: remove },
  ];
}

function findCommand(vm: VirtualMachine, name: string): RunCommand | undefined {
  return vm.runCommands.get(name.toLowerCase());
}

function commandBody(vm: VirtualMachine, command: RunCommand, expand: boolean): JsonObject {
  const { state, message, exitCode, output, error, startedAt, endedAt } = command.execution;
  return compact({
    name: command.name,
    id: `${vm.id}/runCommands/${command.name}`,
    type: 'Microsoft.Compute/virtualMachines/runCommands',
    location: command.location,
    tags: command.tags,
    properties: compact({
      ...command.properties,
      provisioningState: command.provisioningState,
      instanceView: expand
        ? compact({
            executionState: state,
            executionMessage: message,
            exitCode: exitCode ?? (state === 'Running' ? 0 : undefined),
            output,
            error,
            startTime: startedAt && armDate(startedAt),
            endTime: endedAt && armDate(endedAt),
            statuses: [],
          })
        : undefined,
    }),
  });
}

/** ARM never gives protected parameters or passwords back. */
function withoutSecrets(properties: JsonObject): JsonObject {
  const { protectedParameters: _parameters, runAsPassword: _password, ...rest } = properties;
  return rest;
}
