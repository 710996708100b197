import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Gallery, Version } from '../../../../sandbox/azure/world.ts';
import type { CaptureAct, CaptureContext } from '../../../../src/jobs/procedures/capture/step.ts';
import {
  copyDisks,
  createGroup,
  takeRestorePoint,
  takeSnapshots,
} from '../../../../src/jobs/procedures/capture/steps/copy-disks.ts';
import { createClone, isolateClone } from '../../../../src/jobs/procedures/capture/steps/create-clone.ts';
import { createDefinition, createGallery } from '../../../../src/jobs/procedures/capture/steps/create-gallery.ts';
import { createVersion } from '../../../../src/jobs/procedures/capture/steps/create-version.ts';
import { deleteFailedVersion } from '../../../../src/jobs/procedures/capture/steps/delete-failed-version.ts';
import { deallocateVm } from '../../../../src/jobs/procedures/capture/steps/stop-vm.ts';
import type { Plan } from '../../../../src/jobs/record/plan.ts';
import { retry } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { aClone, aPlan, noon, rita, someSteps } from '../../../support/captures.ts';
import { failedWalk } from '../../../support/failed.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { settingsWith } from '../../../support/survey.ts';
import { wordsOf } from '../../../support/words.ts';

const settings = settingsWith('gallery: { name: golden, resourceGroup: rg-images }\nregions: [westeurope]\n');
const tag = 'capture-image-id';
const theirs = { captureId: 'somebody-else', attempt: 1, expiresAt: noon.toISOString(), location: 'westeurope' };

function galleryIn({ world }: Pick<Real, 'world'>): Gallery {
  const [gallery] = world.galleries.values();
  if (!gallery) throw new Error('There is no gallery.');
  return gallery;
}

function versionIn(real: Pick<Real, 'world'>): Version {
  const version = galleryIn(real).definitions.get('web')?.versions.get('1.0.1');
  if (!version) throw new Error('There is no web 1.0.1.');
  return version;
}

const sceneOf = (azure: CaptureContext['azure'], plan: Plan): CaptureContext => {
  const [step] = someSteps();
  if (!step) throw new Error('There is no step.');
  const marks = { captureId: 'c1', attempt: 2, expiresAt: noon.toISOString() };
  // As `start` gets it: what was looked at a while ago is about to be asked for, at a Retry.
  return {
    captureId: 'c1',
    plan,
    step: { ...step, attempt: 2, phase: 'intent' },
    steps: [],
    azure,
    settings,
    resourceTags: marks,
  };
};

const target = { ...aPlan().target, version: '1.0.1' };
const failedOf = (captureId: string | null) => ({
  provisioningState: 'Failed',
  tags: captureId ? { [tag]: captureId } : {},
});

let real: Real;
beforeEach(async () => {
  real = await startReal();
  onTestFinished(() => real.close());
});

async function writesOf(act: CaptureAct, plan: Plan): Promise<readonly string[]> {
  const calls = async () => (await real.control('GET', '/log')).body as { method: string; path: string }[];
  const before = (await calls()).length;
  await act.start(sceneOf(real.azure, plan));
  const since = (await calls()).slice(before);
  return since.filter(one => one.method !== 'GET' && one.path.startsWith('/subscriptions/')).map(one => one.method);
}

describe('what somebody has made since the look is neither deleted nor written over', () => {
  test.each<[string, CaptureAct, Partial<Plan>, object]>([
    ['a version', createVersion, { target }, { provisioningState: 'Succeeded', tags: {} }],
    ['a failed version', createVersion, { target }, failedOf('somebody-else')],
    ['a version without a tag', createVersion, { target }, failedOf(null)],
    [
      'our own version that Azure is making',
      createVersion,
      { target },
      { ...failedOf('c1'), provisioningState: 'Creating' },
    ],
    [
      'a mended version',
      deleteFailedVersion,
      { target, replaces: { captureId: 'c0' } },
      { ...failedOf('c0'), provisioningState: 'Succeeded' },
    ],
    ['another failed version', deleteFailedVersion, { target, replaces: { captureId: 'c0' } }, failedOf('c9')],
  ])('%s', async (_, act, plan, change) => {
    Object.assign(versionIn(real), change);
    expect(await writesOf(act, aPlan(plan))).toEqual([]);
  });

  test('a gallery and an image definition', async () => {
    expect(await writesOf(createGallery, aPlan({ galleryExists: false }))).toEqual([]);
    expect(await writesOf(createDefinition, aPlan({ definitionExists: false }))).toEqual([]);
  });

  test('a group, a snapshot, a disk, a security group and a restore point under the names of a copy', async () => {
    const group = `${aClone().group.id}/providers/Microsoft.Compute`;
    const source = (await real.azure.findVm(aPlan().vm))?.osDisk.id ?? '';
    const snapshotId = `${group}/snapshots/s`;
    const diskId = `${group}/disks/d`;
    const restorePoint = {
      collectionId: `${group}/restorePointCollections/r`,
      id: `${group}/restorePointCollections/r/restorePoints/r`,
    };
    const disk = { lun: null, sourceId: source, sizeGb: 30, storage: 'Premium_LRS', encryptionSetId: null };
    const clone = aClone({ disks: [{ ...disk, snapshotId, diskId }] });
    const { azure } = real;
    await azure.createGroup(clone.group.id, theirs);
    await azure.createSnapshot(snapshotId, { ...theirs, diskId: source });
    await real.ready('snapshot', snapshotId);
    const from = {
      sourceId: snapshotId,
      from: 'snapshot',
      storage: 'Premium_LRS',
      zones: [],
      encryptionSetId: null,
    } as const;
    await azure.createDisk(diskId, { ...theirs, ...from, os: { type: 'Linux', generation: 'V2' } });
    await azure.createSecurityGroup(clone.securityGroupId, { ...theirs, outbound: 'none' });
    await azure.createRestorePointCollection(restorePoint.collectionId, { ...theirs, vmId: aPlan().vm.id });
    await real.ready('disk', diskId);
    await real.ready('security-group', clone.securityGroupId);
    await real.ready('restore-point-collection', restorePoint.collectionId);
    for (const { body } of real.world.stored.values())
      if (/somebody-else/.test(JSON.stringify(body)))
        Object.assign(body, { properties: { ...Object(body.properties), provisioningState: 'Failed' } });

    expect(await azure.findTemporary('disk', diskId)).toMatchObject({ provisioningState: 'Failed' });
    const plan = aPlan({ clone });
    for (const act of [createGroup, takeSnapshots, copyDisks, isolateClone])
      expect([act.name, await writesOf(act, plan)]).toEqual([act.name, []]);
    expect(await writesOf(takeRestorePoint, aPlan({ clone: aClone({ restorePoint }) }))).toEqual([]);
  });

  test('a VM under the name of a copy', async () => {
    const { id, ...vm } = aPlan().vm;
    expect(await writesOf(createClone, aPlan({ clone: aClone({ id, vm }) }))).toEqual([]);
  });
});

test.each<[string, CaptureAct, string]>([
  ['of our own', createVersion, 'c1'],
  ['that was confirmed', deleteFailedVersion, 'c0'],
])('a failed version %s is deleted', async (_, act, captureId) => {
  Object.assign(versionIn(real), failedOf(captureId));
  expect(await writesOf(act, aPlan({ target, replaces: { captureId: 'c0' } }))).toEqual(['DELETE']);
});

test('a VM that was started since the look is not deallocated, so that it shows', async () => {
  expect(await writesOf(deallocateVm, aPlan({ clone: null }))).toEqual([]);
});

describe.each(['clone', 'in-place'] as const)('mode %s', mode => {
  const ground = storeForEachTest();

  test('a version that somebody made while the guard looked stays, and the capture fails with the way out', async () => {
    const match = { method: 'PUT', path: 'versions' };
    const request = { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode, checks: 'off' as const };
    const one = await failedWalk(ground, request, { match });
    const { azure } = one.real;
    const { plan } = await one.walk.now();
    if (!plan) throw new Error('There is no plan.');
    const put = () => {
      const { versions } = galleryIn(one.real).definitions.get('web') ?? {};
      const { version } = plan.target;
      versions?.set(version, { ...versionIn(one.real), name: version, provisioningState: 'Succeeded', tags: {} });
    };
    const slow: CaptureContext['azure'] = {
      ...azure,
      async findVmFacts(vm) {
        put();
        return await azure.findVmFacts(vm);
      },
    };
    one.walk.restart({ azure: slow });
    await one.walk.decide(capture => retry(capture, { by: rita, now: new Date() }), { event: 'retry' });
    const { status } = await one.walk.until(({ status: { is } }) => is !== 'running');
    if (status.is !== 'failed') throw new Error(`It is ${status.is}.`);
    expect(wordsOf(status.failure)).toMatchObject({
      code: 'version-not-mine',
      remedy: expect.stringMatching(/Abandon/),
    });
    expect(await azure.findVersion(plan.target)).toMatchObject({ provisioningState: 'Succeeded', captureId: null });
    expect((await one.writes()).filter(({ path }) => path.includes('/versions/'))).toEqual([]);
  });
});
