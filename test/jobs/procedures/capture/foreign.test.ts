import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancel, confirm } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';

const ground = storeForEachTest();
let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

test.each([
  ['another capture', { 'capture-image-id': 'web-01-other' }],
  ['nobody', {}],
])('a disk of the ledger that carries the tag of %s is left alone, and named', async (_, tags) => {
  const walk = await walkOf(ground, real, { vm: 'web-01', definition: 'web' });
  await walk.until(({ status }) => status.is === 'waiting');
  const now = new Date();
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now }), { event: 'confirm', by: rita });
  const isDone = (name: string, steps: readonly { name: string; state: string }[]) =>
    steps.some(step => step.name === name && step.state === 'done');
  const { plan } = await walk.until(({ steps }) => isDone('copy-disks', steps));
  const id = plan?.clone?.disks[0]?.diskId ?? '';
  const disk = real.world.stored.get(id.toLowerCase());
  if (!disk) throw new Error('The copied disk is not there.');
  disk.body = { ...disk.body, tags };

  await walk.decide(one => cancel(one, { by: rita, now }), { event: 'cancel', by: rita });
  const { ledger = [] } = await walk.until(
    ({ status, ledger = [] }) =>
      status.is === 'cancelled' && ledger.every(({ state }) => state === 'closed' || state === 'left'),
  );
  expect(ledger.find(one => one.id === id)).toMatchObject({ state: 'left', problem: { code: 'not-tagged' } });
  expect(real.world.stored.has(id.toLowerCase())).toBe(true);
  const { body } = await real.control('GET', '/log');
  const deleted = (body as { method: string; path: string }[]).filter(({ method }) => method === 'DELETE');
  expect(deleted.some(({ path }) => path.toLowerCase().includes(id.toLowerCase()))).toBe(false);
});
