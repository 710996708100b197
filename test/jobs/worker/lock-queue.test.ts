import { expect, test } from 'vitest';
import { plannedOn } from '../../support/planned.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();

const planned = () => plannedOn(ground);

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
