import type { TemporaryKind } from '../../../../azure/azure.ts';
import type { Coded } from '../../../record/facts.ts';
import type { CaptureJob } from '../capture-job.ts';
import { guardReason } from '../guard-reasons.ts';
import { wasStopped } from '../steps/source-power.ts';

/**
 * Why the source is not started again; null where it is to be. It counts only where the steps say that it was stopped and not started since. Whoever can
 * write to Redis can say that too, or put an older record back: Azure must show something that this capture has made for its copy.
 */
export async function whyNotStarted(claimed: CaptureJob): Promise<Coded | null> {
  const { plan, steps } = claimed.capture();
  const why = 'source-not-stopped';
  if (!plan) return guardReason('source-plan-unread', {}, why);
  const { name } = plan.vm;
  const stop = steps.find(step => step.name === 'stop-source');
  if (steps.some(step => step.name === 'start-source' && step.state === 'done'))
    return guardReason('source-seen-to', { vm: name }, why);
  const power = (await claimed.azure.findVmStatus(plan.vm))?.power ?? 'unknown';
  if (!stop || !wasStopped(steps, power)) return guardReason('source-not-stopped', { vm: name });
  if (hasNothingToShow(claimed) || (await hasMadeSomething(claimed))) return null;
  return guardReason('source-unproven', { vm: name }, why);
}

/** In a group that was there before, a source is stopped before anything is made for its copy: then the seal alone says who stopped it. */
function hasNothingToShow({ capture, sealed }: CaptureJob): boolean {
  const { plan, steps } = capture();
  const isTaken = steps.some(({ name, state, phase }) => name === 'take-snapshots' && (state === 'done' || phase));
  return sealed() === 'sound' && plan?.clone?.group.own === false && !isTaken;
}

async function hasMadeSomething({ azure, capture }: CaptureJob): Promise<boolean> {
  const { id, plan } = capture();
  if (!plan?.clone) return false;
  const { group, disks } = plan.clone;
  const made: (readonly [TemporaryKind, string])[] = [
    ...(group.own ? [['group', group.id] as const] : []),
    ...disks.flatMap(({ snapshotId }) => (snapshotId ? [['snapshot', snapshotId] as const] : [])),
    ...disks.map(({ diskId }) => ['disk', diskId] as const),
  ];
  for (const [kind, what] of made) if ((await azure.findTemporary(kind, what))?.captureId === id) return true;
  return false;
}
