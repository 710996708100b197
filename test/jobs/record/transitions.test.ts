import { describe, expect, test } from 'vitest';
import { isPastReturn } from '../../../src/jobs/record/record.ts';
import { abandon, cancel, confirm, retry } from '../../../src/jobs/record/transitions.ts';
import { aCapture, aPlan, aWaitingCapture, noon, rita } from '../../support/captures.ts';

const by = rita;
const ruled = (transition: ReturnType<typeof confirm>) => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};

describe('confirming', () => {
  test('starts the capture and keeps who, when and for which plan', () => {
    const waiting = aWaitingCapture();
    const capture = ruled(confirm(waiting, { by, planHash: waiting.plan?.hash ?? '', now: noon }));
    expect(capture.status).toEqual({ is: 'running' });
    expect(capture.decision).toEqual({ by, at: noon.toISOString(), planHash: waiting.plan?.hash });
    expect(capture.notices.at(-1)?.kind).toBe('confirmed');
  });

  test('is for one plan: a press on an older question is refused', () => {
    expect(confirm(aWaitingCapture(), { by, planHash: 'another', now: noon })).toMatchObject({
      is: 'no',
      code: 'plan-moved',
    });
  });

  test('is refused when time is up, even before the expiry is recorded', () => {
    expect(confirm(aWaitingCapture(), { by, planHash: null, now: new Date('2026-11-23T12:31:00Z') })).toMatchObject({
      is: 'no',
      code: 'expired',
    });
  });

  test('a second time is told that it runs already', () => {
    const once = ruled(confirm(aWaitingCapture(), { by, planHash: null, now: noon }));
    expect(confirm(once, { by, planHash: null, now: noon })).toMatchObject({ is: 'no', code: 'not-waiting' });
  });
});

describe('cancelling', () => {
  test('stops a capture that waits at once', () => {
    expect(ruled(cancel(aWaitingCapture(), { by, now: noon })).status.is).toBe('cancelled');
  });

  test('lets a running one finish the step in hand first', () => {
    const capture = ruled(cancel(aWaitingCapture({ status: { is: 'running' } }), { by, now: noon }));
    expect(capture.status.is).toBe('running');
    expect(capture.cancel?.by).toEqual(by);
  });

  test('an ended one is refused', () => {
    expect(cancel(aCapture({ status: { is: 'succeeded', at: noon.toISOString() } }), { by, now: noon })).toMatchObject({
      is: 'no',
      code: 'over',
    });
  });
});

describe('after a failure', () => {
  const failure = { code: 'x', reason: 'r', remedy: 'm' };
  const failedAt = (step: string) => {
    const waiting = aWaitingCapture();
    return {
      ...waiting,
      decision: { by, at: noon.toISOString(), planHash: waiting.plan?.hash ?? '' },
      status: { is: 'failed', failure, step, at: noon.toISOString() } as const,
      steps: waiting.steps.map(one =>
        one.name === step ? { ...one, state: 'failed' as const, phase: 'asked' as const, startedAt: 'x' } : one,
      ),
    };
  };

  test('retry opens the failed step again as its next attempt, with a clean slate', () => {
    const capture = ruled(retry(failedAt('deallocate-vm'), { by, now: noon }));
    const step = capture.steps.find(({ name }) => name === 'deallocate-vm');
    expect(capture.status.is).toBe('running');
    expect(step).toMatchObject({ state: 'todo', attempt: 2 });
    expect(step?.phase).toBeUndefined();
  });

  test('retry of a capture that failed before its plan was confirmed plans again', () => {
    const capture = aCapture({ status: { is: 'failed', failure, step: 'planning', at: noon.toISOString() } });
    expect(ruled(retry(capture, { by, now: noon })).status.is).toBe('planning');
  });

  test('only a failed one can be abandoned', () => {
    expect(ruled(abandon(failedAt('create-version'), { by, now: noon })).status.is).toBe('abandoned');
    expect(abandon(aWaitingCapture(), { by, now: noon }).is).toBe('no');
  });
});

test('the point of no return is the first irreversible step that was begun', () => {
  const waiting = aWaitingCapture();
  expect(isPastReturn(waiting)).toBe(false);
  const begun = waiting.steps.map(step =>
    step.name === 'deprovision-guest' ? { ...step, phase: 'intent' as const } : step,
  );
  expect(isPastReturn({ ...waiting, steps: begun })).toBe(true);
});

test('a plan’s hash is for what matters: not for tags or the agent’s small talk, but for the version', () => {
  const plan = aPlan();
  const vm = { ...plan.vm, tags: { a: 'b' }, agent: { ready: true, says: 'other words' } };
  expect(aPlan({ vm }).hash).toBe(plan.hash);
  expect(aPlan({ target: { ...plan.target, version: '1.0.3' } }).hash).not.toBe(plan.hash);
});
