import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answers } from '../../../src/bot/notes/answers.ts';
import { captureNote } from '../../../src/bot/notes/capture-note.ts';
import { titleOf, vmName } from '../../../src/bot/notes/elements.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { captureTitles } from '../../../src/bot/notes/words/en/steps.ts';
import { hasDueCleanup } from '../../../src/jobs/record/cleanup-ledger.ts';
import { entriesOf } from '../../../src/jobs/record/mirror.ts';
import { type Capture, isOver } from '../../../src/jobs/record/record.ts';
import { readRecord, UnreadableRecord } from '../../../src/jobs/record/record-codec.ts';
import { packRecord } from '../../../src/jobs/record/record-compression.ts';
import { abandon, cancel, cleanAgain, confirm, retry, unlock } from '../../../src/jobs/record/transitions.ts';
import { rita } from '../../support/captures.ts';
import { everyRecord } from '../../support/every-record.ts';
import { runs, spoilt } from '../../support/properties.ts';

const now = new Date('2026-11-23T12:10:00Z');
const context = { now, portalUrl: 'https://portal.example', links: new Map(), approvers: [] };

test('whatever somebody has spoilt in a record, it is shown, listed, decided about and stored, or said to be no record', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...everyRecord).chain(one => spoilt(one)),
      record => {
        const capture = read(record);
        if (!capture) return;
        captureNote(capture, context);
        answers.list([
          { job: capture, title: titleOf(capture), subject: vmName(capture), titles: captureTitles, link: null },
        ]);
        for (const notice of capture.notices) noticeNote(capture, notice, context);
        const by = { by: rita, now };
        for (const transition of [
          confirm(capture, { ...by, planHash: null }),
          cancel(capture, by),
          retry(capture, by),
          abandon(capture, by),
          cleanAgain(capture, by),
          unlock(capture, { ...by, reason: 'x' }),
        ])
          if (transition.is === 'yes') expect(read(JSON.parse(packRecord(transition.capture)))).not.toBeNull();
        expect([typeof isOver(capture), typeof hasDueCleanup(capture)]).toEqual(['boolean', 'boolean']);
        expect(entriesOf(capture)[0]).toBe(capture.id);
      },
    ),
    runs('records'),
  );
});

function read(record: unknown): Capture | null {
  try {
    return readRecord(JSON.stringify(record) ?? '', 1);
  } catch (error) {
    if (error instanceof UnreadableRecord) return null;
    throw error;
  }
}
