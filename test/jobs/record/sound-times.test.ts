import { describe, expect, test } from 'vitest';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture, StepRecord } from '../../../src/jobs/record/record.ts';
import { readRecord } from '../../../src/jobs/record/record-codec.ts';
import { packRecord } from '../../../src/jobs/record/record-compression.ts';
import { timesUntil } from '../../../src/jobs/record/sound-times.ts';
import { aWaitingCapture, noon, someSteps } from '../../support/captures.ts';

const longAgo = '1970-01-01T00:00:00.000Z';
const read = (change: object) => readRecord(packRecord({ ...aWaitingCapture(), ...change } as Capture), 1);
const stepWith = (change: Partial<StepRecord>) => ({
  steps: someSteps({ doing: true }).map(one => ({ ...one, ...change })),
});

describe('a time in a record that no clock shows is taken for one of long ago', () => {
  test.each(['', 'NaN', 'once', '-000001-01-01T00:00:00Z', '+275760-09-13T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    '%j',
    time => {
      expect(read({ createdAt: time }).createdAt).toBe(longAgo);
      expect(read({ status: { is: 'waiting', for: 'confirm', until: time } }).status).toMatchObject({ until: longAgo });
      expect(read(stepWith({ askedAt: time })).steps[0]?.askedAt).toBe(longAgo);
      expect(read({ ledger: [{ ...entry('disk', 'x'), since: time }] }).ledger?.[0]?.since).toBe(longAgo);
      expect(read({ stumbling: { since: time, away: true } }).stumbling?.since).toBe(longAgo);
    },
  );

  test('and one that a clock shows stays as it is', () => {
    const capture = aWaitingCapture();
    expect(read({})).toEqual({ ...capture, id: expect.any(String), rev: 1 });
  });
});

test.each([{ stumbles: -1e9 }, { stumbles: 1e300 }, { stumbles: 0.5 }])(
  'a count that is none is nought: %j',
  change => {
    expect(read(change)).toMatchObject({ stumbles: 0, unfit: change });
  },
);

describe('by the clock of the workers', () => {
  const later = '2099-01-01T00:00:00.000Z';
  const at = noon.toISOString();

  test('nothing has been later than now', () => {
    const steps = someSteps({ doing: true }).map(step => ({ ...step, startedAt: later, askedAt: later }));
    const bound = timesUntil(
      read({ createdAt: later, steps, ledger: [{ ...entry('disk', 'x'), since: later }] }),
      noon,
    );
    expect([bound.createdAt, bound.steps[0]?.startedAt, bound.steps[0]?.askedAt]).toEqual([at, at, at]);
    expect(bound.ledger?.[0]?.since).toBe(at);
  });

  test('no question stands for longer than one may', () => {
    const bound = timesUntil(read({ status: { is: 'waiting', for: 'confirm', until: later } }), noon);
    expect(bound.status).toMatchObject({ until: '2026-12-24T12:00:00.000Z' });
  });

  test('Azure was not away for longer than a step has taken', () => {
    const startedAt = new Date(noon.getTime() - 60_000).toISOString();
    const awayOf = (awayMs: number) => timesUntil(read(stepWith({ startedAt, awayMs })), noon).steps[0]?.awayMs;
    expect([awayOf(30_000), awayOf(1e12), awayOf(-1e12)]).toEqual([30_000, 60_000, 0]);
  });

  test('a clock that is a little ahead changes nothing', () => {
    const capture = read({ createdAt: new Date(noon.getTime() + 60_000).toISOString() });
    expect(timesUntil(capture, noon)).toEqual(capture);
  });
});
