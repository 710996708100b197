import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { redisBudget } from '../../../src/jobs/store/azure-budget.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const open = (share = 1) => redisBudget({ ...ground, share });
// What comes back while a test runs is nothing, however long it runs.
const perMinute = 0.01;
const few = { key: 'sub reads', capacity: 3.75, perMinute };
const many = { key: 'sub LowCostGetSubscriptionMaximum', capacity: 101.5, perMinute };

test('lets through as many as there is room for, and says when the next one may go', async () => {
  const budget = open();
  for (const left of [2, 1, 0]) expect(await budget.take([few, many])).toEqual({ left: [left, 97 + left] });
  expect(await budget.take([few, many])).toEqual({ waitMs: expect.toSatisfy(ms => ms > 0 && ms <= 6_000_000) });
});

test('takes nothing of what has room when something else has none', async () => {
  const budget = open();
  for (let calls = 0; calls < 3; calls += 1) await budget.take([few]);
  expect(await budget.take([few, many])).toHaveProperty('waitMs');
  expect(await budget.take([many])).toEqual({ left: [99] });
});

test('fills again at the pace that Azure publishes', async () => {
  const [budget, quick] = [open(), { ...few, perMinute: 6000 }];
  for (let calls = 0; calls < 3; calls += 1) await budget.take([quick]);
  await sleep(30);
  expect(await budget.take([quick])).toHaveProperty('left');
});

test('is one for all workers', async () => {
  const budgets = [open(), open()];
  const taken = await Promise.all([...budgets, ...budgets, ...budgets].map(budget => budget.take([few])));
  expect(taken.filter(one => 'left' in one)).toHaveLength(3);
});

test('gives a share of what Azure publishes where only a share is ours', async () => {
  const budget = open(0.5);
  const half = { ...few, capacity: 9 };
  const taken = [];
  for (let calls = 0; calls < 4; calls += 1) taken.push(await budget.take([half]));
  expect(taken).toEqual([{ left: [4] }, { left: [2] }, { left: [0] }, { waitMs: expect.any(Number) }]);
});

test('believes Azure when it says that less is left, or that it wants a pause', async () => {
  const budget = open();
  await budget.take([many]);
  await budget.correct([{ allowance: many, left: 2, pauseMs: 0 }]);
  expect(await budget.take([many])).toEqual({ left: [1] });
  await budget.correct([{ allowance: many, left: 0, pauseMs: 5_000 }]);
  const { waitMs } = (await open().take([many])) as { waitMs: number };
  expect(waitMs).toBeGreaterThan(5_000);
});

test('slows all looks of a subscription down as its reads run out, and those of no other', async () => {
  const budget = open();
  expect(budget.stretch('SUB')).toBe(1);
  await budget.take([{ ...few, capacity: 100 }]);
  expect(budget.stretch('SUB')).toBe(1);
  await budget.correct([{ allowance: { ...few, capacity: 100 }, left: 11, pauseMs: 0 }]);
  await budget.take([{ ...few, capacity: 100 }]);
  expect(budget.stretch('sub')).toBeCloseTo(5);
  expect(budget.stretch('other')).toBe(1);
});
