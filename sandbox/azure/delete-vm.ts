import type { Azure } from './context.ts';
import { isObject, listAt, merge, objectAt, textAt } from './json.ts';
import { preempt, requireIdle } from './power.ts';
import type { Answer, Call } from './routes.ts';
import type { VirtualMachine, World } from './world.ts';

const deleteMs = 30_000;
const forcedMs = 10_000;

/** Deletes a machine; its disks and interfaces go with it or stay behind, as their delete option says. */
export function deleteVm(azure: Azure, call: Call, vm: VirtualMachine): Answer {
  const { world, clock, operations } = azure;
  requireIdle(azure, vm);
  preempt(azure, vm);
  const before = vm.provisioning;
  vm.provisioning = { state: 'Deleting', at: clock.date() };
  const operation = operations.begin(call, {
    segment: 'operations',
    title: 'Delete VM',
    resourceId: vm.id,
    subscriptionId: vm.subscriptionId,
    location: vm.location,
    durationMs: call.query('forceDeletion') === 'true' ? forcedMs : deleteMs,
    retryAfterSeconds: 10,
    succeeded: () => {
      world.virtualMachines.delete(vm.id.toLowerCase());
      // What its guest was about to do is not to happen on a machine that is gone.
      vm.power = 'deallocated';
      letGo(world, vm);
      return undefined;
    },
    failed: () => {
      vm.provisioning = before;
    },
  });
  return { status: 202, headers: operation.headers('both') };
}

function letGo(world: World, vm: VirtualMachine): void {
  const storage = objectAt(vm.properties, 'storageProfile');
  for (const one of [objectAt(storage, 'osDisk'), ...listAt(storage, 'dataDisks').filter(isObject)]) {
    const disk = world.stored.get((textAt(one, 'managedDisk.id') ?? '').toLowerCase());
    if (!disk) continue;
    if (textAt(one, 'deleteOption') === 'Delete') world.stored.delete(disk.id.toLowerCase());
    else disk.body = merge(disk.body, { managedBy: null, properties: { diskState: 'Unattached' } });
  }
  for (const one of listAt(vm.properties, 'networkProfile.networkInterfaces'))
    if (textAt(one, 'properties.deleteOption') === 'Delete')
      world.network.delete((textAt(one, 'id') ?? '').toLowerCase());
}
