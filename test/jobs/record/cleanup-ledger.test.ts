import { describe, expect, test } from 'vitest';
import {
  closeEntries,
  entry,
  hasDueCleanup,
  hasEntry,
  hasOpenCleanup,
  leftovers,
  nextToClose,
  upsertEntries,
} from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Job, LedgerEntry } from '../../../src/jobs/record/record.ts';
import { aCapture, noon } from '../../support/captures.ts';

const at = noon.toISOString();
const over = { is: 'succeeded', at } as const;
const failed = { is: 'failed', failure: { code: 'x', reason: 'r', remedy: 'm' }, step: 'create-version', at } as const;
const running = { is: 'running' } as const;
const withLedger = (status: Job['status'], ...ledger: readonly LedgerEntry[]) => ({ ...aCapture(), status, ledger });
const inState = (one: LedgerEntry, state: LedgerEntry['state']): LedgerEntry => ({ ...one, state });
const ids = (entries: readonly LedgerEntry[]) => entries.map(({ id }) => id);

const hangsOn: readonly (readonly [LedgerEntry['kind'], LedgerEntry['kind']])[] = [
  ['vm', 'nic'],
  ['nic', 'network'],
  ['network', 'security-group'],
  ['vm', 'disk'],
  ['disk', 'snapshot'],
  ['snapshot', 'restore-point'],
  ['restore-point', 'restore-point-collection'],
  ['restore-point-collection', 'group'],
  ['source-power', 'vm'],
];

describe('once a capture is over', () => {
  test.each(hangsOn)('a %s goes before the %s', (first, later) => {
    const capture = withLedger(over, entry(later, 'later'), entry(first, 'first'));
    expect(ids(nextToClose(capture))).toEqual(['first']);
    const gone = { ...capture, ledger: closeEntries(capture.ledger, first) };
    expect(ids(nextToClose(gone))).toEqual(['later']);
  });

  test('all of one kind go together, those whose deletion was asked for included', () => {
    const capture = withLedger(over, entry('disk', 'a'), inState(entry('disk', 'b'), 'closing'), entry('group', 'g'));
    expect(ids(nextToClose(capture))).toEqual(['a', 'b']);
  });

  test('what is gone, and what could not be deleted, is not tried again by itself', () => {
    const capture = withLedger(over, inState(entry('vm', 'a'), 'closed'), inState(entry('disk', 'b'), 'left'));
    expect(nextToClose(capture)).toEqual([]);
    expect(hasDueCleanup(capture)).toBe(false);
    expect(hasOpenCleanup(capture)).toBe(false);
    expect(ids(leftovers(capture))).toEqual(['b']);
  });
});

test('a failed capture keeps its copy for a Retry, and starts only a source that it stopped', () => {
  const capture = withLedger(failed, entry('vm', 'copy'), entry('source-power', 'source'));
  expect(ids(nextToClose(capture))).toEqual(['source']);
  expect(hasDueCleanup(capture)).toBe(true);
  expect(hasDueCleanup(withLedger(failed, entry('vm', 'copy')))).toBe(false);
});

test('a capture that runs deletes nothing yet, though it will have to', () => {
  const capture = withLedger(running, entry('vm', 'copy'), entry('source-power', 'source'));
  expect(nextToClose(capture)).toEqual([]);
  expect(hasDueCleanup(capture)).toBe(false);
  expect(hasOpenCleanup(capture)).toBe(true);
});

test('a record of before there were ledgers has nothing to clear away', () => {
  const { ledger: _none, ...capture } = withLedger(over);
  expect(hasDueCleanup(capture)).toBe(false);
  expect(hasOpenCleanup(capture)).toBe(false);
  expect(leftovers(capture)).toEqual([]);
});

describe('a ledger', () => {
  test('takes an entry once: one that is asked for again is opened again', () => {
    const closed = inState(entry('disk', 'a', 30), 'closed');
    expect(upsertEntries([closed, entry('nic', 'n')], [entry('disk', 'a', 30)])).toEqual([
      entry('nic', 'n'),
      { kind: 'disk', id: 'a', sizeGb: 30, state: 'open', tries: 0 },
    ]);
  });

  test('knows two things of one id apart by their kind', () => {
    const ledger = upsertEntries([entry('vm', 'a')], [entry('source-power', 'a')]);
    expect(ledger).toHaveLength(2);
    expect(hasEntry(ledger, entry('vm', 'a'))).toBe(true);
    expect(hasEntry(ledger, entry('nic', 'a'))).toBe(false);
    expect(hasEntry(ledger, entry('vm', 'b'))).toBe(false);
  });

  test('remembers what is gone', () => {
    expect(hasEntry([inState(entry('vm', 'a'), 'closed')], entry('vm', 'a'))).toBe(true);
  });

  test('strikes out one kind alone', () => {
    const ledger = closeEntries([entry('source-power', 's'), entry('vm', 'v')], 'source-power');
    expect(ledger.map(({ state }) => state)).toEqual(['closed', 'open']);
  });
});
