import type { Azure } from '../../../../azure/azure.ts';
import type { Plan } from '../../../record/plan.ts';
import type { StepRecord } from '../../../record/record.ts';
import type { CaptureJob } from '../capture-job.ts';
import { acts } from '../procedure.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';

type ActName = (typeof acts)[number]['name'];

/** Which act needs what another made, to its own end; null: the capture does. What only the guest could tell is never made again. */
const neededBy: Partial<Record<ActName, ActName | null>> = {
  'create-clone-group': 'create-clone',
  'take-snapshots': 'copy-disks',
  'take-restore-point': 'copy-disks',
  'copy-disks': 'create-clone',
  'isolate-clone': 'create-clone',
  'create-gallery': null,
  'create-definition': null,
  'create-version': null,
};

/** A source that is copied at rest is stopped anew for new snapshots, and started after them. */
const besideSnapshots: readonly ActName[] = ['stop-source', 'start-source'];

/** Whether a step may stand open before others that are done, since what it made was deleted. */
export const mayReopen = (name: string): boolean =>
  Object.hasOwn(neededBy, name) || besideSnapshots.some(one => one === name);

/**
 * The acts whose product somebody has deleted, as long as something still needs it. Snapshots of which a disk has been made stay as they
 * are: all disks must be of one time.
 */
export async function lostActs(
  claimed: CaptureJob,
  contextOf: (step: StepRecord) => CaptureContext,
): Promise<ReadonlySet<string>> {
  const { steps } = claimed.capture();
  const lost = new Set<string>();
  const isOpen = (name: string): boolean =>
    lost.has(name) || steps.some(one => one.name === name && one.state !== 'done');
  for (const act of [...acts].reverse()) {
    const step = steps.find(({ name, state }) => name === act.name && state === 'done');
    const consumer = neededBy[act.name];
    if (!step || consumer === undefined || (consumer && !isOpen(consumer))) continue;
    const context = contextOf(step);
    if (await isLost(act, context)) lost.add(act.name);
  }
  if (lost.has('take-snapshots')) for (const name of besideSnapshots) lost.add(name);
  // What access there was has gone with the gallery.
  if (lost.has('create-gallery')) lost.add('grant-publisher');
  return lost;
}

async function isLost(act: CaptureAct, context: CaptureContext): Promise<boolean> {
  const look = await act.observe(context);
  if (look === 'done' || (typeof look === 'object' && 'busy' in look)) return false;
  return !act.name.startsWith('take-') || !(await hasDisks(context));
}

async function hasDisks({ azure, plan }: { readonly azure: Azure; readonly plan: Plan }): Promise<boolean> {
  const ids = plan.clone?.disks.map(({ diskId }) => diskId) ?? [];
  const found = await Promise.all(ids.map(id => azure.findTemporary('disk', id)));
  return found.some(Boolean);
}
