import { expect, test } from 'vitest';
import { heldBy } from '../../../../src/jobs/procedures/capture/held-by.ts';
import type { Capture } from '../../../../src/jobs/record/record.ts';
import { aPlan, aWaitingCapture, noon } from '../../../support/captures.ts';
import { wordsOf } from '../../../support/words.ts';

/** What is said to whoever wants the same VM as a capture that stands like that. */
function refused(change: Partial<Capture>): string {
  const capture = aWaitingCapture(change);
  return wordsOf(heldBy(aPlan(), { job: capture, locks: [aPlan().vm.id] }, capture.id)).reason;
}

const until = '2026-11-23T12:30:00.000Z';
const failure = { code: 'Conflict', reason: 'no', remedy: 'mend it' } as const;
const owners = {
  count: 2,
  whom: 'owners',
  of: null,
  self: false,
  breakGlass: false,
  delegate: false,
  hours: 8,
  remindHours: 1,
  rule: 'r',
} as const;

test('a VM that is captured now is said to be', () => {
  expect(refused({ status: { is: 'running' } })).toMatch(/^web-01 is being captured already, by .* UTC\.$/);
});

test.each<[string, Partial<Capture>, string]>([
  ['its requester’s yes', {}, 'waits for Rita Requester to confirm its plan.'],
  ['approvals', { needs: [owners] }, 'waits for the approval of 2 of owners.'],
  [
    'its requester’s own hands',
    { status: { is: 'waiting', for: 'guest', until } },
    'waits for Rita Requester to prepare web-01 by hand.',
  ],
  [
    'somebody to go on or give up',
    { status: { is: 'failed', failure, step: 'create-version', at: noon.toISOString() } },
    'has failed and waits for Retry or Abandon.',
  ],
])('a VM whose capture waits for %s is taken, and the refusal says what it waits for', (_what, change, says) => {
  const reason = refused(change);
  expect(reason).toMatch(/^web-01 is taken already, by .* of Rita Requester, since /);
  expect(reason).toContain(`UTC. That capture ${says}`);
});
