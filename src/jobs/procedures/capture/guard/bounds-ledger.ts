import type { TemporaryKind } from '../../../../azure/azure.ts';
import { foldCase, isResourceId, isSameName, nameProblem } from '../../../../azure/names.ts';
import type { Coded } from '../../../record/facts.ts';
import type { Capture, LedgerEntry } from '../../../record/record.ts';
import { inScope } from '../../../request/scope.ts';
import type { Settings } from '../../../request/settings.ts';
import { guardReason } from '../guard-reasons.ts';

const typeOf = {
  snapshot: 'Microsoft.Compute/snapshots',
  disk: 'Microsoft.Compute/disks',
  'restore-point-collection': 'Microsoft.Compute/restorePointCollections',
  'restore-point': 'Microsoft.Compute/restorePointCollections/restorePoints',
  vm: 'Microsoft.Compute/virtualMachines',
  'security-group': 'Microsoft.Network/networkSecurityGroups',
  network: 'Microsoft.Network/virtualNetworks',
  nic: 'Microsoft.Network/networkInterfaces',
} as const satisfies Record<Exclude<TemporaryKind, 'group'>, string>;

/**
 * Why an entry of a ledger is not cleared away; null when it is to be. What a capture makes for a copy has the capture's name, in the subscription
 * of its VM: no scope and no policy keeps me from clearing that away. The source that was stopped for it is started only in scope.
 */
export function beyondBounds({ id, plan }: Capture, one: LedgerEntry, settings: Settings): Coded | null {
  if (one.kind !== 'source-power') {
    // Where the plan cannot be read, the subscriptions of the settings are those in which I make anything.
    const mine = plan ? [plan.vm.subscriptionId] : settings.scopes.map(({ subscription }) => subscription);
    return mine.some(subscription => isOwn(one, id, subscription)) ? null : notMine;
  }
  if (!plan) return guardReason('source-plan-unread', {});
  if (!isSameName(one.id, plan.vm.id) || plan.clone?.consistency !== 'stop') return notMine;
  return inScope(settings, plan.vm.subscriptionId, plan.vm.resourceGroup)
    ? null
    : guardReason('source-out-of-scope', { group: plan.vm.resourceGroup, vm: plan.vm.name });
}

const notMine = guardReason('name-not-mine', {});

function isOwn({ kind, id }: LedgerEntry, captureId: string, subscriptionId: string): boolean {
  const [, , subscription = '', , group = '', ...rest] = foldCase(id).split('/');
  const own = foldCase(`capture-${captureId}`);
  if (subscription !== foldCase(subscriptionId) || nameProblem('subscription', subscription) !== null) return false;
  if (kind === 'group')
    return (
      rest.length === 0 && foldCase(id) === `/subscriptions/${subscription}/resourcegroups/${own}` && group === own
    );
  if (kind === 'source-power' || !isResourceId(id, typeOf[kind])) return false;
  const [, , , name = '', , child] = rest; // providers, provider, type, name
  return (child ?? own) === own && (name === own || isDiskOf(name, own));
}

const isDiskOf = (name: string, own: string): boolean =>
  name.startsWith(own) && /^-(os|lun\d{1,4})$/.test(name.slice(own.length));
