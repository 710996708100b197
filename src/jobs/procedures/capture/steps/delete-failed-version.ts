import { type Act, failed, type Observation, type StepContext } from '../step.ts';

/** Deletes the failed version that holds the name of the new one: the very one that was in the plan, and only while it is Failed. */
export const deleteFailedVersion: Act = {
  kind: 'act',
  name: 'delete-failed-version',
  title: ({ target }) => `Delete the failed version ${target.definition} ${target.version}`,
  irreversible: false,
  applies: ({ replaces }) => replaces !== undefined,
  deadlineMs: settings => settings.timeouts.versionMinutes * 60_000,
  paceMs: settings => settings.pace.gallerySeconds * 1000,
  async look(scene) {
    const found = await scene.azure.findVersion(scene.plan.target);
    if (!found) return 'done';
    if (found.captureId !== (scene.plan.replaces?.captureId ?? null))
      return changed(scene, 'another one has taken its place');
    if (found.provisioningState === 'Deleting') return { busy: 'deleting' };
    return found.provisioningState === 'Failed' ? 'todo' : changed(scene, `it is ${found.provisioningState} now`);
  },
  start: ({ azure, plan }) => azure.deleteVersion(plan.target),
};

function changed({ plan: { target } }: StepContext, what: string): Observation {
  return failed(
    'version-changed',
    `${target.definition} ${target.version} is no longer the failed version of the plan (${what}), so I have not deleted it.`,
    'Look at it in the portal. If it is to go, delete it there and press Retry; else abandon this and ask anew without version.',
  );
}
