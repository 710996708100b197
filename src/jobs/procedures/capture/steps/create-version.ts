import type { Version } from '../../../../azure/azure.ts';
import { vmId } from '../../../../azure/names.ts';
import type { Coded } from '../../../record/facts.ts';
import { type Plan, subjectOf } from '../../../record/plan.ts';
import { azureState, progress } from '../../../record/progress.ts';
import { failed, isFreeFor, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { ofPlan, stepReason } from '../step-reasons.ts';

/** Makes the image version and waits until every region has its copy. */
export const createVersion: CaptureAct = {
  kind: 'act',
  name: 'create-version',
  typicalMinutes: [7, 60],
  applies: () => true,
  deadlineMs: settings => settings.timeouts.versionMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.versionSeconds * 1000,
  async observe(context) {
    const found = await context.azure.findVersion(context.plan.target);
    if (found) return judge(context, found);
    const { azure, plan } = context;
    return (await azure.findVmStatus(subjectOf(plan)))
      ? 'todo'
      : failed(stepReason('subject-gone', ofPlan(plan), 'vm-gone'));
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
  const { definition, version: name } = plan.target;
  if (version.captureId !== captureId)
    return failed(stepReason('version-of-others', { ...ofPlan(plan), definition, version: name }, 'version-not-mine'));
  switch (version.provisioningState) {
    case 'Succeeded':
      return 'done';
    case 'Failed':
      return step.attempt > 1 && !step.phase ? 'todo' : replicationFailed(plan, version);
    default:
      return {
        busy: version.provisioningState === 'Deleting' ? progress('failed-one-deleted', {}) : busyWith(version),
        progress: version.regions,
      };
  }
}

function busyWith({ regions }: Version): Coded {
  const done = regions.filter(({ state }) => state === 'Completed').length;
  return regions.length > 0 ? progress('regions-done', { done, of: regions.length }) : azureState('Creating');
}

function replicationFailed(plan: Plan, { regions }: Version): Observation {
  const { definition, version } = plan.target;
  const bad = regions.filter(({ state }) => state === 'Failed');
  return {
    failed: stepReason('version-failed', {
      ...ofPlan(plan),
      ...{ definition, version },
      regions: bad.map(({ region }) => region),
      details: bad.map(({ details }) => details ?? ''),
    }),
    askWhy: true,
  };
}
