import { expect, test } from 'vitest';
import type { Note } from '../../../src/bot/chat.ts';
import { captureNote, plain } from '../../../src/bot/notes/capture-note.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture, LedgerEntry, StepRecord } from '../../../src/jobs/record/record.ts';
import { aCapture, aClone, aPlan, noon, rita } from '../../support/captures.ts';

const context = { now: noon, portalUrl: 'https://x.example', links: new Map(), approvers: [], keepFailedHours: 24 };
const at = noon.toISOString();
const failure = { code: 'ZonalAllocationFailed', reason: 'No room.', remedy: 'Wait.' };
const failed = { is: 'failed', failure, step: 'start-source', at } as const;
const over = { is: 'abandoned', by: rita, at } as const;
const plan = aPlan({ clone: aClone({ consistency: 'stop' }) });
const step = (name: string, state: StepRecord['state']): StepRecord => {
  const title = name === 'stop-source' ? 'Stop web-01 for its snapshots' : 'Start web-01 again';
  return { name, title, irreversible: false, attempt: 1, state };
};
const source = (state: LedgerEntry['state']): LedgerEntry => ({
  ...entry('source-power', plan.vm.id),
  ...(state === 'left' ? { state, tries: 8, problem: 'No room.' } : { state }),
});
const disk = (state: LedgerEntry['state']): LedgerEntry => ({ ...entry('disk', '/disks/copy', 30), state });
const stopped = (status: Capture['status'], ledger: readonly LedgerEntry[], stop: StepRecord['state'] = 'done') =>
  aCapture({ plan, status, ledger, steps: [step('stop-source', stop), step('start-source', 'failed')] });
const words = (note: Note): string =>
  note.parts
    .flatMap(part => {
      if (part.is === 'text') return [plain(part.spans)];
      if (part.is === 'checklist') return part.items.map(({ title, says }) => `${title} ${says}`);
      return part.is === 'buttons' ? part.buttons.flatMap(({ label, confirm }) => [label, confirm?.text ?? '']) : [];
    })
    .join('\n');
const told = (capture: Capture, kind: 'failed' | 'abandoned' | 'leftovers' | 'cleaning') => {
  if (kind === 'failed') return words(noticeNote(capture, { kind, failure, step: 'start-source', at }, context));
  if (kind === 'leftovers') return words(noticeNote(capture, { kind, count: 2, at }, context));
  return words(noticeNote(capture, { kind, by: rita, at }, context));
};

const saysOf = [
  ['open', /web-01 is stopped: I am trying to start it again, and say here if I cannot\./],
  ['closing', /web-01 is stopped: I am trying to start it again, and say here if I cannot\./],
  ['left', /web-01 is stopped, and could not be started again: start it by hand\./],
] as const;

test.each(saysOf)('of a VM whose start is %s nothing says that it is as it was', (state, says) => {
  for (const said of [
    told(stopped(failed, [source(state), disk('open')]), 'failed'),
    told(stopped(over, [source(state), disk('open')]), 'abandoned'),
    words(captureNote(stopped(failed, [source(state), disk('open')]), context)),
  ]) {
    expect(said).toMatch(says);
    expect(said).not.toMatch(/is as it was|stays as it is/);
  }
});

test('a VM that runs again is as it was', () => {
  expect(told(stopped(failed, [source('closed'), disk('open')]), 'failed')).toContain('itself is as it was');
  expect(told(stopped(over, [source('closed'), disk('open')]), 'abandoned')).toContain('itself is as it was');
});

test('a VM that was perhaps not stopped is not said to be', () => {
  expect(told(stopped(over, [source('open')], 'failed'), 'abandoned')).toContain('web-01 may be stopped: I look');
});

test('a VM that was not started is never counted or listed with what could not be deleted', () => {
  const alone = stopped(over, [source('left'), disk('closed')]);
  expect(words(captureNote(alone, context))).not.toMatch(/could not be deleted/);
  expect(told(alone, 'abandoned')).toContain('What I made to copy it is deleted.');
  expect(told(alone, 'leftovers')).toContain('web-01 was not started again: No room. Start it by hand.');

  const both = stopped(over, [source('left'), { ...disk('left'), problem: 'It is locked.' }]);
  const note = noticeNote(both, { kind: 'leftovers', count: 2, at }, context);
  expect(note.text).toBe('web-01: 1 resource could not be deleted');
  expect(words(note)).not.toContain(plan.vm.id);
  expect(words(note)).toContain('Try both again');
  expect(words(captureNote(both, context))).toContain('1 of 1 could not be deleted');
});

test('who has it tried again is told what is tried', () => {
  expect(told(stopped(over, [source('open'), disk('closed')]), 'cleaning')).toContain('I try again to start web-01.');
  expect(told(stopped(over, [disk('open')]), 'cleaning')).toContain('I try again to delete what is left.');
  expect(told(stopped(over, [source('open'), disk('open')]), 'cleaning')).toContain(
    'I try again to start web-01, and to delete what is left.',
  );
});
