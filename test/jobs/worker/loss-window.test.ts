import { expect, test } from 'vitest';
import { loseableFor } from '../../../src/jobs/worker/loss-window.ts';
import { aCapture, noon, olga, rita } from '../../support/captures.ts';

const after = (ms: number) => new Date(noon.getTime() + ms);
const said = (by: typeof rita, ms: number) => ({ by, at: after(ms).toISOString(), planHash: 'a plan', as: [] });

test('a yes may be lost for two seconds after the last that was said', () => {
  const capture = aCapture({ decision: said(rita, 0), approvals: [said(olga, 500)] });
  expect(loseableFor(capture, after(1_000))).toBe(1_500);
  expect(loseableFor(capture, after(2_500))).toBe(0);
});

test('an emergency is a yes too', () => {
  const glass = [{ ...said(olga, 0), reason: 'it burns', review: null }];
  expect(loseableFor(aCapture({ decision: null, glass }), after(100))).toBe(1_900);
});

test('a clock that is behind holds nothing up', () => {
  expect(loseableFor(aCapture({ decision: said(rita, 60_000) }), noon)).toBe(0);
});
