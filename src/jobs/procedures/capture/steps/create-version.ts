import type { Version } from '../../../../azure/azure.ts';
import { vmId } from '../../../../azure/names.ts';
import { type Plan, subjectName, subjectOf } from '../../../record/plan.ts';
import { failed, isFreeFor, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { askAgain, subjectGone } from '../ways-on.ts';

/** Makes the image version and waits until every region has its copy. */
export const createVersion: CaptureAct = {
  kind: 'act',
  name: 'create-version',
  typicalMinutes: [7, 60],
  title: ({ target, version }) =>
    `Create ${target.definition} ${target.version} and replicate it to ${version.regions.map(({ name }) => name).join(', ')}`,
  applies: () => true,
  deadlineMs: settings => settings.timeouts.versionMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.versionSeconds * 1000,
  async observe(context) {
    const found = await context.azure.findVersion(context.plan.target);
    if (found) return judge(context, found);
    const { azure, plan } = context;
    return (await azure.findVmStatus(subjectOf(plan))) ? 'todo' : subjectGone(plan);
  },
  async start({ azure, plan, captureId, settings }) {
    // Somebody may have made that version since the look. A failed one of our own keeps its name, and goes before the next attempt.
    const found = await azure.findVersion(plan.target);
    if (!isFreeFor(captureId, found)) return nothingToFollow;
    if (found) return azure.deleteVersion(plan.target);
    const { regions, storage, replication, excludeFromLatest, endOfLifeDate } = plan.version;
    return azure.createVersion(plan.target, {
      location: plan.vm.location,
      vmId: vmId(subjectOf(plan)),
      captureId,
      tags: settings.tags,
      keysOf: plan.vm,
      regions,
      storage,
      replication,
      excludeFromLatest,
      endOfLifeDate,
    });
  },
};

function judge({ captureId, plan, step }: CaptureContext, version: Version): Observation {
  const name = `${plan.target.definition} ${plan.target.version}`;
  if (version.captureId !== captureId)
    return failed(
      'version-not-mine',
      `Somebody else has created ${name} in the meantime.`,
      plan.clone
        ? `${askAgain(plan)} The new one takes the next version.`
        : `${subjectName(plan)} is generalized and safe. Abandon this capture and ask for a new one: it takes the next version and skips what is done.`,
    );
  switch (version.provisioningState) {
    case 'Succeeded':
      return 'done';
    case 'Failed':
      return step.attempt > 1 && !step.phase ? 'todo' : replicationFailed(plan, version);
    default:
      return {
        busy: version.provisioningState === 'Deleting' ? 'deleting the failed one' : busyWith(version),
        progress: version.regions,
      };
  }
}

function busyWith({ regions }: Version): string {
  const done = regions.filter(({ state }) => state === 'Completed').length;
  return regions.length > 0 ? `${done} of ${regions.length} regions done` : 'creating';
}

function replicationFailed(plan: Plan, { regions }: Version): Observation {
  const { definition, version } = plan.target;
  const bad = regions
    .filter(({ state }) => state === 'Failed')
    .map(({ region, details }) => (details ? `${region} (${details})` : region));
  return {
    failed: {
      code: 'version-failed',
      reason: `Azure could not create ${definition} ${version}${bad.length > 0 ? `: it failed in ${bad.join(', ')}` : ''}.`,
      remedy: `${plan.clone ? `${plan.vm.name} itself is untouched, and its copy is kept for a Retry.` : `${plan.vm.name} is generalized and safe.`} Press Retry: I delete the failed version and create it again.`,
    },
    askWhy: true,
  };
}
