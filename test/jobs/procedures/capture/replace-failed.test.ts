import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Version } from '../../../../sandbox/azure/world.ts';
import { warningInWords } from '../../../../src/bot/notes/words/en/warnings.ts';
import type { CaptureContext } from '../../../../src/jobs/procedures/capture/step.ts';
import { deleteFailedVersion } from '../../../../src/jobs/procedures/capture/steps/delete-failed-version.ts';
import { procedures } from '../../../../src/jobs/procedures/procedures.ts';
import { azureState } from '../../../../src/jobs/record/progress.ts';
import { redisBudget } from '../../../../src/jobs/store/azure-budget.ts';
import { tick } from '../../../../src/jobs/worker/pipeline.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { until } from '../../../sandbox/azure/clients.ts';
import { aCapture, aPlan, noon, someSteps } from '../../../support/captures.ts';
import { quiet } from '../../../support/office.ts';
import { planning } from '../../../support/plan-of.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { settingsWith } from '../../../support/survey.ts';
import { wordsOf } from '../../../support/words.ts';

let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

const settings = settingsWith('gallery: { name: golden, resourceGroup: rg-images }\nregions: [westeurope]\n');
const request = { vm: 'web-01', definition: 'web', version: '1.0.1' };
const tag = 'capture-image-id';

let version: Version;
beforeEach(() => {
  const { versions } = [...real.world.galleries.values()][0]?.definitions.get('web') ?? {};
  version ??= versions?.get('1.0.1') as Version;
  versions?.set('1.0.1', Object.assign(version, { provisioningState: 'Failed', tags: { [tag]: 'web-01-older' } }));
});

const planned = (replaceFailed: boolean) => planning(real, { ...request, replaceFailed }, settings);

function scene(): CaptureContext {
  const target = { ...aPlan().target, version: '1.0.1' };
  const [step] = someSteps();
  if (!step) throw new Error('There is no step.');
  const plan = aPlan({ target, replaces: { captureId: 'web-01-older' } });
  const marks = { captureId: 'c1', attempt: 1, expiresAt: noon.toISOString() };
  return { captureId: 'c1', plan, step, steps: [step], azure: real.azure, settings, resourceTags: marks };
}

test('the plan says that it goes first, and its hash stands for that; it is refused where that was not asked for', async () => {
  expect(await planned(false)).toMatchObject({ is: 'refused', refusals: [{ code: 'version-failed' }] });
  const one = await planned(true);
  if (one.is !== 'plan') throw new Error(JSON.stringify(one));
  expect(one.plan).toMatchObject({ target: { version: '1.0.1' }, replaces: { captureId: 'web-01-older' } });
  expect(one.plan.warnings.map(warningInWords).join()).toContain(
    'failed version (of capture web-01-older): it is deleted before',
  );
  Object.assign(version, { tags: {} });
  const other = await planned(true);
  expect(other.is === 'plan' && other.plan.hash).not.toBe(one.plan.hash);
});

test.each<[string, object, RegExp]>([
  ['that is whole by now', { provisioningState: 'Succeeded' }, /it is Succeeded now/],
  ['that is being made', { provisioningState: 'Creating' }, /it is Creating now/],
  ['of another capture', { tags: { [tag]: 'web-02-other' } }, /another one has taken its place/],
])('a version %s is never deleted', async (_, change, why) => {
  Object.assign(version, change);
  const found = await deleteFailedVersion.observe(scene());
  if (typeof found === 'string' || !('failed' in found)) throw new Error('It is to be deleted.');
  expect(wordsOf(found.failed)).toMatchObject({ code: 'version-changed', reason: expect.stringMatching(why) });
});

test('the failed one is deleted, and one that is gone is left at that', async () => {
  expect(await deleteFailedVersion.observe(scene())).toBe('todo');
  await deleteFailedVersion.start(scene());
  expect(await deleteFailedVersion.observe(scene())).toEqual({ busy: azureState('Deleting') });
  await until('it is gone', async () => (await deleteFailedVersion.observe(scene())) === 'done');
});

describe('a failed version of another capture', () => {
  const ground = storeForEachTest();

  test('is refused while that one may be retried, with the way to it', async () => {
    const { store } = ground;
    const vm = { ...aPlan().vm, id: aPlan().vm.id.replace('web-01', 'shop-01'), name: 'shop-01' };
    const plan = aPlan({ vm, target: { ...aPlan().target, version: '1.0.1' } });
    const holder = aCapture({ id: 'web-01-older', plan });
    await store.accept('holder', holder);
    const claim = await store.claim(holder.id);
    if (!claim || 'waitMs' in claim) throw new Error('There is nothing to claim.');
    const failure = { code: 'version-failed', reason: 'It failed.', remedy: 'Retry.' };
    const status = { is: 'failed', failure, step: 'create-version', at: noon.toISOString() } as const;
    const failed = { capture: { ...claim.capture, status }, operation: null, dueInMs: null };
    expect(await store.commit(claim, { ...failed, locks: 'take' })).toBe('saved');

    const mine = aCapture({}, { ...request, replaceFailed: true });
    await store.accept('mine', mine);
    const budget = redisBudget({ ...ground, share: 1 });
    const tools = { store, procedures, budget, azure: real.azure, settings, policy: null, now: () => noon, log: quiet };
    await tick({ ...tools, planningTurn: survey => survey() }, mine.id);

    const refusals = [expect.objectContaining({ code: 'version-reserved', captureId: holder.id })];
    expect((await store.load(mine.id))?.status).toMatchObject({ is: 'refused', refusals });
    expect(version.provisioningState).toBe('Failed');
  });
});
