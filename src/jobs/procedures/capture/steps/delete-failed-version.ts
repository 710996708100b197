import { azureState } from '../../../record/progress.ts';
import { failed, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { stepReason } from '../step-reasons.ts';

/** Deletes the failed version that holds the name of the new one: the very one that was in the plan, and only while it is Failed. */
export const deleteFailedVersion: CaptureAct = {
  kind: 'act',
  name: 'delete-failed-version',
  typicalMinutes: [1, 5],
  applies: ({ replaces }) => replaces !== undefined,
  deadlineMs: settings => settings.timeouts.versionMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.gallerySeconds * 1000,
  observe: look,
  // Somebody may have mended it, or put another one in its place, since the look.
  start: async context =>
    (await look(context)) === 'todo' ? context.azure.deleteVersion(context.plan.target) : nothingToFollow,
};

async function look(context: CaptureContext): Promise<Observation> {
  const found = await context.azure.findVersion(context.plan.target);
  if (!found) return 'done';
  if (found.captureId !== (context.plan.replaces?.captureId ?? null))
    return failed(stepReason('version-exchanged', of(context), 'version-changed'));
  if (found.provisioningState === 'Deleting') return { busy: azureState(found.provisioningState) };
  return found.provisioningState === 'Failed'
    ? 'todo'
    : failed(stepReason('version-changed', { ...of(context), state: found.provisioningState }));
}

const of = ({ plan: { target } }: CaptureContext) => ({ definition: target.definition, version: target.version });
