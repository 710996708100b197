import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirm, retry } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';
import { inWords } from '../../../support/words.ts';

const ground = storeForEachTest();
let real: Real;

beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

const yes = { by: rita, planHash: null };

async function confirmed(vm: string) {
  await real.control('POST', '/reset');
  const walk = await walkOf(ground, real, { vm, definition: vm, regions: ['westeurope'] });
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { ...yes, now: new Date() }), { event: 'confirm', by: rita });
  const copy = `capture-${walk.id}`;
  return {
    ...walk,
    isDone: (step: string) =>
      walk.until(({ steps }) => steps.some(({ name, state }) => name === step && state === 'done')),
    byHand: (does: string) => real.control('POST', '/person', { vm: copy, does }),
    starts: async () => {
      const { body } = await real.control('GET', '/log');
      return (body as { method: string; path: string }[]).filter(({ path }) => path.endsWith(`${copy}/start`)).length;
    },
    retry: () => walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry', by: rita }),
  };
}

test.each(['deallocate', 'power-off'])(
  'a copy on which somebody did %s before its guest was touched is started again',
  async does => {
    const capture = await confirmed('web-01');
    await capture.isDone('create-clone');
    await capture.byHand(does);
    await capture.until(({ status }) => status.is === 'succeeded');
    expect(await capture.starts()).toBe(1);
  },
);

test('one that Azure could not start is made anew at Retry, as often as it takes', async () => {
  const capture = await confirmed('win-01');
  const fault = { match: { method: 'PUT', path: '/virtualMachines/capture-[^/]*$' }, times: 2, operation: 'fail' };
  await real.control('POST', '/faults', { ...fault, code: 'AllocationFailed', message: 'No room.' });
  for (const attempt of [1, 2]) {
    const { status } = await capture.until(one => one.status.is === 'failed');
    expect(status).toMatchObject({ step: 'create-clone', failure: { code: 'AllocationFailed' } });
    expect((await capture.now()).steps.find(({ name }) => name === 'create-clone')?.attempt).toBe(attempt);
    await capture.retry();
  }
  await capture.until(({ status }) => status.is === 'succeeded');
});

test('one whose guest step was begun and that is off since is not started and not captured: a new one is to be asked for', async () => {
  const capture = await confirmed('web-01');
  await capture.until(({ steps }) =>
    steps.some(({ name, phase }) => name === 'deprovision-guest' && phase === 'asked'),
  );
  await capture.byHand('deallocate');
  for (const _ of [1, 2]) {
    const { status } = await capture.until(one => one.status.is === 'failed');
    expect(inWords(status)).toMatchObject({
      step: 'deprovision-guest',
      failure: {
        remedy: expect.stringMatching(/^Abandon this capture and ask for a new one\. web-01 itself is untouched/),
      },
    });
    await capture.retry();
  }
  expect(await capture.starts()).toBe(0);
});
