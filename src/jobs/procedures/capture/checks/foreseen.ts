import { mayInPlace } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Warning } from '../../../record/warnings.ts';
import { checkReason } from '../check-reasons.ts';
import { mostSnapshots } from '../foresight.ts';
import type { Survey } from '../survey.ts';
import { short } from './short.ts';

/** So few more snapshots of a disk, and the plan warns. */
const fewLeft = 20;

/** What would stop a copy half way, seen before anything is touched. */
export function foreseenProblems({ vm, settings, preflight: { foresight } }: Survey): readonly RefusalData[] {
  if (!foresight) return [];
  const inPlace = mayInPlace(settings);
  const { hostEncryption, networks, subnet } = foresight;
  return [
    ...(hostEncryption && hostEncryption.toLowerCase() !== 'registered'
      ? [checkReason('host-encryption-off', { vm: vm.name, state: hostEncryption, inPlace })]
      : []),
    ...short(networks, { name: 'VirtualNetworks', needed: 1 }, { orElse: 'subnet', inPlace }),
    ...['NetworkSecurityGroups', 'NetworkInterfaces'].flatMap(name =>
      short(networks, { name, needed: 1 }, { orElse: 'copy', inPlace }),
    ),
    ...(subnet === null ? [checkReason('subnet-not-found', { subnetId: String(settings.clone.subnetId) })] : []),
    ...(subnet && subnet.limit > 0 && subnet.used >= subnet.limit
      ? [checkReason('subnet-full', { used: subnet.used, limit: subnet.limit, inPlace })]
      : []),
    ...snapshotsOf(foresight.snapshots)
      .filter(({ count }) => count >= mostSnapshots)
      .map(({ disk, count }) => checkReason('snapshots-full', { disk, count, most: mostSnapshots })),
  ];
}

/** What is near its end, or could not be seen. */
export function foreseenWarnings({
  vm,
  preflight: { foresight },
}: Pick<Survey, 'vm' | 'preflight'>): readonly Warning[] {
  if (!foresight) return [];
  return [
    ...snapshotsOf(foresight.snapshots)
      .filter(({ count }) => count >= mostSnapshots - fewLeft && count < mostSnapshots)
      .map(
        ({ disk, count }): Warning => ({ code: 'snapshots-near-full', facts: { disk, count, most: mostSnapshots } }),
      ),
    ...foresight.unseen.map(({ what, action }): Warning => ({ code: 'unseen', facts: { vm: vm.name, what, action } })),
  ];
}

const snapshotsOf = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([id, count]) => ({ disk: id.split('/').at(-1) ?? id, count }));
