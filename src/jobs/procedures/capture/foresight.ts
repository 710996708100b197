import type { Azure, Permission, Usage, Vm } from '../../../azure/azure.ts';
import { isCloned } from '../../record/clone-plan.ts';
import type { Unseen } from '../../record/warnings.ts';
import { allows } from './checks/permissions.ts';
import type { Foresight, Survey } from './survey.ts';

/** Azure keeps so many incremental snapshots of a disk. */
export const mostSnapshots = 500;
/** A subscription with fewer snapshots in the whole region has no disk that is near the limit. */
const manySnapshots = 450;

const seeing = {
  hostEncryption: 'Microsoft.Features/providers/features/read',
  networks: 'Microsoft.Network/locations/usages/read',
  subnet: 'Microsoft.Network/virtualNetworks/usages/read',
  snapshots: 'Microsoft.Compute/snapshots/read',
} as const;

/** Looks ahead for a copy as far as my rights go. They are no need of a capture: where one is missing, Azure is asked nothing. */
export async function foresee(
  azure: Azure,
  { vm, request, settings }: Pick<Survey, 'vm' | 'request' | 'settings'>,
  known: {
    readonly permissions: Promise<ReadonlyMap<string, readonly Permission[]>>;
    readonly usages: Promise<readonly Usage[]>;
  },
): Promise<Foresight | undefined> {
  if (!isCloned(request, settings, vm)) return undefined;
  const [permissions, usages] = await Promise.all([known.permissions, known.usages]);
  const unseen: Foresight['unseen'][number][] = [];
  const { subnetId } = settings.clone;
  const subscription = `/subscriptions/${vm.subscriptionId}`;

  /** Asks where I may; says what stays unseen where `what` names it. */
  async function where<T>(action: string, scope: string, what: Unseen | null, ask: () => Promise<T>) {
    if (allows(permissions.get(scope) ?? [], action)) return ask();
    if (what) unseen.push({ what, action });
    return undefined;
  }

  const [hostEncryption, networks, subnet, sources] = await Promise.all([
    vm.encryptionAtHost
      ? where(seeing.hostEncryption, subscription, 'host-encryption', () =>
          azure.findFeatureState(vm.subscriptionId, 'Microsoft.Compute', 'EncryptionAtHost'),
        )
      : undefined,
    subnetId
      ? undefined
      : where(seeing.networks, subscription, null, () => azure.listNetworkUsages(vm.subscriptionId, vm.location)),
    subnetId ? where(seeing.subnet, subnetId, null, () => azure.findSubnetUsage(subnetId)) : undefined,
    mayHaveTooMany({ request, settings, usages })
      ? where(seeing.snapshots, subscription, 'snapshots', () => azure.listSnapshotSources(vm.subscriptionId))
      : undefined,
  ]);
  return {
    ...(hostEncryption ? { hostEncryption } : {}),
    networks: networks ?? [],
    ...(subnet === undefined ? {} : { subnet }),
    snapshots: countOf(vm, sources ?? []),
    unseen,
  };
}

/** Counting takes a list of all snapshots of the subscription: only where there are that many at all. */
function mayHaveTooMany({
  request,
  settings,
  usages,
}: Pick<Survey, 'request' | 'settings'> & { usages: readonly Usage[] }): boolean {
  if ((request.consistency ?? settings.consistency) === 'restore-point') return false;
  const counts = usages.filter(({ name }) => /SnapshotCount$/i.test(name));
  return counts.reduce((sum, { used }) => sum + used, 0) >= manySnapshots;
}

function countOf({ osDisk, dataDisks }: Vm, sources: readonly string[]): ReadonlyMap<string, number> {
  const ids = [osDisk, ...dataDisks].flatMap(({ id }) => id?.toLowerCase() ?? []);
  return new Map(ids.map(id => [id, sources.filter(one => one === id).length]));
}
