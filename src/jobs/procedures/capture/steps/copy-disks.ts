import type { Started, TemporaryKind } from '../../../../azure/azure.ts';
import { vmId } from '../../../../azure/names.ts';
import { entry } from '../../../record/cleanup-ledger.ts';
import type { ClonePlan, DiskCopy } from '../../../record/clone-plan.ts';
import type { Plan } from '../../../record/plan.ts';
import { progress } from '../../../record/progress.ts';
import { failed, isFreeFor, nothingToFollow, type Observation } from '../../step.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { stepReason } from '../step-reasons.ts';

/** What the steps that make a clone share. */
export const cloneAct = {
  kind: 'act',
  deadlineMs: settings => settings.timeouts.cloneMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.gallerySeconds * 1000,
} as const satisfies Partial<CaptureAct>;

/** The clone of a plan that has one. */
export function cloneOf({ clone }: Plan): ClonePlan {
  if (!clone) throw new Error('A step of a clone runs without one.');
  return clone;
}

/** Makes the resource group that holds the copy and nothing else. */
export const createGroup: CaptureAct = {
  ...cloneAct,
  name: 'create-clone-group',
  typicalMinutes: [0, 1],
  applies: ({ clone }) => clone?.group.own === true,
  makes: plan => [entry('group', cloneOf(plan).group.id)],
  observe: context => lookAtAll(context, 'group', [cloneOf(context.plan).group.id]),
  async start({ azure, plan, resourceTags }) {
    const { id } = cloneOf(plan).group;
    return isFreeFor(resourceTags.captureId, await azure.findTemporary('group', id))
      ? azure.createGroup(id, { ...resourceTags, location: plan.vm.location })
      : nothingToFollow;
  },
};

/** Takes a snapshot of each disk. Those of an earlier attempt go first: all must be of one time. */
export const takeSnapshots: CaptureAct = {
  ...cloneAct,
  name: 'take-snapshots',
  typicalMinutes: [1, 10],
  applies: ({ clone }) => clone !== null && clone.restorePoint === null,
  makes: plan => snapshotsOf(plan).map(({ id, disk }) => entry('snapshot', id, disk.sizeGb)),
  async observe(context) {
    const found = await Promise.all(
      snapshotsOf(context.plan).map(({ id }) => context.azure.findTemporary('snapshot', id)),
    );
    const isOld = found.some(one => one?.attempt != null && one.attempt < context.step.attempt);
    return isOld
      ? found.some(one => one?.provisioningState === 'Deleting')
        ? { busy: progress('old-ones-deleted', {}) }
        : 'todo'
      : judge(context, 'snapshot', found);
  },
  async start(context) {
    const { azure, plan, resourceTags, step } = context;
    const started: Started[] = [];
    for (const { id, disk } of snapshotsOf(plan)) {
      const found = await azure.findTemporary('snapshot', id);
      if (found && found.captureId !== resourceTags.captureId) continue;
      if (found?.attempt != null && found.attempt < step.attempt)
        started.push(await azure.deleteTemporary('snapshot', id));
      else if (isFreeFor(resourceTags.captureId, found))
        started.push(
          await azure.createSnapshot(id, { ...resourceTags, location: plan.vm.location, diskId: disk.sourceId }),
        );
    }
    return together(started);
  },
};

/** Holds all disks at one moment in a restore point; its collection is made first. */
export const takeRestorePoint: CaptureAct = {
  ...cloneAct,
  name: 'take-restore-point',
  typicalMinutes: [1, 15],
  applies: ({ clone }) => clone?.restorePoint != null,
  makes: plan => {
    const { collectionId, id } = pointOf(plan);
    return [entry('restore-point', id), entry('restore-point-collection', collectionId)];
  },
  async observe(context) {
    const { collectionId, id } = pointOf(context.plan);
    const collection = await lookAtAll(context, 'restore-point-collection', [collectionId]);
    return collection === 'done' ? lookAtAll(context, 'restore-point', [id]) : collection;
  },
  async start({ azure, plan, resourceTags }) {
    const { collectionId, id } = pointOf(plan);
    const collection = await azure.findTemporary('restore-point-collection', collectionId);
    if (collection && collection.captureId !== resourceTags.captureId) return nothingToFollow;
    const point = collection && (await azure.findTemporary('restore-point', id));
    if (!isFreeFor(resourceTags.captureId, point)) return nothingToFollow;
    // A point that Azure could not take keeps its name: it goes before the next is taken.
    if (point) return azure.deleteTemporary('restore-point', id);
    return collection?.provisioningState === 'Succeeded'
      ? azure.createRestorePoint(id)
      : azure.createRestorePointCollection(collectionId, {
          ...resourceTags,
          location: plan.vm.location,
          vmId: vmId(plan.vm),
        });
  },
};

/** Makes a disk of each snapshot, of the kind that its source is. One that Azure could not make goes before it is made anew. */
export const copyDisks: CaptureAct = {
  ...cloneAct,
  name: 'copy-disks',
  typicalMinutes: [1, 10],
  applies: ({ clone }) => clone !== null,
  makes: plan => cloneOf(plan).disks.map(({ diskId, sizeGb }) => entry('disk', diskId, sizeGb)),
  observe: context =>
    lookAtAll(
      context,
      'disk',
      cloneOf(context.plan).disks.map(({ diskId }) => diskId),
    ),
  async start({ azure, plan, resourceTags }) {
    const { disks, restorePoint } = cloneOf(plan);
    const point = restorePoint && (await azure.findRestorePoint(restorePoint.id));
    const started: Started[] = [];
    for (const disk of disks) {
      const found = await azure.findTemporary('disk', disk.diskId);
      if (found && isFreeFor(resourceTags.captureId, found))
        started.push(await azure.deleteTemporary('disk', disk.diskId));
      if (found) continue;
      const sourceId = disk.snapshotId ?? point?.disks.find(({ lun }) => lun === disk.lun)?.id;
      if (!sourceId) throw new Error(`The restore point lacks the disk at LUN ${disk.lun}.`);
      started.push(
        await azure.createDisk(disk.diskId, {
          ...resourceTags,
          location: plan.vm.location,
          zones: plan.vm.zones,
          storage: disk.storage,
          sourceId,
          from: disk.snapshotId ? 'snapshot' : 'restore-point',
          os: disk.lun === null ? { type: plan.vm.osType, generation: plan.vm.generation } : null,
          encryptionSetId: disk.encryptionSetId,
        }),
      );
    }
    return together(started);
  },
};

/** Looks at resources that a step makes: it is done when all are there. */
export async function lookAtAll(
  context: CaptureContext,
  kind: TemporaryKind,
  ids: readonly string[],
): Promise<Observation> {
  return judge(context, kind, await Promise.all(ids.map(id => context.azure.findTemporary(kind, id))));
}

function judge(
  { captureId, step }: CaptureContext,
  kind: TemporaryKind,
  found: readonly Awaited<ReturnType<CaptureContext['azure']['findTemporary']>>[],
): Observation {
  const foreign = found.find(one => one && one.captureId !== captureId);
  if (foreign)
    return failed(stepReason('part-taken', { kind, name: foreign.id.split('/').at(-1) ?? '' }, 'name-taken'));
  if (found.some(one => one?.provisioningState === 'Failed'))
    return step.attempt > 1 && !step.phase
      ? 'todo'
      : { failed: stepReason('part-failed', { kind }, 'create-failed'), askWhy: true };
  if (found.some(one => one === null)) return 'todo';
  const ready = found.filter(one => one?.provisioningState === 'Succeeded' && (one.percent ?? 100) >= 100).length;
  return ready === found.length ? 'done' : { busy: progress('parts-ready', { done: ready, of: found.length }) };
}

function snapshotsOf(plan: Plan): readonly { readonly id: string; readonly disk: DiskCopy }[] {
  return cloneOf(plan).disks.flatMap(disk => (disk.snapshotId ? [{ id: disk.snapshotId, disk }] : []));
}

function pointOf(plan: Plan) {
  const { restorePoint } = cloneOf(plan);
  if (!restorePoint) throw new Error('A restore point was to be taken that is not in the plan.');
  return restorePoint;
}

/** Several calls as one: the first operation is followed, since the resources themselves show how the others go. */
function together(started: readonly Started[]): Started {
  const requestIds = started.flatMap(({ requestId }) => (requestId ? [requestId] : []));
  return { ...(started[0] ?? nothingToFollow), requestId: requestIds.join(' ') || null };
}

const _count = (number: number, what: string): string => (number === 1 ? `a ${what}` : `${number} ${what}s`);
