import type { VmFacts } from '../../../../azure/azure.ts';
import { regionKey } from '../../../../azure/names.ts';
import type { Plan } from '../../../record/plan.ts';
import type { Capture } from '../../../record/record.ts';
import type { RefusalData } from '../../../record/refusal.ts';
import type { CaptureJob } from '../capture-job.ts';
import { guardReason } from '../guard-reasons.ts';
import { ofPlan } from '../step-reasons.ts';
import { exchangedInPlace } from './disk-check.ts';

/** Why nothing is taken from the VM that stands under the planned name; null when it may be, or when Azure shows that nothing more is. */
export async function otherVm(claimed: CaptureJob, plan: Plan, source: VmFacts | null): Promise<RefusalData | null> {
  const { vm, clone } = plan;
  if (await isTaken(claimed, plan)) return null;
  const of = ofPlan(plan);
  if (!source) return guardReason('vm-gone', { vm: vm.name });
  if (!isSameVm(vm, source)) return guardReason('vm-replaced', of);
  if (!isNamed(plan) && !(await isSpent(claimed, plan))) return guardReason('vm-unknown', of);
  if (!clone) return exchangedInPlace(plan, source);
  const there = new Set(source.diskIds.map(id => id.toLowerCase()));
  const lost = clone.disks.find(({ sourceId }) => !there.has(sourceId.toLowerCase()));
  return lost ? guardReason('disk-detached', { ...of, disk: nameOf(lost.sourceId) }) : null;
}

/** What of the VM is not as the plan says, where it is used: a record can say of a VM what is not so, and a VM can be changed. */
export function changedVm({ capture }: CaptureJob, plan: Plan, source: VmFacts | null): RefusalData | null {
  const { vm, clone } = plan;
  if (!source || !isSameVm(vm, source)) return null;
  const isMade = capture().steps.find(({ name }) => name === 'create-clone')?.state === 'done';
  const keyOf = (id: string | null) => source.encryptionSetIds[id?.toLowerCase() ?? '']?.toLowerCase();
  const other = [vm.osDisk, ...vm.dataDisks].find(({ id, encryptionSetId }) => {
    const key = keyOf(id);
    return key !== undefined && key !== encryptionSetId?.toLowerCase();
  });
  const of = ofPlan(plan);
  if (regionKey(source.location) !== regionKey(vm.location))
    return guardReason('vm-moved', { ...of, location: source.location, planned: vm.location }, 'vm-changed');
  if (clone && !isMade && source.size.toLowerCase() !== vm.size.toLowerCase())
    return guardReason('vm-resized', { ...of, size: source.size, planned: vm.size }, 'vm-changed');
  return other ? guardReason('key-changed', { ...of, disk: nameOf(String(other.id)) }, 'vm-changed') : null;
}

const nameOf = (id: string): string => id.split('/').at(-1) ?? id;

/** A VM of the same name is not the same VM. Plans from before its unique id was kept are compared by its region and its OS disk. */
export function isSameVm({ vmId, location, osDisk }: Plan['vm'], source: VmFacts): boolean {
  if (vmId && source.vmId) return vmId.toLowerCase() === source.vmId.toLowerCase();
  const disk = osDisk.id?.toLowerCase();
  return location === source.location && (!disk || source.diskIds.some(id => id.toLowerCase() === disk));
}

/** What may be begun without the VM being touched: the copy's own group, and a look into a guest. */
const harmless: readonly string[] = ['create-clone-group', 'check-guest'];

/** Whether a plan does not say which machine it is of, and nothing that touches one is begun: it is planned anew then. */
export const isUntouchedAndUnnamed = ({ plan, steps }: Capture): boolean =>
  plan !== null &&
  !isNamed(plan) &&
  steps.every(({ name, state, phase }) => (state === 'todo' && !phase) || harmless.includes(name));

const isNamed = ({ vm }: Plan): boolean => Boolean(vm.vmId);

/** Once the copy has its disks, or the version is made of the VM, nothing more is taken from the source. */
const lastOfSource = ({ clone }: Plan): string => (clone ? 'copy-disks' : 'create-version');

/** A record can say that a step is done which is not: Azure must show what it made, with this capture's tag. */
async function isTaken({ azure, capture }: CaptureJob, plan: Plan): Promise<boolean> {
  const { id, steps } = capture();
  if (steps.find(({ name }) => name === lastOfSource(plan))?.state !== 'done') return false;
  const disks = await Promise.all((plan.clone?.disks ?? []).map(({ diskId }) => azure.findTemporary('disk', diskId)));
  if (disks.length > 0 && disks.every(disk => disk?.captureId === id)) return true;
  return (await azure.findVersion(plan.target))?.captureId === id;
}

/** Whether Azure shows on the VM itself that this capture is past the point of no return: a VM that was made anew has lost both. */
async function isSpent({ azure, capture }: CaptureJob, { vm, clone }: Plan): Promise<boolean> {
  if (clone) return false;
  if ((await azure.findVmStatus(vm))?.generalized) return true;
  const { id, steps } = capture();
  const attempt = steps.find(({ name }) => name === 'deprovision-guest' || name === 'sysprep-guest')?.attempt ?? 1;
  const names = [attempt, attempt - 1].filter(one => one > 0).map(one => `capture-${id}-${one}`);
  const runs = await Promise.all(names.map(name => azure.findGuestRun(vm, name)));
  return runs.some(run => run !== null);
}
