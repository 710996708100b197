import { expect, test } from 'vitest';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import type { LedgerEntry, Notice } from '../../../src/jobs/record/record.ts';
import { confirm } from '../../../src/jobs/record/transitions.ts';
import { aCapture, aPlan, noon, rita, someSteps } from '../../support/captures.ts';

const context = { now: noon, portalUrl: 'https://portal.azure.com', links: new Map(), approvers: [] };
const at = noon.toISOString();
const failure = { code: 'AllocationFailed', reason: 'No room.', remedy: 'Wait.' };
const open: LedgerEntry = { kind: 'vm', id: '/x', sizeGb: null, state: 'open', tries: 0 };
const failed = { status: { is: 'failed', failure, step: 'create-clone', at } } as const;

const told = (change: Parameters<typeof aCapture>[0], notice: Notice): string =>
  JSON.stringify(noticeNote(aCapture({ plan: aPlan(), steps: someSteps(), ...change }), notice, context));

test('the question before Abandon says that a copy is deleted, and of a VM in place that all is left', () => {
  const notice = { kind: 'failed', failure, step: 'create-clone', at } as const;
  expect(told(failed, notice)).toContain('I delete the copy and what I made for it; web-01 itself stays as it is.');
  expect(told({ ...failed, plan: aPlan({ clone: null }) }, notice)).toContain('leave in Azure what is there');
});

test.each(['cancelled', 'abandoned'] as const)(
  'of what was made for a copy that was %s nothing is said to be deleted before it is',
  kind => {
    const over = (state: LedgerEntry['state']) =>
      told({ status: { is: kind, by: rita, at }, ledger: [{ ...open, state }] }, { kind, by: rita, at });
    expect(over('open')).toMatch(
      /web-01 itself is as it was\. I delete what I made to copy it\. The first message of this capture shows when that is done\./,
    );
    expect(over('closed')).toContain('What I made to copy it is deleted.');
    expect(over('left')).toContain('Not all that I made to copy it could be deleted.');
  },
);

test('“It is done” of the guest step is answered with what comes then, not with the beginning', () => {
  const waiting = aCapture({
    plan: aPlan(),
    status: { is: 'waiting', for: 'guest', until: '2026-11-24T12:00:00.000Z' },
  });
  const transition = confirm(waiting, { by: rita, planHash: null, now: noon });
  if (transition.is === 'no') throw new Error(transition.code);
  const notice = transition.capture.notices.at(-1);
  if (!notice) throw new Error('Nothing was said.');
  const words = JSON.stringify(noticeNote(transition.capture, notice, context));
  expect(words).toContain('I look whether web-01 is off, and go on from there.');
  expect(words).not.toContain('then begin');
});
