import { orInPlace } from '../../../record/clone-plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { Warning } from '../../../record/warnings.ts';
import { mostSnapshots } from '../foresight.ts';
import type { Survey } from '../survey.ts';
import { short } from './short.ts';

/** So few more snapshots of a disk, and the plan warns. */
const fewLeft = 20;

/** What would stop a copy half way, seen before anything is touched. */
export function foreseenProblems({ vm, settings, ground: { foresight } }: Survey): readonly RefusalData[] {
  if (!foresight) return [];
  const inPlace = orInPlace(settings);
  const { hostEncryption, networks, subnet } = foresight;
  return [
    ...(hostEncryption && hostEncryption.toLowerCase() !== 'registered'
      ? [
          {
            code: 'host-encryption-off',
            reason: `${vm.name} is encrypted at its host, and Azure makes no other VM like that: the feature is ${inWords(hostEncryption)} in its subscription.`,
            remedy: `Have it registered: az feature register --namespace Microsoft.Compute --name EncryptionAtHost. ${inPlace}`,
          },
        ]
      : []),
    ...short(
      networks,
      { name: 'VirtualNetworks', needed: 1 },
      `Or have a subnet named for all copies: clone.subnetId. ${inPlace}`,
    ),
    ...['NetworkSecurityGroups', 'NetworkInterfaces'].flatMap(name => short(networks, { name, needed: 1 }, inPlace)),
    ...(subnet === null
      ? [
          {
            code: 'subnet-not-found',
            reason: `The subnet in which copies are to stand does not exist: ${settings.clone.subnetId}.`,
            remedy: 'Have my operator set clone.subnetId in capture-image.yaml right.',
          },
        ]
      : []),
    ...(subnet && subnet.limit > 0 && subnet.used >= subnet.limit
      ? [
          {
            code: 'subnet-full',
            reason: `The subnet in which copies are to stand is full: ${subnet.used} of ${subnet.limit} addresses are taken.`,
            remedy: `Delete network cards there that nobody needs, or have another subnet named: clone.subnetId. ${inPlace}`,
          },
        ]
      : []),
    ...snapshotsOf(foresight.snapshots)
      .filter(({ count }) => count >= mostSnapshots)
      .map(({ disk, count }) => ({
        code: 'snapshots-full',
        reason: `The disk ${disk} has ${count} snapshots, and Azure keeps no more than ${mostSnapshots} of one disk.`,
        remedy: 'Delete old ones, or add consistency=restore-point, which takes no snapshots.',
      })),
  ];
}

/** What is near its end, or could not be seen. */
export function foreseenWarnings({ vm, ground: { foresight } }: Pick<Survey, 'vm' | 'ground'>): readonly Warning[] {
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

/** `not registered`, of Azure's `NotRegistered`. */
const inWords = (state: string): string => state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
