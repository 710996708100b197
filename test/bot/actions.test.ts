import { expect, test } from 'vitest';
import { actionOfButton, captureActions, otherButtons } from '../../src/bot/actions.ts';
import type { Job } from '../../src/jobs/record/record.ts';
import {
  abandon,
  cancel,
  cleanAgain,
  confirm,
  retry,
  type Transition,
  unlock,
} from '../../src/jobs/record/transitions.ts';
import { aCapture, aPlan, aWaitingCapture, noon, rita } from '../support/captures.ts';

const by = { by: rita, now: noon };
const at = noon.toISOString();
const plan = aPlan();
const failure = { code: 'x', reason: 'x', remedy: 'x' };
const failed = aCapture({ plan, status: { is: 'failed', step: 'deallocate-vm', failure, at } });
const atGuest = aCapture({ plan, status: { is: 'waiting', for: 'guest', until: at } });
const left = { kind: 'disk', id: '/disk', sizeGb: 1, state: 'left', tries: 3, problem: 'x' } as const;

test('no button means two things, and each is known by its own name', () => {
  const buttons = [...Object.values(captureActions).flatMap(({ buttons }) => [...buttons]), ...otherButtons];
  expect(new Set(buttons).size).toBe(buttons.length);
  expect(actionOfButton('cancel-anyway')).toBe('cancel');
  expect(otherButtons.map(actionOfButton)).toEqual(otherButtons.map(() => null));
});

test.each([
  ['confirm', confirm(aWaitingCapture(), { ...by, planHash: null })],
  ['guest-done', confirm(atGuest, { ...by, planHash: null })],
  ['cancel', cancel(aWaitingCapture(), by)],
  ['cancel', cancel(aCapture({ plan, status: { is: 'running' } }), by)],
  ['clean', cleanAgain({ ...failed, ledger: [left] }, by)],
  ['retry', retry(failed, by)],
  ['abandon', abandon(failed, by)],
  ['unlock', unlock(failed, { ...by, reason: 'gone' })],
] as const satisfies readonly (readonly [keyof typeof captureActions, Transition<Job>])[])(
  'what %s makes of the record is told as its row says',
  (action, transition) => {
    if (transition.is === 'no') throw new Error(transition.code);
    expect(captureActions[action].notices).toContain(transition.capture.notices.at(-1)?.kind);
  },
);
