import { expect, test } from 'vitest';
import type { Note } from '../../../src/bot/chat.ts';
import { captureNote, plain } from '../../../src/bot/notes/capture-note.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import { aClone, aPlan, aWaitingCapture, noon, someSteps } from '../../support/captures.ts';

/** As records of older versions have it. */
const sameAgain = 'Retry would run into the same.';
const at = noon.toISOString();
const context = {
  ...{ now: noon, portalUrl: 'https://portal.azure.com', links: new Map(), approvers: [], keepFailedHours: 24 },
};
const step = 'deprovision-guest';
const failed = (remedy: string, plan = aPlan({ clone: aClone() })) => {
  const failure = { code: 'guest-refused', reason: 'It ended with 3.', remedy, command: 'sudo cloud-init clean' };
  const status = { is: 'failed', failure, step, at } as const;
  const capture = aWaitingCapture({
    ...{ plan, status, steps: someSteps({ doing: true }), ledger: plan.clone ? [entry('nic', aClone().nicId)] : [] },
  });
  return { capture, note: noticeNote(capture, { kind: 'failed', failure, step, at }, context) };
};
const buttons = (note: Note) =>
  note.parts.flatMap(part => (part.is === 'buttons' ? part.buttons.map(({ action, tone }) => [action, tone]) : []));
const spoken = ({ parts }: Note) => parts.map(part => (part.is === 'text' ? plain(part.spans) : '')).join('\n');

test('where a retry is in vain, Abandon is the first button, on every message', () => {
  const { capture, note } = failed(`Mend it. ${sameAgain}`);
  for (const one of [note, captureNote(capture, context)])
    expect(buttons(one)).toEqual([
      ['abandon', 'danger'],
      ['retry', 'plain'],
    ]);
});

test('where a retry may lead on, Retry is the first', () => {
  expect(buttons(failed('Press Retry.').note)[0]).toEqual(['retry', 'primary']);
});

test('a failure of a copy says what is of the VM, until when the copy is kept, and where a command is run', () => {
  const says = spoken(failed(`Mend it. ${sameAgain}`).note);
  expect(says).toContain('Run that command in web-01, not in the copy. web-01 itself is as it was.');
  expect(says).toContain('I keep the copy until 12:00 UTC and then delete it; Abandon deletes it now.');
  expect(spoken(failed('Press Retry.', aPlan({ clone: null })).note)).not.toContain('as it was');
});
