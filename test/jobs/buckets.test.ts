import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { redisBuckets, type Turn } from '../../src/jobs/buckets.ts';
import { storeForEachTest } from '../support/store.ts';

const ground = storeForEachTest();
const open = () => redisBuckets({ ...ground, share: 1 });

/** Three at once, and one more each second. */
const few = { key: 'posts', capacity: 3.75, perMinute: 60 };
const urgent = { line: 'urgent', leave: 0, turn: null };
const edits = { ...urgent, line: 'edits' };
const waits = (turn: Turn): number => (turn.is === 'wait' ? turn.ms : 0);

async function empty(buckets = open(), of = few) {
  for (let calls = 0; calls < 3; calls += 1) expect(await buckets.queue([of], urgent)).toHaveProperty('is', 'got');
  return buckets;
}

test('who finds no room stands in line: each gets a turn of its own, one after the other', async () => {
  const buckets = await empty();
  const turns = [];
  for (let asked = 0; asked < 4; asked += 1) turns.push(waits(await buckets.queue([few], urgent)));
  expect(turns[0]).toBeLessThanOrEqual(1000);
  for (const [index, ms] of turns.entries())
    expect(ms - (turns[0] ?? 0)).toSatisfy((more: number) => Math.abs(more - 1000 * index) < 300);
});

test('a turn is kept: whoever comes early waits for it, and who only just comes does not overtake', async () => {
  const quick = { ...few, perMinute: 600 };
  const buckets = await empty(open(), quick);
  const given = await buckets.queue([quick], urgent);
  if (given.is !== 'wait') throw new Error('There was room.');
  expect(await buckets.queue([quick], { ...urgent, turn: given.turn })).toMatchObject({ is: 'wait', turn: given.turn });
  const second = await buckets.queue([quick], urgent);
  await sleep(given.ms + 1);
  expect(waits(await buckets.queue([quick], urgent))).toBeGreaterThan(0);
  expect(waits(second)).toBeGreaterThan(given.ms);
  expect(await buckets.queue([quick], { ...urgent, turn: given.turn })).toHaveProperty('is', 'got');
});

test('the share that is left for others stays for them', async () => {
  const [buckets, many] = [open(), { ...few, capacity: 9.5 }];
  for (let calls = 0; calls < 4; calls += 1)
    expect(await buckets.queue([many], { ...edits, leave: 0.5 })).toHaveProperty('is', 'got');
  expect(waits(await buckets.queue([many], { ...edits, leave: 0.5 }))).toBeGreaterThan(0);
  expect(await buckets.queue([many], urgent)).toMatchObject({ is: 'got', leftPercent: [37] });
});

test('a pause is everybody’s, and a turn that fell into it comes anew after it', async () => {
  const buckets = await empty();
  const given = await buckets.queue([few], urgent);
  if (given.is !== 'wait') throw new Error('There was room.');
  await buckets.correct([{ allowance: few, left: 0, pauseMs: 5000 }]);
  await sleep(given.ms + 1);
  const later = await open().queue([few], { ...urgent, turn: given.turn });
  expect(waits(later)).toBeGreaterThan(3500);
  expect(later).not.toHaveProperty('turn', given.turn);
});

test('a line at one bucket keeps nobody from another', async () => {
  const buckets = await empty();
  const [all, other] = [
    { key: 'all', capacity: 100, perMinute: 60 },
    { ...few, key: 'other' },
  ];
  for (let asked = 0; asked < 5; asked += 1) await buckets.queue([few, all], urgent);
  expect(await buckets.queue([other, all], urgent)).toHaveProperty('is', 'got');
});
