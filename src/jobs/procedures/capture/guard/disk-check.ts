import type { VmFacts } from '../../../../azure/azure.ts';
import type { Plan } from '../../../record/plan.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { CaptureJob } from '../capture-job.ts';

/** The disks that an image is to be made of, each in its role; an id is null where a plan of an older version does not know it. */
interface PlannedDisks {
  readonly os: string | null;
  readonly data: readonly { readonly lun: number; readonly id: string | null }[];
}

/** Why no image is made of this VM in place: somebody has exchanged its disks since the plan; a VM keeps its unique id then. */
export function exchangedInPlace({ vm }: Plan, source: VmFacts): RefusalData | null {
  const odd = oddity({ os: vm.osDisk.id, data: vm.dataDisks }, source, vm);
  return odd
    ? {
        code: 'vm-changed',
        reason: `${vm.name} ${odd}. I did nothing more to it.`,
        remedy:
          'Make it again as the plan says, and press Retry. Or press Abandon and ask for a new capture: its plan is of the VM as it is now.',
      }
    : null;
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
  const odd =
    oddity(planned, copy, { osType: plan.vm.osType, inScaleSet: false }) ??
    (await madeByOthers(disks, async diskId => (await azure.findTemporary('disk', diskId))?.captureId === id));
  return odd
    ? {
        code: 'vm-changed',
        reason: `The copy ${odd}. I did nothing more to it.`,
        remedy: `Press Abandon, which deletes what I made for the copy, and ask for a new capture. ${plan.vm.name} itself is untouched.`,
      }
    : null;
}

async function madeByOthers(
  disks: readonly { readonly diskId: string }[],
  isMine: (diskId: string) => Promise<boolean>,
): Promise<string | null> {
  const mine = await Promise.all(disks.map(({ diskId }) => isMine(diskId)));
  const other = disks.find((_, index) => !mine[index]);
  return other ? `has the disk ${nameOf(other.diskId)}, which I did not make` : null;
}

/** What of a VM is not as it was planned, as the end of a sentence about it. */
function oddity(
  planned: PlannedDisks,
  now: VmFacts,
  { osType, inScaleSet }: Pick<VmFacts, 'osType' | 'inScaleSet'>,
): string | null {
  if (planned.os && !isSame(planned.os, now.osDiskId))
    return `has ${told(now.osDiskId, planned.os)} as its OS disk, and not ${told(planned.os, now.osDiskId)} as the plan says`;
  const luns = [...new Set([...planned.data, ...now.dataDisks].map(({ lun }) => lun))].sort((a, b) => a - b);
  for (const lun of luns) {
    const was = planned.data.find(one => one.lun === lun);
    const is = now.dataDisks.find(one => one.lun === lun);
    if (!was) return `has ${theDisk(is?.id)} at LUN ${lun}, which is not in the plan`;
    if (!is) return `no longer has ${was.id ? theDisk(was.id) : 'its disk'} at LUN ${lun}`;
    if (was.id && !isSame(was.id, is.id))
      return `has ${theDisk(is.id, was.id)} at LUN ${lun}, and not ${told(was.id, is.id)} as the plan says`;
  }
  if (now.osType !== osType) return `has ${now.osType} on its OS disk, and not ${osType} as the plan says`;
  if (now.inScaleSet !== inScaleSet)
    return now.inScaleSet ? 'has become a member of a scale set' : 'is no longer a member of its scale set';
  return null;
}

const isSame = (one: string, other: string | null): boolean => one.toLowerCase() === other?.toLowerCase();

const nameOf = (id: string): string => id.split('/').at(-1) ?? id;

/** A disk by its name, and by its group too where the other one is called the same. */
function told(id: string | null | undefined, beside?: string | null): string {
  if (!id) return 'one that is not managed';
  const name = nameOf(id);
  const group = /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1];
  return group && beside && isSame(name, nameOf(beside)) ? `${group}/${name}` : name;
}

const theDisk = (id: string | null | undefined, beside?: string | null): string =>
  id ? `the disk ${told(id, beside)}` : 'a disk that is not managed';
