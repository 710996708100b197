import { expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { changeCapture } from '../../../src/jobs/store/change-capture.ts';
import { aWaitingCapture } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const running = (capture: Capture): Capture => ({ ...capture, status: { is: 'running' } });

async function accepted() {
  const { id } = aWaitingCapture();
  const { store } = ground;
  await store.accept(id, { ...aWaitingCapture(), id });
  /** Somebody else decides meanwhile. */
  const move = async () => {
    const before = await store.load(id);
    if (before) await store.decide(before, { ...before, as: [`slack:T0:U${before.rev}`] }, { event: 'confirm' });
  };
  return { id, move, at: { load: () => store.load(id), save: store.decide } };
}

test('a capture is saved as was decided, and answered then', async () => {
  const { id, at } = await accepted();

  const answer = await changeCapture(at, before => ({
    capture: running(before as Capture),
    audit: { event: 'confirm' },
    saved: async () => ({ is: (await ground.store.load(id))?.status.is }),
  }));

  expect(answer).toEqual({ is: 'running' });
});

test('where it has moved meanwhile, what is decided on the newest snapshot counts', async () => {
  const { move, at } = await accepted();
  const revs: number[] = [];

  const answer = await changeCapture(at, async before => {
    revs.push(before?.rev ?? 0);
    if (revs.length < 3) await move();
    return { capture: running(before as Capture), audit: { event: 'confirm' }, saved: () => ({ revs }) };
  });

  expect(answer).toEqual({ revs: [1, 2, 3] });
});

test('where it always moves, nothing is saved and nothing answered', async () => {
  const { id, move, at } = await accepted();

  const answer = await changeCapture(at, async before => {
    await move();
    return { capture: running(before as Capture), audit: { event: 'cancel' }, saved: () => ({ is: 'saved' }) };
  });

  expect(answer).toBeNull();
  expect((await ground.store.load(id))?.status.is).toBe('waiting');
});

test('an answer instead of a change saves nothing, also where there is no capture', async () => {
  const { id, at } = await accepted();

  expect(await changeCapture(at, () => ({ answer: { no: 'not you' } }))).toEqual({ no: 'not you' });
  expect(await changeCapture({ ...at, load: async () => null }, before => ({ answer: { before } }))).toEqual({
    before: null,
  });
  expect((await ground.store.load(id))?.rev).toBe(1);
});
