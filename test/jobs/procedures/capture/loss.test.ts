import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancel, confirm } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';

const ground = storeForEachTest();
let real: Real;

beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

/** A clone that has been confirmed, as it was before Azure was asked for anything. */
async function confirmed(vm: string) {
  const walk = await walkOf(ground, real, { vm, definition: 'web', regions: ['westeurope'] });
  await walk.until(({ status }) => status.is === 'waiting');
  const yes = { by: rita, planHash: null, now: new Date() };
  await walk.decide(capture => confirm(capture, yes), { event: 'confirm', by: rita });
  const kept = await walk.keep();
  await walk.until(({ steps }) => steps.some(({ name, state }) => name === 'create-clone-group' && state === 'done'));
  return { ...walk, loseIt: () => walk.putBack(kept) };
}

const groupOf = (id: string) => [...real.world.resourceGroups.values()].find(({ name }) => name === `capture-${id}`);

test('what Redis has lost and Azure has is found, put on the ledger, and deleted in the end', async () => {
  const capture = await confirmed('web-01');
  await capture.loseIt();
  expect((await capture.now()).ledger).toBeUndefined();
  const { ledger = [] } = await capture.until(({ steps }) => steps[0]?.state === 'done');
  expect(ledger.map(({ kind }) => kind)).toContain('group');
  await capture.until(
    ({ status, ledger = [] }) => status.is === 'succeeded' && ledger.every(({ state }) => state === 'closed'),
  );
  expect(groupOf(capture.id)).toBeUndefined();
});

test('it is deleted too when the capture is cancelled before it goes on', async () => {
  const capture = await confirmed('web-01');
  await capture.loseIt();
  await capture.decide(one => cancel(one, { by: rita, now: new Date() }), { event: 'cancel', by: rita });
  await capture.until(
    ({ status, ledger = [] }) => status.is === 'cancelled' && ledger.some(({ state }) => state === 'closed'),
  );
  expect(groupOf(capture.id)).toBeUndefined();
});

test('nothing is begun that cannot be undone on a yes so new that Redis may lose it', async () => {
  const of = { vm: 'web-01', definition: 'web', regions: ['westeurope'] };
  const walk = await walkOf(ground, real, { ...of, mode: 'in-place', checks: 'off' });
  await walk.until(({ status }) => status.is === 'waiting');
  const yesAt = new Date();
  await walk.decide(capture => confirm(capture, { by: rita, planHash: null, now: yesAt }), {
    event: 'confirm',
    by: rita,
  });

  const { steps } = await walk.until(({ steps }) =>
    steps.some(({ irreversible, phase }) => irreversible && phase !== undefined),
  );

  const first = steps.find(({ irreversible }) => irreversible);
  expect(Date.parse(first?.askedAt ?? '') - yesAt.getTime()).toBeGreaterThanOrEqual(2_000);
});
