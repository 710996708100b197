import type { Azure } from '../../azure/azure.ts';
import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import { acts } from '../procedures/capture/procedure.ts';
import type { Act, StepContext } from '../procedures/capture/step.ts';
import type { Plan } from '../record/plan.ts';
import { reopened, type StepRecord } from '../record/record.ts';

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
 * At a Retry: opens again every act whose product somebody has deleted, as long as something still needs it. Answers whether there is one.
 * Snapshots of which a disk has been made stay as they are: all disks must be of one time.
 */
export async function reopenLost(
  claimed: ClaimedCapture,
  sceneOf: (step: StepRecord) => StepContext,
): Promise<boolean> {
  const { steps } = claimed.capture();
  const current = claimed.current();
  if (!current || current.attempt === 1 || current.phase) return false;
  const lost = new Set<string>();
  const isOpen = (name: string): boolean =>
    lost.has(name) || steps.some(one => one.name === name && one.state !== 'done');
  for (const act of [...acts].reverse()) {
    const step = steps.find(({ name, state }) => name === act.name && state === 'done');
    const consumer = neededBy[act.name];
    if (!step || consumer === undefined || (consumer && !isOpen(consumer))) continue;
    const context = sceneOf(step);
    if (await isLost(act, context)) lost.add(act.name);
  }
  if (lost.has('take-snapshots')) for (const name of besideSnapshots) lost.add(name);
  // What access there was has gone with the gallery.
  if (lost.has('create-gallery')) lost.add('grant-publisher');
  if (lost.size === 0) return false;
  await claimed.save(
    { steps: steps.map(step => (lost.has(step.name) && step.state === 'done' ? reopened(step) : step)) },
    { dueInMs: 0, operation: null, audit: { event: 'steps-reopened', details: [...lost].join(' ') } },
  );
  return true;
}

async function isLost(act: Act, context: StepContext): Promise<boolean> {
  const look = await act.observe(context);
  if (look === 'done' || (typeof look === 'object' && 'busy' in look)) return false;
  return !act.name.startsWith('take-') || !(await hasDisks(context));
}

async function hasDisks({ azure, plan }: { readonly azure: Azure; readonly plan: Plan }): Promise<boolean> {
  const ids = plan.clone?.disks.map(({ diskId }) => diskId) ?? [];
  const found = await Promise.all(ids.map(id => azure.findTemporary('disk', id)));
  return found.some(Boolean);
}
