import { failed, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';

/** Deletes the failed version that holds the name of the new one: the very one that was in the plan, and only while it is Failed. */
export const deleteFailedVersion: CaptureAct = {
  kind: 'act',
  name: 'delete-failed-version',
  typicalMinutes: [1, 5],
  title: ({ target }) => `Delete the failed version ${target.definition} ${target.version}`,
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
    return changed(context, 'another one has taken its place');
  if (found.provisioningState === 'Deleting') return { busy: 'deleting' };
  return found.provisioningState === 'Failed' ? 'todo' : changed(context, `it is ${found.provisioningState} now`);
}

function changed({ plan: { target } }: CaptureContext, what: string): Observation {
  return failed(
    'version-changed',
    `${target.definition} ${target.version} is no longer the failed version of the plan (${what}), so I have not deleted it.`,
    'Look at it in the portal. If it is to go, delete it there and press Retry; else abandon this and ask anew without version.',
  );
}
