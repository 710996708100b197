import { expect, test } from 'vitest';
import { keysOf } from '../../src/jobs/keys.ts';
import { aCapture, aPlan, noon, rita } from '../support/captures.ts';
import { storeForEachTest } from '../support/store.ts';

const ground = storeForEachTest();

const plan = aPlan();

/** A capture of web-01 that was accepted and planned. */
async function planned() {
  const capture = { ...aCapture(), plan };
  await ground.store.accept(capture.id, capture);
  const { id } = capture;
  async function commit(locks?: 'take' | 'queue', dueInMs = 60_000) {
    await ground.redis.zadd(keysOf(ground.prefix).due, 0, id);
    const claim = await ground.store.claim(id);
    if (!claim || 'waitMs' in claim) throw new Error('nothing to claim');
    return await ground.store.commit(claim, { capture, operation: null, dueInMs, ...(locks ? { locks } : {}) });
  }
  async function cancel() {
    const now = await ground.store.load(id);
    if (!now) throw new Error('not there');
    const status = { is: 'cancelled', by: rita, at: noon.toISOString() } as const;
    expect(await ground.store.decide(now, { ...now, status }, { event: 'cancel' })).toBe(true);
  }
  const isDue = async () => (await ground.store.overdue(0, 100)).includes(id);
  return { id, commit, cancel, isDue };
}

test('the line is kept in the order of arrival, also by those who only just come', async () => {
  const [first, second, third, late] = [await planned(), await planned(), await planned(), await planned()];
  expect(await first.commit('take')).toBe('saved');
  expect(await second.commit('take')).toEqual({ heldBy: first.id, ahead: 0 });
  await second.commit('queue');
  expect(await third.commit('take')).toEqual({ heldBy: first.id, ahead: 1 });
  await third.commit('queue');
  await first.cancel();
  expect(await late.commit('take')).toEqual({ heldBy: second.id, ahead: 2 });
  expect(await third.commit('take')).toEqual({ heldBy: second.id, ahead: 1 });
  expect(await second.commit('take')).toBe('saved');
  expect(await third.commit('take')).toEqual({ heldBy: second.id, ahead: 0 });
});

test('everybody in line is looked at when it moves', async () => {
  const [first, second, third] = [await planned(), await planned(), await planned()];
  await first.commit('take');
  await second.commit('queue');
  await third.commit('queue');
  expect([await second.isDue(), await third.isDue()]).toEqual([false, false]);
  await first.cancel();
  expect([await second.isDue(), await third.isDue()]).toEqual([true, true]);
  await third.commit('queue');
  expect(await third.isDue()).toBe(false);
  await second.commit('take');
  expect(await third.isDue()).toBe(true);
});

test('who is cancelled in line is out of it', async () => {
  const [first, second, third] = [await planned(), await planned(), await planned()];
  await first.commit('take');
  await second.commit('queue');
  await third.commit('queue');
  await second.cancel();
  await first.cancel();
  expect(await third.commit('take')).toBe('saved');
  expect(await ground.redis.keys(`{${ground.prefix}}:queue:*`)).toEqual([]);
});

test('whoever stands in line for what was let go meanwhile is looked at again at once', async () => {
  const [first, second] = [await planned(), await planned()];
  await first.commit('take');
  await second.commit('take');
  await first.cancel();
  await second.commit('queue');
  expect(await ground.redis.keys(`{${ground.prefix}}:queue:*`)).toEqual([]);
  expect(await second.isDue()).toBe(true);
  expect(await second.commit('take')).toBe('saved');
});
