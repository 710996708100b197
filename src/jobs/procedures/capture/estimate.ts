import type { Vm } from '../../../azure/azure.ts';
import type { ClonePlan } from '../../record/clone-plan.ts';
import { sumOfMinutes } from '../../record/minutes.ts';
import type { Estimate, Plan } from '../../record/plan.ts';
import type { Settings } from '../../request/settings.ts';
import type { Act } from '../step.ts';

type Prices = Settings['prices'];
type Walked = Pick<Act, 'name' | 'typicalMinutes'>;
type Drawn = Pick<Plan, 'vm' | 'clone' | 'version' | 'guest'>;

/** Works out what a plan takes and costs; `walked` are the acts of it. */
export function estimate({ vm, clone, version }: Drawn, walked: readonly Walked[], prices: Prices): Estimate {
  const sizeGb = total([vm.osDisk, ...vm.dataDisks].map(disk => disk.sizeGb));
  const copies = version.regions.reduce((sum, { replicas }) => sum + replicas, 0);
  return {
    minutes: sumOfMinutes(walked.map(({ typicalMinutes }) => typicalMinutes)),
    downtime: downtimeOf(clone, walked),
    sizeGb,
    copies,
    monthly: sizeGb === null ? null : sizeGb * copies * prices.imageGbMonth[version.storage],
    daily: clone ? dailyOf(clone, sizeGb, prices) : null,
    currency: prices.currency,
    asOf: prices.asOf,
  };
}

function downtimeOf(clone: ClonePlan | null, walked: readonly Walked[]): Estimate['downtime'] {
  if (!clone) return 'for-good';
  if (clone.consistency !== 'stop') return 'none';
  const [from, to] = ['stop-source', 'start-source'].map(act => walked.findIndex(({ name }) => name === act));
  return sumOfMinutes(walked.slice(from, (to ?? 0) + 1).map(({ typicalMinutes }) => typicalMinutes));
}

function dailyOf({ disks, restorePoint }: ClonePlan, sizeGb: number | null, prices: Prices): Estimate['daily'] {
  const snapshotGbDay = aDay(prices.imageGbMonth.Standard_LRS);
  const parts = disks.flatMap(({ diskId, snapshotId, storage, sizeGb: size }): [string, number | null][] => [
    [diskId, size === null ? null : billedGb(size) * aDay(diskPrice(prices, storage))],
    ...(snapshotId
      ? [[snapshotId, size === null ? null : size * snapshotGbDay] satisfies [string, number | null]]
      : []),
  ]);
  if (restorePoint) parts.push([restorePoint.id, sizeGb === null ? null : sizeGb * snapshotGbDay]);
  return Object.fromEntries(parts.filter((part): part is [string, number] => part[1] !== null));
}

/** A disk is billed as the next larger size that Azure sells, by powers of two; the small ones are no dearer than 32 GiB. */
const billedGb = (sizeGb: number): number => Math.max(32, 2 ** Math.ceil(Math.log2(sizeGb)));

/** A kind of disk that the table does not know counts as the dearest that it knows. */
const diskPrice = ({ diskGbMonth }: Prices, storage: string): number =>
  diskGbMonth[storage] ?? Math.max(...Object.values(diskGbMonth));

const aDay = (aMonth: number): number => (aMonth * 12) / 365;

const total = (sizes: readonly Vm['osDisk']['sizeGb'][]): number | null =>
  sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0);
