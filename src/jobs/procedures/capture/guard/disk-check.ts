import type { VmFacts } from '../../../../azure/azure.ts';
import type { Plan } from '../../../record/plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { CaptureJob } from '../capture-job.ts';
import { guardReason } from '../guard-reasons.ts';
import { type OfPlan, ofPlan } from '../step-reasons.ts';

/** The disks that an image is to be made of, each in its role; an id is null where a plan of an older version does not know it. */
interface PlannedDisks {
  readonly os: string | null;
  readonly data: readonly { readonly lun: number; readonly id: string | null }[];
}

/** Why no image is made of this VM in place: somebody has exchanged its disks since the plan; a VM keeps its unique id then. */
export function exchangedInPlace({ vm }: Plan, source: VmFacts): RefusalData | null {
  return oddity({ os: vm.osDisk.id, data: vm.dataDisks }, source, { ...vm, of: { vm: vm.name, clone: false } });
}

/** The same of a copy: its VM must stand on the disks that this capture has made for it, from its first start until the version is made. */
export async function exchangedInCopy({ azure, capture }: CaptureJob, plan: Plan): Promise<RefusalData | null> {
  const { clone } = plan;
  const { id, steps } = capture();
  const isDone = (wanted: string) => steps.some(({ name, state }) => name === wanted && state === 'done');
  if (!clone || !isDone('create-clone') || isDone('create-version')) return null;
  const copy = await azure.findVmFacts(clone.vm);
  // The act itself says that the copy is gone.
  if (!copy) return null;
  const { disks } = clone;
  const planned: PlannedDisks = {
    os: disks.find(({ lun }) => lun === null)?.diskId ?? null,
    data: disks.flatMap(({ lun, diskId }) => (lun === null ? [] : [{ lun, id: diskId }])),
  };
  const of = ofPlan(plan);
  const odd = oddity(planned, copy, { osType: plan.vm.osType, inScaleSet: false, of });
  if (odd) return odd;
  const disk = await madeByOthers(disks, async diskId => (await azure.findTemporary('disk', diskId))?.captureId === id);
  return disk === null ? null : guardReason('disk-of-others', { ...of, disk }, changed);
}

async function madeByOthers(
  disks: readonly { readonly diskId: string }[],
  isMine: (diskId: string) => Promise<boolean>,
): Promise<string | null> {
  const mine = await Promise.all(disks.map(({ diskId }) => isMine(diskId)));
  const other = disks.find((_, index) => !mine[index]);
  return other ? nameOf(other.diskId) : null;
}

const changed = 'vm-changed';

/** What of a VM is not as it was planned. */
function oddity(
  planned: PlannedDisks,
  now: VmFacts,
  { osType, inScaleSet, of }: Pick<VmFacts, 'osType' | 'inScaleSet'> & { readonly of: OfPlan },
): RefusalData | null {
  if (planned.os && !isSame(planned.os, now.osDiskId))
    return guardReason(
      'os-disk-exchanged',
      { ...of, disk: told(now.osDiskId, planned.os), planned: told(planned.os, now.osDiskId) },
      changed,
    );
  const luns = [...new Set([...planned.data, ...now.dataDisks].map(({ lun }) => lun))].sort((a, b) => a - b);
  for (const lun of luns) {
    const was = planned.data.find(one => one.lun === lun);
    const is = now.dataDisks.find(one => one.lun === lun);
    if (!was) return guardReason('disk-added', { ...of, lun, disk: told(is?.id) }, changed);
    if (!is) return guardReason('disk-missing', { ...of, lun, disk: told(was.id) }, changed);
    if (was.id && !isSame(was.id, is.id))
      return guardReason(
        'disk-exchanged',
        { ...of, lun, disk: told(is.id, was.id), planned: told(was.id, is.id) },
        changed,
      );
  }
  if (now.osType !== osType)
    return guardReason('os-type-changed', { ...of, osType: now.osType, planned: osType }, changed);
  if (now.inScaleSet === inScaleSet) return null;
  return guardReason(now.inScaleSet ? 'scale-set-joined' : 'scale-set-left', of, changed);
}

const isSame = (one: string, other: string | null): boolean => one.toLowerCase() === other?.toLowerCase();

const nameOf = (id: string): string => id.split('/').at(-1) ?? id;

/** A disk by its name, and by its group too where the other one is called the same. */
function told(id: string | null | undefined, beside?: string | null): string | undefined {
  if (!id) return undefined;
  const name = nameOf(id);
  const group = /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1];
  return group && beside && isSame(name, nameOf(beside)) ? `${group}/${name}` : name;
}
