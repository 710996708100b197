import { expect, test } from 'vitest';
import { captureNote } from '../../../../src/bot/notes/capture-note.ts';
import { money } from '../../../../src/bot/notes/estimate-facts.ts';
import { planNote } from '../../../../src/bot/notes/plan-note.ts';
import { estimate } from '../../../../src/jobs/procedures/capture/estimate.ts';
import { acts } from '../../../../src/jobs/procedures/capture/procedure.ts';
import { entry } from '../../../../src/jobs/record/cleanup-ledger.ts';
import { drawClone } from '../../../../src/jobs/record/clone-plan.ts';
import { parseSettings, type Settings } from '../../../../src/jobs/request/settings.ts';
import { aPlan, aWaitingCapture, noon } from '../../../support/captures.ts';

const settings = (more = ''): Settings => {
  const { data, problems } = parseSettings(`scopes: [{ subscription: 22222222-2222-2222-2222-222222222222 }]\n${more}`);
  if (!data) throw new Error(problems.join());
  return data;
};
const { prices } = settings();
const inPlace = aPlan({ clone: null });
const cloneOf = (consistency: 'crash' | 'stop' | 'restore-point') =>
  aPlan({
    clone: drawClone('web-01-abcde', { vm: inPlace.vm, request: { vm: 'web-01', consistency }, settings: settings() }),
  });
const walkedOf = (plan: typeof inPlace) => acts.filter(act => act.applies(plan));

test('a month costs the whole size, times the copies in all regions, at the price of the storage', () => {
  const { monthly, sizeGb, copies } = estimate(inPlace, [], prices);
  const premium = aPlan({ version: { ...inPlace.version, storage: 'Premium_LRS' } });

  expect([sizeGb, copies]).toEqual([94, 3]);
  expect(monthly).toBeCloseTo(94 * 3 * 0.05);
  expect(estimate(premium, [], prices).monthly).toBeCloseTo(94 * 3 * 0.132);
});

test('the prices are those of the settings', () => {
  const own = settings('prices: { currency: EUR, asOf: 2026-10-01, imageGbMonth: { Standard_LRS: 0.1 } }').prices;

  expect(estimate(inPlace, [], own)).toMatchObject({ currency: 'EUR', asOf: '2026-10-01' });
  expect(estimate(inPlace, [], own).monthly).toBeCloseTo(94 * 3 * 0.1);
});

test('a disk whose size Azure does not tell makes the price unknown, not small', () => {
  const vm = { ...inPlace.vm, osDisk: { ...inPlace.vm.osDisk, sizeGb: null } };

  expect(estimate(aPlan({ vm }), [], prices).monthly).toBeNull();
});

test('a VM has no downtime when it is copied, minutes when it is stopped for that, and is gone when it is spent', () => {
  expect(estimate(cloneOf('crash'), [], prices).downtime).toBe('none');
  expect(estimate(cloneOf('restore-point'), [], prices).downtime).toBe('none');
  expect(estimate(cloneOf('stop'), walkedOf(cloneOf('stop')), prices).downtime).toEqual([3, 18]);
  expect(estimate(inPlace, [], prices).downtime).toBe('for-good');
});

test('the copy costs what its disks are billed as, and its snapshots, a day', () => {
  const { daily } = estimate(cloneOf('crash'), [], prices);
  const costs = Object.values(daily ?? {});

  expect(costs).toHaveLength(4);
  const month = (32 + 64) * 0.165 + 94 * 0.05;
  expect(costs.reduce((sum, one) => sum + one, 0)).toBeCloseTo((month * 12) / 365);
  expect(estimate(inPlace, [], prices).daily).toBeNull();
});

test('it takes as long as its steps, which all have a range', () => {
  const [least, most] = estimate(cloneOf('crash'), walkedOf(cloneOf('crash')), prices).minutes;

  expect(least).toBeGreaterThan(10);
  expect(most).toBeLessThan(180);
  for (const {
    name,
    typicalMinutes: [quickest, slowest],
  } of acts)
    expect(quickest, name).toBeLessThan(slowest);
});

test('what it costs is not what is confirmed: new prices do not ask again', () => {
  const plan = cloneOf('crash');
  const { hash: _hash, ...unsealed } = plan;

  expect(aPlan({ ...unsealed, estimate: estimate(plan, [], prices) }).hash).toBe(plan.hash);
});

test('a price is rounded up', () => {
  expect([0.001, 0.7, 14.1, 1.999].map(amount => money(amount, { currency: 'USD' }))).toEqual([
    '0.01 USD',
    '0.70 USD',
    '14.10 USD',
    '2.00 USD',
  ]);
});

test('the plan says how long it takes, the downtime, and what it costs at most', () => {
  const plan = cloneOf('crash');
  const priced = { ...plan, estimate: estimate(plan, walkedOf(plan), prices) };

  const said = JSON.stringify(planNote(aWaitingCapture({ plan: priced }), priced, { moved: [], approvers: [] }));

  expect(said).toMatch(/\d+ to \d+ min as a rule/);
  expect(said).toContain('none: web-01 keeps running');
  expect(said).toContain('at most 14.10 USD a month: 94 GiB × 3 copies at the list price of 2026-07-24');
  expect(said).toMatch(/at most 0\.\d\d USD a day for its disks and snapshots/);
});

test('what could not be deleted is shown with what it costs a day', () => {
  const plan = cloneOf('crash');
  const priced = { ...plan, estimate: estimate(plan, [], prices) };
  const diskId = plan.clone?.disks[0]?.diskId ?? '';
  const left = { ...entry('disk', diskId, 30), state: 'left', problem: 'it is locked' } as const;
  const at = noon.toISOString();
  const capture = aWaitingCapture({ plan: priced, status: { is: 'succeeded', at }, ledger: [left] });

  const said = JSON.stringify(
    captureNote(capture, { now: noon, portalUrl: 'https://portal.azure.com', links: new Map(), approvers: [] }),
  );

  expect(said).toContain('it is locked (30 GiB, at most 0.18 USD a day as long as it is there)');
});
