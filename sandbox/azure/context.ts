import { ArmError, resourceNotFound } from './arm-error.ts';
import type { Clock } from './clock.ts';
import type { Operations } from './operations.ts';
import type { Call } from './routes.ts';
import type { ResourceGroup, Subscription, VirtualMachine, World } from './world.ts';

/** What every part of the simulated Azure works with. */
export type Azure = { readonly world: World; readonly clock: Clock; readonly operations: Operations };

/** The subscription that the path names; 404 when there is none. */
export function subscriptionOf(world: World, call: Call): Subscription {
  const id = call.param('subscription');
  const subscription = world.subscriptions.find(one => one.id === id.toLowerCase());
  if (subscription) return subscription;
  throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`, { from: 'gateway' });
}

/** The resource group that the path names; 404 when there is none. */
export function groupOf(world: World, call: Call): ResourceGroup {
  const subscription = subscriptionOf(world, call);
  const name = call.param('group');
  const group = world.resourceGroups.get(groupKey(subscription.id, name));
  if (group) return group;
  throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`, { from: 'gateway' });
}

/** The virtual machine that the path names; 404 when there is none. */
export function vmOf(world: World, call: Call): VirtualMachine {
  const { subscriptionId, name } = groupOf(world, call);
  const vm = [...world.virtualMachines.values()].find(
    one => one.subscriptionId === subscriptionId && same(one.resourceGroup, name) && same(one.name, call.param('vm')),
  );
  if (vm) return vm;
  throw resourceNotFound('Microsoft.Compute/virtualMachines', call.param('vm'), name);
}

/** The key of a resource group in the world. */
export function groupKey(subscriptionId: string, name: string): string {
  return `${subscriptionId}/${name}`.toLowerCase();
}

/** Names are the same in either case. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
