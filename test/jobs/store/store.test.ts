import { expect, test } from 'vitest';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { verifyAudit } from '../../support/audit.ts';
import { aCapture, aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();

async function claimed(id: string) {
  const claim = await ground.store.claim(id);
  if (!claim || 'waitMs' in claim) throw new Error('nothing to claim');
  return claim;
}

test('a redelivered command finds the capture that the first one made', async () => {
  const [first, second] = [aCapture(), aCapture()];
  expect(await ground.store.accept('trigger', first)).toEqual({ id: first.id, isNew: true });
  expect(await ground.store.accept('trigger', second)).toEqual({ id: first.id, isNew: false });
  expect(await ground.store.load(second.id)).toBeNull();
});

test('an id that another capture has is not given again, and the command can be taken in under another', async () => {
  const first = aCapture();
  await ground.store.accept('trigger', first);
  expect(await ground.store.accept('other', aCapture({ id: first.id }))).toBeNull();
  const again = aCapture();
  expect(await ground.store.accept('other', again)).toEqual({ id: again.id, isNew: true });
});

test('a command is noted before what it asks for, each time it is delivered and never for an id that is taken', async () => {
  const [first, command] = [aCapture(), { event: 'command', details: 'web-01 definition=web' } as const];
  await ground.store.accept('trigger', first, command);
  await ground.store.accept('trigger', aCapture(), command);
  await ground.store.accept('other', aCapture({ id: first.id }), command);
  const events = (await auditLog(ground).newest(10)).map(({ entry }) => JSON.parse(entry).event);
  expect(events.reverse()).toEqual(['command', 'requested', 'command']);
  expect(await verifyAudit(ground)).toMatchObject({ is: 'whole' });
});

test('what is saved comes back as it was, one revision on', async () => {
  const capture = aWaitingCapture();
  await ground.store.accept('trigger', capture);
  expect(await ground.store.load(capture.id)).toEqual({ ...capture, rev: 1 });
});

test('the state stands beside the record, whatever people have typed into it', async () => {
  const capture = aCapture({}, { vm: '{"status":{"is":"failed"}}' });
  const stateOf = () => ground.redis.hget(keysOf(ground.prefix).capture(capture.id), 'is');
  await ground.store.accept('trigger', capture);
  expect(await stateOf()).toBe('planning');
  const next = { ...capture, status: { is: 'planned', at: noon.toISOString() } } as const;
  await ground.store.commit(await claimed(capture.id), { capture: next, operation: null, dueInMs: null });
  expect(await stateOf()).toBe('planned');
});

test('who lost the claim saves nothing: not the record, not the audit, not the alarm', async () => {
  const capture = aCapture();
  await ground.store.accept('trigger', capture);
  const old = await claimed(capture.id);
  await claimed(capture.id);
  const before = await ground.redis.xlen(keysOf(ground.prefix).audit);
  const outcome = await ground.store.commit(old, {
    capture: aWaitingCapture({ id: capture.id }),
    operation: 'x',
    dueInMs: 99_000,
    audit: { event: 'confirm' },
  });
  expect(outcome).toBe('fenced');
  expect((await ground.store.load(capture.id))?.status.is).toBe('planning');
  expect(await ground.redis.xlen(keysOf(ground.prefix).audit)).toBe(before);
  expect(await ground.store.overdue(0, 10)).toEqual([capture.id]);
});

test('a tick that comes too early is told how long to wait', async () => {
  const capture = aCapture();
  await ground.store.accept('trigger', capture);
  await ground.store.commit(await claimed(capture.id), { capture, operation: null, dueInMs: 60_000 });
  const answer = await ground.store.claim(capture.id);
  expect(answer).toMatchObject({ waitMs: expect.any(Number) });
});

test('the operation URL stays with the claim and out of the record', async () => {
  const capture = aCapture();
  await ground.store.accept('trigger', capture);
  await ground.store.commit(await claimed(capture.id), { capture, operation: 'https://secret', dueInMs: 0 });
  expect((await claimed(capture.id)).operation).toBe('https://secret');
  expect(JSON.stringify(await ground.store.load(capture.id))).not.toContain('secret');
});

test('an unchanged record is not news for the thread', async () => {
  const capture = aCapture();
  await ground.store.accept('trigger', capture);
  await ground.redis.del(keysOf(ground.prefix).outbox);
  await ground.store.commit(await claimed(capture.id), { capture, operation: null, dueInMs: 0 });
  expect(await ground.redis.zcard(keysOf(ground.prefix).outbox)).toBe(0);
  expect((await ground.store.load(capture.id))?.rev).toBe(1);
});

test('of a hundred decisions on one snapshot, one counts', async () => {
  const capture = aWaitingCapture();
  await ground.store.accept('trigger', capture);
  const before = await ground.store.load(capture.id);
  if (!before) throw new Error('not there');
  const after = { ...before, status: { is: 'running' } as const };
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, () => ground.store.decide(before, after, { event: 'confirm' })),
  );
  expect(outcomes.filter(Boolean)).toHaveLength(1);
});

test('a decision takes the capture out of the hand of a tick that is under way', async () => {
  const capture = aWaitingCapture();
  await ground.store.accept('trigger', capture);
  const tick = await claimed(capture.id);
  const before = await ground.store.load(capture.id);
  if (!before) throw new Error('not there');
  await ground.store.decide(before, { ...before, status: { is: 'running' } }, { event: 'confirm' });
  expect(await ground.store.commit(tick, { capture, operation: null, dueInMs: null })).toBe('fenced');
});

test('one VM is captured by one capture at a time, until that one is over', async () => {
  const plan = aPlan();
  const other = aPlan({ target: { ...plan.target, version: '9.9.9' } });
  const [first, second] = [aCapture(), aCapture()];
  await ground.store.accept('a', first);
  await ground.store.accept('b', second);
  expect(
    await ground.store.commit(await claimed(first.id), {
      capture: { ...first, plan },
      operation: null,
      dueInMs: 0,
      locks: 'take',
    }),
  ).toBe('saved');
  const attempt = { capture: { ...second, plan: other }, operation: null, dueInMs: 0, locks: 'take' as const };
  expect(await ground.store.commit(await claimed(second.id), attempt)).toEqual({ heldBy: first.id, ahead: 0 });
  const over = { ...first, plan, status: { is: 'succeeded', at: noon.toISOString() } as const };
  expect(await ground.store.commit(await claimed(first.id), { capture: over, operation: null, dueInMs: null })).toBe(
    'saved',
  );
  expect(await ground.store.commit(await claimed(second.id), attempt)).toBe('saved');
});

test('a plan that moves to another version lets go of the first one', async () => {
  const plan = aPlan();
  const moved = aPlan({ target: { ...plan.target, version: '1.0.3' } });
  const capture = aCapture();
  await ground.store.accept('a', capture);
  await ground.store.commit(await claimed(capture.id), {
    capture: { ...capture, plan },
    operation: null,
    dueInMs: 0,
    locks: 'take',
  });
  await ground.store.commit(await claimed(capture.id), {
    capture: { ...capture, plan: moved },
    operation: null,
    dueInMs: 0,
    locks: 'take',
  });
  const locks = await ground.redis.keys(`{${ground.prefix}}:lock:*`);
  expect(locks.filter(key => key.includes('/versions/')).map(key => key.split('/').at(-1))).toEqual(['1.0.3']);
});
