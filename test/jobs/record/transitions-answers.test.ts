import { describe, expect, test } from 'vitest';
import type { Capture, StepRecord } from '../../../src/jobs/record/record.ts';
import { abandon, cancel, confirm, reopened, retry, type Transition } from '../../../src/jobs/record/transitions.ts';
import { aCapture, aWaitingCapture, noon, olga, rita } from '../../support/captures.ts';

const at = noon.toISOString();
const until = '2026-12-24T12:00:00.000Z';
const failure = { code: 'x', reason: 'r', remedy: 'm' };
const failed = { is: 'failed', failure, step: 'create-version', at } as const;
const decision = { by: rita, at: '2026-01-01T00:00:00.000Z', planHash: 'then' };
const yes = (transition: Transition) => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};
const confirmed = (capture: Capture, change: Partial<Parameters<typeof confirm>[1]> = {}) =>
  confirm(capture, { by: rita, planHash: null, now: noon, ...change });
const step = (capture: Capture, name: string) => capture.steps.find(one => one.name === name);
const withSteps = (capture: Capture, states: Readonly<Record<string, StepRecord['state']>>): Capture => ({
  ...capture,
  steps: capture.steps.map(one => ({ ...one, state: states[one.name] ?? one.state })),
});

describe('a confirmation', () => {
  test.each([
    ['planning', aCapture({ status: { is: 'planning' } }), 'still-planning'],
    ['planned', aWaitingCapture({ status: { is: 'planned', at } }), 'only-planned'],
    ['cancelled', aWaitingCapture({ status: { is: 'cancelled', by: rita, at } }), 'nothing-to-confirm'],
    ['failed', aWaitingCapture({ status: failed }), 'nothing-to-confirm'],
  ] as const)('of one that is %s is refused, and says where it stands', (_is, capture, cause) => {
    expect(confirmed(capture)).toMatchObject({ is: 'no', code: 'not-waiting', cause });
  });

  test('of one that runs names who confirmed it', () => {
    expect(confirmed(aWaitingCapture({ status: { is: 'running' }, decision }))).toMatchObject({
      cause: 'confirmed-already',
      facts: { by: rita.name },
    });
  });

  test('says the state of one that has ended', () => {
    expect(confirmed(aWaitingCapture({ status: failed }))).toMatchObject({ facts: { state: 'failed' } });
  });

  test('of one that has expired says so', () => {
    expect(confirmed(aWaitingCapture({ status: { is: 'expired', at } }))).toMatchObject({
      is: 'no',
      code: 'expired',
      cause: 'question-expired',
    });
  });

  test('counts up to the last moment', () => {
    const waiting = aWaitingCapture({ status: { is: 'waiting', for: 'confirm', until: at } });
    expect(confirmed(waiting).is).toBe('yes');
  });

  test('by another account of the requester is the requester’s; by somebody else it is theirs', () => {
    expect(yes(confirmed(aWaitingCapture(), { by: olga, own: true })).decision?.by).toEqual(rita);
    expect(yes(confirmed(aWaitingCapture(), { by: olga })).decision?.by).toEqual(olga);
  });

  test('that the guest step is done keeps the decision, starts its clock anew, and is told as such', () => {
    const waiting = aWaitingCapture({ status: { is: 'waiting', for: 'guest', until }, decision });
    const capture = yes(confirmed(withSteps(waiting, { 'deprovision-guest': 'doing' })));
    expect(capture.decision).toEqual(decision);
    expect(step(capture, 'deprovision-guest')?.startedAt).toBe(at);
    expect(step(capture, 'deallocate-vm')?.startedAt).toBe(step(waiting, 'deallocate-vm')?.startedAt);
    expect(capture.notices.at(-1)).toEqual({ kind: 'confirmed', by: rita, at, for: 'guest' });
  });

  test('of a plan is told without a word of the guest', () => {
    expect(yes(confirmed(aWaitingCapture())).notices.at(-1)).toEqual({ kind: 'confirmed', by: rita, at });
  });
});

describe('a cancel', () => {
  test.each(['planning', 'waiting'] as const)('of one that is %s ends it at once, and says who did', is => {
    const status = is === 'planning' ? { is } : { is, for: 'confirm' as const, until };
    const capture = yes(cancel(aWaitingCapture({ status }), { by: olga, now: noon }));
    expect(capture.status).toEqual({ is: 'cancelled', by: olga, at });
    expect(capture.notices.at(-1)).toEqual({ kind: 'cancelled', by: olga, at });
  });

  test('of one that runs is told as under way, and a second is told whose the first was', () => {
    const once = yes(cancel(aWaitingCapture({ status: { is: 'running' } }), { by: olga, now: noon }));
    expect(once.notices.at(-1)).toEqual({ kind: 'cancelling', by: olga, at });
    expect(cancel(once, { by: rita, now: noon })).toMatchObject({ code: 'cancelling', facts: { by: olga.name } });
  });

  test('of one that failed points to what can be done, and of one that is over names its end', () => {
    expect(cancel(aCapture({ status: failed }), { by: olga, now: noon })).toMatchObject({
      code: 'failed',
      cause: 'stopped-already',
    });
    expect(cancel(aCapture({ status: { is: 'succeeded', at } }), { by: olga, now: noon })).toMatchObject({
      cause: 'is-over',
      facts: { state: 'succeeded' },
    });
  });
});

describe('a retry', () => {
  const stopped = withSteps(aWaitingCapture({ status: failed, decision, cancel: { by: olga, at }, stumbles: 9 }), {
    'deprovision-guest': 'done',
    'deallocate-vm': 'done',
    'create-version': 'failed',
  });

  test('forgets the cancel and the transient failures of before, and says who asked', () => {
    const capture = yes(retry(stopped, { by: olga, now: noon }));
    expect(capture).toMatchObject({ status: { is: 'running' }, cancel: null, stumbles: 0 });
    expect(capture.notices.at(-1)).toEqual({ kind: 'retried', by: olga, at });
  });

  test('leaves alone what is done', () => {
    const capture = yes(retry(stopped, { by: olga, now: noon }));
    expect(step(capture, 'deallocate-vm')).toEqual(step(stopped, 'deallocate-vm'));
    expect(step(capture, 'create-version')).toMatchObject({ state: 'todo', attempt: 2 });
  });

  test('does a step again that does not last until another is done, and only then', () => {
    const redoUntil = { 'deallocate-vm': 'create-version' };
    expect(step(yes(retry(stopped, { by: olga, now: noon, redoUntil })), 'deallocate-vm')?.state).toBe('todo');
    const further = { 'deallocate-vm': 'deprovision-guest' };
    expect(step(yes(retry(stopped, { by: olga, now: noon, redoUntil: further })), 'deallocate-vm')?.state).toBe('done');
  });

  test('of one that has not failed is refused with its state', () => {
    expect(retry(aWaitingCapture(), { by: olga, now: noon })).toMatchObject({
      code: 'not-failed',
      cause: 'nothing-to-retry',
      facts: { state: 'waiting' },
    });
  });
});

test('a step that is done once more remembers nothing of the time before', () => {
  const times = { startedAt: at, askedAt: at, endedAt: at, awayMs: 5, seen: 'x', phase: 'asked' };
  const before = { name: 'deallocate-vm', state: 'failed', attempt: 3, ...times } as unknown as StepRecord;
  expect(reopened(before)).toEqual({ name: 'deallocate-vm', state: 'todo', attempt: 4 });
});

test('giving up says who did, and is refused, with the state, for one that has not failed', () => {
  const capture = yes(abandon(aCapture({ status: failed }), { by: olga, now: noon }));
  expect(capture.status).toEqual({ is: 'abandoned', by: olga, at });
  expect(capture.notices.at(-1)).toEqual({ kind: 'abandoned', by: olga, at });
  expect(abandon(aWaitingCapture(), { by: olga, now: noon })).toMatchObject({
    code: 'not-failed',
    cause: 'nothing-to-abandon',
    facts: { state: 'waiting' },
  });
});
