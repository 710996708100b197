import { expect, test } from 'vitest';
import { entriesOf, entryAt, mirror, mirrorOf } from '../../../src/jobs/record/mirror.ts';
import type { Place } from '../../../src/jobs/request/request.ts';
import { aCapture, aWaitingCapture, images, noon, rita } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const thread: Place = { platform: 'teams', workspace: 'tenant', channel: '19:a@thread.tacv2;messageid=1' };
const channel: Place = { ...thread, channel: '19:a@thread.tacv2' };
const shownIn = (place: Place, capture = aCapture()) => mirror(capture, { place, name: 'there' });
const outbox = () => ground.redis.zrange(`{${ground.prefix}}:outbox`, '0', '-1');

test('a record of before there were mirrors has one place, under its id', async () => {
  const old = aCapture();
  await ground.store.accept('trigger', old);
  expect(await outbox()).toEqual([old.id]);
  expect(mirrorOf(old, old.id)).toBeNull();
  expect(entryAt(old, thread)).toBe(old.id);
});

test('whatever saves a record puts all of its places in the outbox', async () => {
  const capture = aCapture({ mirrors: [{ place: channel, name: 'there', since: 0 }] });
  await ground.store.accept('trigger', capture);
  const all = [...entriesOf(capture)].sort();
  expect(all).toHaveLength(2);
  expect((await outbox()).sort()).toEqual(all);

  await ground.redis.del(`{${ground.prefix}}:outbox`);
  const claim = await ground.store.claim(capture.id);
  if (!claim || 'waitMs' in claim) throw new Error('It could not be claimed.');
  await ground.store.commit(claim, { capture: { ...claim.capture, stumbles: 1 }, operation: null, dueInMs: null });
  expect((await outbox()).sort()).toEqual(all);

  await ground.redis.del(`{${ground.prefix}}:outbox`);
  const before = await ground.store.load(capture.id);
  if (!before) throw new Error('It is gone.');
  await ground.store.decide(before, { ...before, stumbles: 2 }, { event: 'confirm' });
  expect((await outbox()).sort()).toEqual(all);
});

test('a channel that shows a capture already, in whatever thread, is refused', () => {
  expect(shownIn(images)).toMatchObject({ is: 'no', code: 'shown-already' });
  const there = aCapture({ place: thread });
  expect(shownIn(channel, there)).toMatchObject({ is: 'no', code: 'shown-already' });
  expect(shownIn({ ...channel, workspace: 'other' }, there)).toMatchObject({ is: 'yes' });
});

test('who comes late reads the open question, or the end, and not what led there', () => {
  const waiting = aWaitingCapture();
  const reminder = { kind: 'reminder', at: noon.toISOString() } as const;
  const sinceOf = (transition: ReturnType<typeof mirror>) =>
    transition.is === 'yes' && transition.capture.mirrors?.[0]?.since;
  expect(sinceOf(shownIn(channel, { ...waiting, notices: [...waiting.notices, reminder] }))).toBe(0);
  const confirmed = { kind: 'confirmed', by: rita, at: noon.toISOString() } as const;
  const notices = [...waiting.notices, confirmed];
  expect(sinceOf(shownIn(channel, { ...waiting, status: { is: 'running' }, notices }))).toBe(2);
  const over = { ...waiting, status: { is: 'expired', at: noon.toISOString() }, notices } as const;
  expect(sinceOf(shownIn(channel, over))).toBe(1);
});

test('what is heard in a thread of a mirror belongs to it', () => {
  const shown = shownIn(channel);
  if (shown.is === 'no') throw new Error(shown.code);
  expect(entryAt(shown.capture, thread)).toBe(entriesOf(shown.capture)[1]);
  expect(entryAt(shown.capture, images)).toBe(shown.capture.id);
});
