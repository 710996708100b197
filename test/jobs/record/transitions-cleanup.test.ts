import { describe, expect, test } from 'vitest';
import type { Job, LedgerEntry } from '../../../src/jobs/record/record.ts';
import { cleanAgain, cleanSeen, type Transition, unlock } from '../../../src/jobs/record/transitions.ts';
import { aCapture, noon, olga } from '../../support/captures.ts';

const by = olga;
const at = noon.toISOString();
const succeeded = { is: 'succeeded', at } as const;
const entry = (kind: LedgerEntry['kind'], id: string, state: LedgerEntry['state'] = 'left'): LedgerEntry => ({
  kind,
  id,
  sizeGb: null,
  state,
  tries: 7,
  problem: 'ScopeLocked',
  since: at,
});
const over = (...ledger: readonly LedgerEntry[]) => ({ ...aCapture(), status: succeeded, ledger });
const yes = (transition: Transition<Job>) => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};
const opened = (transition: Transition<Job>) =>
  (yes(transition).ledger ?? []).filter(({ state }) => state === 'open').map(({ id }) => id);
const seen = (capture: Job, ...ids: readonly string[]) => cleanSeen(capture, { by, now: noon, seen: ids });

describe('trying again to delete what was left', () => {
  test('starts afresh, says who asked for it, and touches nothing else', () => {
    const gone = entry('nic', 'n', 'closed');
    const capture = yes(cleanAgain(over(entry('disk', 'd'), gone), { by, now: noon }));
    expect(capture.ledger).toEqual([{ kind: 'disk', id: 'd', sizeGb: null, state: 'open', tries: 0 }, gone]);
    expect(capture.notices.at(-1)).toEqual({ kind: 'cleaning', by, at });
  });

  test('is refused where nothing was left', () => {
    const { ledger: _none, ...without } = over();
    for (const capture of [over(entry('disk', 'd', 'closed')), without])
      expect(cleanAgain(capture, { by, now: noon })).toMatchObject({ is: 'no', code: 'nothing-left' });
  });
});

describe('deleting what was seen in Azure', () => {
  test('takes what the ledger names, in whatever case Azure writes it, and nothing that was not seen', () => {
    const capture = over(entry('disk', '/RG/Disk-A', 'closed'), entry('disk', '/rg/disk-b'), entry('disk', '/rg/c'));
    expect(opened(seen(capture, '/rg/DISK-a', '/RG/disk-B'))).toEqual(['/RG/Disk-A', '/rg/disk-b']);
  });

  test('takes the restore points of a collection with it, and those of no other', () => {
    const capture = over(
      entry('restore-point-collection', '/rg/points'),
      entry('restore-point', '/rg/Points/one', 'closed'),
      entry('restore-point', '/rg/points-2/two', 'closed'),
      entry('disk', '/rg/points/disk', 'closed'),
    );
    expect(opened(seen(capture, '/RG/points', '/rg/gone'))).toEqual(['/rg/points', '/rg/Points/one']);
  });

  test('never stops or deletes the source', () => {
    const capture = over(entry('source-power', '/rg/web-01', 'closed'));
    expect(seen(capture, '/rg/web-01')).toMatchObject({ is: 'no', code: 'nothing-left' });
  });

  test('is refused for what no ledger names', () => {
    const { ledger: _none, ...without } = over();
    for (const capture of [over(entry('disk', 'a')), without])
      expect(seen(capture, 'b')).toMatchObject({ is: 'no', code: 'nothing-left' });
  });

  test('is refused as long as the capture is not over', () => {
    const running = { ...over(entry('disk', 'a')), status: { is: 'running' } as const };
    expect(seen(running, 'a')).toMatchObject({ is: 'no', code: 'not-over', facts: { state: 'running' } });
  });

  test.each(['open', 'closing'] as const)('waits for the cleaning that is under way (%s)', state => {
    expect(seen(over(entry('disk', 'a'), entry('nic', 'n', state)), 'a')).toMatchObject({ is: 'no', code: 'cleaning' });
  });
});

describe('taking the locks of a capture away', () => {
  test('ends it where it stands, and keeps who did and why', () => {
    const running = { ...aCapture(), status: { is: 'running' } as const, cancel: { by, at } };
    const capture = yes(unlock(running, { by, reason: 'nobody answers', now: noon }));
    expect(capture).toMatchObject({ status: { is: 'abandoned', by, at }, cancel: null });
    expect(capture.notices.at(-1)).toEqual({ kind: 'unlocked', by, reason: 'nobody answers', at });
  });

  test('is refused for one that is over: it holds nothing', () => {
    expect(unlock(over(), { by, reason: 'x', now: noon })).toMatchObject({
      is: 'no',
      code: 'over',
      facts: { state: 'succeeded' },
    });
  });
});
