import type { TemporaryKind } from '../../../../azure/azure.ts';
import type { CaptureJob } from '../capture-job.ts';
import { wasStopped } from '../steps/source-power.ts';

/**
 * Why the source is not started again; null where it is to be. It counts only where the steps say that it was stopped and not started since. Whoever can
 * write to Redis can say that too, or put an older record back: Azure must show something that this capture has made for its copy.
 */
export async function whyNotStarted(claimed: CaptureJob): Promise<string | null> {
  const { plan, steps } = claimed.capture();
  if (!plan) return 'The plan of this capture cannot be read: start its VM by hand if it is to run.';
  const { name } = plan.vm;
  const stop = steps.find(step => step.name === 'stop-source');
  if (steps.some(step => step.name === 'start-source' && step.state === 'done'))
    return `This capture has seen to ${name} after its snapshots already, so somebody else has stopped it since: start it by hand if it is to run.`;
  const power = (await claimed.azure.findVmStatus(plan.vm))?.power ?? 'unknown';
  if (!stop || !wasStopped(steps, power))
    return `This capture did not stop ${name}, so I do not start it: start it by hand if it is to run.`;
  if (hasNothingToShow(claimed) || (await hasMadeSomething(claimed))) return null;
  return `Azure shows nothing that this capture has made for a copy of ${name}, so I cannot tell whether I stopped it: start it by hand if it is to run.`;
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
