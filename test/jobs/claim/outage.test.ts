import { expect, test } from 'vitest';
import { AzureError } from '../../../src/azure/errors.ts';
import { isTooMuch, stumbledOn, timeAwayMs, withTimeAway } from '../../../src/jobs/claim/outage.ts';
import { aCapture, noon, someSteps } from '../../support/captures.ts';

const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);
const away = new AzureError('No answer.', { status: 0, code: 'NoAnswer' });
const busy = new AzureError('Not yet.', { status: 400, code: 'PrincipalNotFound' });

/** How a capture counts when this error comes again and again, every two minutes. */
function after(count: number, error: unknown, from = aCapture()) {
  let counted = stumbledOn(from, error, noon);
  for (let minute = 2; minute <= count; minute += 2) counted = stumbledOn(counted, error, minutes(minute));
  return counted;
}

test.each([0, 408, 429, 500, 503])(
  'Azure that answers with %s for three quarters of an hour ends nothing, an hour and more does',
  status => {
    const error = new AzureError('Away.', { status, code: 'X' });
    expect(isTooMuch(after(44, error), minutes(44))).toBe(false);
    expect(isTooMuch(after(60, error), minutes(60))).toBe(true);
  },
);

test('what Azure itself says is not so yet is tried twelve times', () => {
  expect(isTooMuch(after(20, busy), minutes(20))).toBe(false);
  expect(isTooMuch(after(22, busy), minutes(22))).toBe(true);
});

test('after an outage the tries of something else are counted from the first', () => {
  const outage = after(44, away);
  expect(isTooMuch(stumbledOn(outage, busy, minutes(45)), minutes(45))).toBe(false);
});

test('a failure inside of me is no outage', () => {
  expect(isTooMuch(after(24, new Error('a bug')), minutes(24))).toBe(true);
});

test('the time that Azure was away does not count for the time-out of the step under way', () => {
  const capture = aCapture({ steps: someSteps({ done: 1, doing: true }), ...after(30, away) });
  expect(timeAwayMs(capture, minutes(30))).toBe(30 * 60_000);
  const steps = withTimeAway(capture, capture.steps, minutes(30));
  expect(steps.map(({ awayMs }) => awayMs)).toEqual([undefined, 30 * 60_000, undefined, undefined, undefined]);
  expect(withTimeAway({ ...capture, ...after(30, busy) }, steps, minutes(30))).toBe(steps);
});
