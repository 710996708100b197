import { concurrentWrite, notAllowed } from './arm-error.ts';
import { type Azure, vmOf } from './context.ts';
import { boot } from './guests.ts';
import { isObject, objectAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { VirtualMachine } from './world.ts';

type PowerVerb = {
  readonly title: string;
  readonly bucket: string;
  readonly durationMs: number;
  readonly retryAfterSeconds?: number;
  readonly refuse?: (vm: VirtualMachine) => string | null;
  readonly begin: (vm: VirtualMachine) => void;
  readonly end: (vm: VirtualMachine, at: Date) => void;
};

const refuseGeneralized = (verb: string) => (vm: VirtualMachine) =>
  vm.generalized ? `Operation '${verb}' is not allowed on VM '${vm.name}' since the VM is generalized.` : null;
const refuseNotRunning = (vm: VirtualMachine) =>
  vm.power === 'running' ? null : 'The operation requires the VM to be running (or set to run).';

const refuseEphemeral = (vm: VirtualMachine) =>
  isObject(objectAt(vm.properties, 'storageProfile.osDisk').diffDiskSettings)
    ? `Operation 'deallocate' is not allowed on VM '${vm.name}' since its OS disk is ephemeral.`
    : null;

// Durations as recorded (minimum 10 s, median 18 s, maximum 288 s for deallocate).
const verbs: Readonly<Record<string, PowerVerb>> = {
  deallocate: {
    title: 'Deallocate VM',
    bucket: 'DeleteVM',
    durationMs: 18_000,
    retryAfterSeconds: 10,
    refuse: refuseEphemeral,
    begin: vm => {
      if (vm.power !== 'deallocated') vm.power = 'deallocating';
    },
    end: vm => {
      vm.power = 'deallocated';
    },
  },
  powerOff: {
    title: 'Power off VM',
    bucket: 'UpdateVM',
    durationMs: 12_000,
    begin: vm => {
      if (vm.power === 'running') vm.power = 'stopping';
    },
    end: vm => {
      if (vm.power === 'stopping') vm.power = 'stopped';
    },
  },
  start: {
    title: 'Start VM',
    bucket: 'UpdateVM',
    durationMs: 25_000,
    retryAfterSeconds: 10,
    refuse: refuseGeneralized('Start VM'),
    begin: vm => {
      if (vm.power !== 'running') vm.power = 'starting';
    },
    end: boot,
  },
  restart: {
    title: 'Restart VM',
    bucket: 'UpdateVM',
    durationMs: 20_000,
    refuse: vm => refuseGeneralized('Restart VM')(vm) ?? refuseNotRunning(vm),
    begin: () => {},
    end: boot,
  },
};

/** Start, stop, deallocate, restart and generalize. */
export function powerRoutes(azure: Azure): Route[] {
  const { world, clock, operations } = azure;
  const path = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/virtualMachines/:vm';

  function change(call: Call, verb: PowerVerb): Answer {
    const vm = vmOf(world, call);
    const refusal = verb.refuse?.(vm);
    if (refusal) throw notAllowed(refusal);
    requireIdle(azure, vm);
    preempt(azure, vm);
    const before = vm.power;
    const unchanged = verb.title === 'Deallocate VM' && before === 'deallocated';
    verb.begin(vm);
    const operation = operations.begin(call, {
      segment: 'operations',
      title: verb.title,
      resourceId: vm.id,
      subscriptionId: vm.subscriptionId,
      location: vm.location,
      durationMs: unchanged ? 1_000 : verb.durationMs,
      ...(verb.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: verb.retryAfterSeconds }),
      succeeded: () => {
        verb.end(vm, clock.date());
        return undefined;
      },
      failed: () => {
        vm.power = before;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function generalize(call: Call): Answer {
    const vm = vmOf(world, call);
    if (vm.power !== 'stopped' && vm.power !== 'deallocated')
      throw notAllowed(`Operation 'generalize' is not allowed on VM '${vm.name}' since the VM is ${vm.power}.`);
    requireIdle(azure, vm);
    vm.generalized = true;
    return { status: 200 };
  }

  return [
    ...Object.entries(verbs).map(([name, verb]) => ({
      method: 'POST',
      path: `${path}/${name}`,
      bucket: verb.bucket,
      answer: (call: Call) => change(call, verb),
    })),
    { method: 'POST', path: `${path}/generalize`, bucket: 'UpdateVM', answer: generalize },
  ];
}

/** Refuses a second write to a machine while the first goes on; run commands do not count. */
export function requireIdle({ operations }: Azure, vm: VirtualMachine): void {
  if (operations.inFlight(vm.id).length > 0) throw concurrentWrite();
}

/** What still runs in the guest is lost when the machine goes down: its operations end as preempted. */
export function preempt({ operations, clock }: Azure, vm: VirtualMachine): void {
  for (const command of vm.runCommands.values()) {
    for (const operation of operations.inFlight(`${vm.id}/runCommands/${command.name}`))
      operation.fail('OperationPreempted', preempted);
    if (command.execution.state === 'Running')
      command.execution = { ...command.execution, state: 'Canceled', message: preempted, endedAt: clock.date() };
  }
  for (const operation of operations.inFlight(`${vm.id}/runCommand`)) operation.fail('OperationPreempted', preempted);
}

const preempted = 'Operation execution has been preempted by a more recent operation.';
