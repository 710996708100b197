import { expect, test } from 'vitest';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { redisBuckets, type Turn } from '../../../src/jobs/store/token-buckets.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const open = () => redisBuckets({ ...ground, share: 1 });

/** How long one comes back in: so long that nothing does while a test runs, however slow its machine is. */
const eachMs = 10_000_000;
/** Three at once, and one more in that time. */
const few = { key: 'posts', capacity: 3.75, perMinute: 60_000 / eachMs };
const urgent = { line: 'urgent', leave: 0, turn: null };
const edits = { ...urgent, line: 'edits' };
const waits = (turn: Turn): number => (turn.is === 'wait' ? turn.ms : 0);

/** So much time has gone by since everything that the buckets remember; answers a turn that was given then. */
async function pass(ms: number, turn: number): Promise<number> {
  for (const key of await ground.redis.keys(keysOf(ground.prefix).budget('*'))) {
    for (const [field, value] of Object.entries(await ground.redis.hgetall(key)))
      if (field !== 'tokens') await ground.redis.hset(key, field, Number(value) - ms);
  }
  return turn - ms;
}

async function empty(buckets = open()) {
  for (let calls = 0; calls < 3; calls += 1) expect(await buckets.queue([few], urgent)).toHaveProperty('is', 'got');
  return buckets;
}

test('who finds no room stands in line: each gets a turn of its own, one after the other', async () => {
  const buckets = await empty();
  const turns = [];
  for (let asked = 0; asked < 4; asked += 1) turns.push(waits(await buckets.queue([few], urgent)));
  expect(turns[0]).toBeLessThanOrEqual(eachMs);
  for (const [index, ms] of turns.entries())
    expect(ms - (turns[0] ?? 0)).toSatisfy((more: number) => Math.abs(more - eachMs * index) < 0.3 * eachMs);
});

test('a turn is kept: whoever comes early waits for it, and who only just comes does not overtake', async () => {
  const buckets = await empty();
  const given = await buckets.queue([few], urgent);
  if (given.is !== 'wait') throw new Error('There was room.');
  expect(await buckets.queue([few], { ...urgent, turn: given.turn })).toMatchObject({ is: 'wait', turn: given.turn });
  const second = await buckets.queue([few], urgent);
  const turn = await pass(given.ms + 1, given.turn);
  expect(waits(await buckets.queue([few], urgent))).toBeGreaterThan(0);
  expect(waits(second)).toBeGreaterThan(given.ms);
  expect(await buckets.queue([few], { ...urgent, turn })).toHaveProperty('is', 'got');
});

test('the share that is left for others stays for them', async () => {
  const [buckets, many] = [open(), { ...few, capacity: 9.05 }];
  for (let calls = 0; calls < 4; calls += 1)
    expect(await buckets.queue([many], { ...edits, leave: 0.5 })).toHaveProperty('is', 'got');
  expect(waits(await buckets.queue([many], { ...edits, leave: 0.5 }))).toBeGreaterThan(0);
  expect(await buckets.queue([many], urgent)).toMatchObject({ is: 'got', leftPercent: [37] });
});

test('a pause is everybody’s, and a turn that fell into it comes anew after it', async () => {
  const buckets = await empty();
  const given = await buckets.queue([few], urgent);
  if (given.is !== 'wait') throw new Error('There was room.');
  await buckets.correct([{ allowance: few, left: 0, pauseMs: 5 * eachMs }]);
  const turn = await pass(given.ms + 1, given.turn);
  const later = await open().queue([few], { ...urgent, turn });
  expect(waits(later)).toBeGreaterThan(3.5 * eachMs);
  expect(later).not.toHaveProperty('turn', turn);
});

test('a line at one bucket keeps nobody from another', async () => {
  const buckets = await empty();
  const [all, other] = [
    { ...few, key: 'all', capacity: 100 },
    { ...few, key: 'other' },
  ];
  for (let asked = 0; asked < 5; asked += 1) await buckets.queue([few, all], urgent);
  expect(await buckets.queue([other, all], urgent)).toHaveProperty('is', 'got');
});
