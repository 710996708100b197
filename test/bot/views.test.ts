import { expect, test } from 'vitest';
import { pressersOf } from '../../src/bot/views.ts';
import { aWaitingCapture } from '../support/captures.ts';

const need = (delegate: boolean) => ({
  rule: 'careful',
  count: 1,
  of: ['slack:u0olga'],
  whom: 'olga',
  self: false,
  breakGlass: false,
  delegate,
  hours: 8,
  remindHours: 4,
});

test('who may press is known one by one, unless somebody may stand in for them', () => {
  expect(pressersOf(aWaitingCapture({ needs: [need(false)] }), null)).toEqual(['slack:u0rita', 'slack:u0olga']);
  expect(pressersOf(aWaitingCapture({ needs: [need(true)] }), null)).toBeNull();
});
