import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noticeNote } from '../../../../../src/bot/notes/notice-note.ts';
import { entry } from '../../../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture, StepRecord } from '../../../../../src/jobs/record/record.ts';
import type { SealKeys } from '../../../../../src/jobs/record/seal.ts';
import { retry } from '../../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../../azure/real.ts';
import { attack } from '../../../../support/attack.ts';
import { rita } from '../../../../support/captures.ts';
import { failedWalk } from '../../../../support/failed.ts';
import { withSteps } from '../../../../support/forging.ts';
import { storeForEachTest } from '../../../../support/store.ts';

const ground = storeForEachTest();
let real: Real;
beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

const source = () => {
  const vm = [...real.world.virtualMachines.values()].find(({ name }) => name === 'web-01');
  if (!vm) throw new Error('There is no web-01.');
  return vm;
};
const isStopped = () => Object.assign(source(), { power: 'deallocated' });

const request: Request = {
  vm: 'web-01',
  definition: 'web',
  regions: ['westeurope'],
  consistency: 'stop',
  checks: 'off',
};
/** A copy of the stopped VM, before it was stopped, of which this Azure has nothing. */
const planned = async () =>
  await (await failedWalk(ground, request, { match: { method: 'POST', path: 'powerOff' } })).walk.now();
const power = ({ plan }: Capture) => entry('source-power', plan?.vm.id ?? '');
const over = { is: 'cancelled', by: rita, at: new Date().toISOString() } as const;
const asked: Partial<StepRecord> = { state: 'done', phase: 'asked' };
const done = { state: 'done' } as const;
const said: readonly (readonly [string, Readonly<Record<string, Partial<StepRecord>>>])[] = [
  ['nothing', {}],
  ['that it was stopped', { 'create-clone-group': done, 'stop-source': asked }],
];

describe.each(said)('a record that somebody else wrote, whose steps say %s,', (_, steps) => {
  test('has no VM started by its ledger, and the thread says so', async () => {
    const copy = await planned();
    const capture: Capture = { ...withSteps(copy, steps), status: over, ledger: [power(copy)] };
    const { writes, end } = await attack(ground, real, { capture, before: isStopped });
    expect(writes).toEqual([]);
    expect(end?.ledger).toMatchObject([{ state: 'left', problem: { code: 'source-not-stopped' } }]);
    const context = { now: new Date(), portalUrl: 'https://x.example', links: new Map(), approvers: [] };
    const [notice] = end?.notices.slice(-1) ?? [];
    expect(end && notice && noticeNote(end, notice, context).text).toBe('web-01 was not started again');
  });
});

const started = (writes: readonly { readonly path: string }[]) => writes.filter(({ path }) => path.endsWith('/start'));

test.each([
  ['its step', []],
  ['its step and its ledger', [power]],
] as const)('a record that somebody else wrote has no VM started by %s', async (_, entries) => {
  const steps = { 'create-clone-group': done, 'stop-source': asked, 'take-snapshots': asked };
  const copy = withSteps(await planned(), steps);
  const ledger = entries.map(of => of(copy));
  const { writes } = await attack(ground, real, { capture: { ...copy, ledger }, before: isStopped });
  expect(started(writes)).toEqual([]);
});

test('a VM that somebody switched off before I came to it is copied, and stays off', async () => {
  const failed = await failedWalk(ground, request, { match: { method: 'POST', path: 'powerOff' } });
  Object.assign(failed.vm(), { power: 'deallocated' });
  await failed.walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry' });
  const end = await failed.walk.until(
    ({ status, ledger }) =>
      status.is === 'failed' || (status.is === 'succeeded' && !ledger?.some(({ state }) => state === 'open')),
  );
  expect(end.status.is).toBe('succeeded');
  expect(failed.vm()).toMatchObject({ power: 'deallocated' });
  expect(started(await failed.writes()).filter(({ path }) => path.includes('web-01/'))).toEqual([]);
});

test.each<[string, SealKeys | null]>([
  ['no seal', null],
  ['a seal', { keys: ['a key of thirty-two characters...'], from: null }],
])('a capture of mine with %s that fails with its source stopped starts it again', async (_, seal) => {
  const match = { method: 'PUT', path: 'snapshots' };
  const failed = await failedWalk(ground, request, { match, ...(seal ? { seal } : {}) });
  const { ledger } = await failed.walk.until(
    one => one.ledger?.some(({ kind, state }) => kind === 'source-power' && state !== 'open') === true,
  );
  await failed.walk.until(
    one => one.ledger?.some(({ kind, state }) => kind === 'source-power' && state === 'closed') === true,
  );
  expect(ledger?.some(({ state }) => state === 'left')).toBe(false);
  expect((await failed.writes()).filter(({ path }) => path.endsWith('web-01/start'))).toHaveLength(1);
});
