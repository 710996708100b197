import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirm } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf, walkSettings } from '../../../support/walk.ts';

const ground = storeForEachTest();
let real: Real;

beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

const groups = () => [...real.world.resourceGroups.values()].filter(({ name }) => name.startsWith('capture-'));

test('a worker that stood still between its intent and its call asks for nothing: another has looked by then', async () => {
  let pauseMs = 0;
  const { store } = ground;
  const slow = {
    ...store,
    async commit(...of: Parameters<typeof store.commit>) {
      const saved = await store.commit(...of);
      await sleep(pauseMs);
      return saved;
    },
  };
  const walk = await walkOf({ ...ground, store: slow }, real, {
    vm: 'web-01',
    definition: 'web',
    regions: ['westeurope'],
  });
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(capture => confirm(capture, { by: rita, planHash: null, now: new Date() }), {
    event: 'confirm',
    by: rita,
  });
  pauseMs = 1_500;
  await walk.tick();
  expect((await walk.now()).steps[0]).toMatchObject({ name: 'create-clone-group', phase: 'intent' });
  expect(groups()).toEqual([]);
  pauseMs = 0;
  await walk.until(({ steps }) => steps[0]?.state === 'done');
  expect(groups()).toHaveLength(1);
});

test('a deletion that is on its way is not asked for again by whoever takes over', async () => {
  const deletions: string[] = [];
  const taken = ({ method, path }: { method: string; path: string }) => {
    if (method === 'DELETE') deletions.push(path);
  };
  const slow = await startReal({ speed: 4000, watch: { taken } });
  try {
    const request = { vm: 'web-01', definition: 'web', regions: ['westeurope'] };
    const patient = { settings: walkSettings('lockSeconds: 1', 'lockSeconds: 60') };
    const walk = await walkOf(ground, slow, request, 'walk-late', patient);
    await walk.until(({ status }) => status.is === 'waiting');
    await walk.decide(capture => confirm(capture, { by: rita, planHash: null, now: new Date() }), {
      event: 'confirm',
      by: rita,
    });
    slow.faults.add({ match: { method: 'DELETE', path: 'virtualMachines/' }, times: 1, delayMs: 700 });
    await walk.until(({ ledger = [] }) => ledger.some(({ kind, state }) => kind === 'vm' && state === 'open'));
    await walk.until(({ status }) => status.is === 'succeeded');
    const first = walk.tick();
    await walk.sleepUntil(({ ledger = [] }) => ledger.some(({ state }) => state === 'closing'));
    await walk.tick();
    await first;
    await walk.until(({ ledger = [] }) => ledger.every(({ state }) => state === 'closed'));
    expect(deletions.filter(path => /virtualMachines\/[^/]+$/.test(path))).toHaveLength(1);
  } finally {
    await slow.close();
  }
});
