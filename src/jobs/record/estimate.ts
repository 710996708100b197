import type { Vm } from '../../azure/azure.ts';
import type { Settings } from '../request/settings.ts';
import type { ClonePlan } from './clone-plan.ts';
import type { Estimate, Plan } from './plan.ts';
import { minutesOf } from './typical-minutes.ts';

type Prices = Settings['prices'];
type Drawn = Pick<Plan, 'vm' | 'clone' | 'version' | 'guest'>;

/** Works out what a plan takes and costs; `steps` are the names of those it walks. */
export function estimate({ vm, clone, version }: Drawn, steps: readonly string[], prices: Prices): Estimate {
  const sizeGb = total([vm.osDisk, ...vm.dataDisks].map(disk => disk.sizeGb));
  const copies = version.regions.reduce((sum, { replicas }) => sum + replicas, 0);
  return {
    minutes: minutesOf(steps),
    downtime: downtimeOf(clone),
    sizeGb,
    copies,
    monthly: sizeGb === null ? null : sizeGb * copies * prices.imageGbMonth[version.storage],
    daily: clone ? dailyOf(clone, sizeGb, prices) : null,
    currency: prices.currency,
    asOf: prices.asOf,
  };
}

function downtimeOf(clone: ClonePlan | null): Estimate['downtime'] {
  if (!clone) return 'for-good';
  return clone.consistency === 'stop' ? minutesOf(['stop-source', 'take-snapshots', 'start-source']) : 'none';
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
