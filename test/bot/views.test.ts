import { expect, test } from 'vitest';
import { pressersOf } from '../../src/bot/views.ts';
import { aWaitingCapture, rita } from '../support/captures.ts';

const requester = { ...rita, platform: 'teams', id: 'rita' } as const;

const need = (delegate: boolean) => ({
  rule: 'careful',
  count: 1,
  of: ['entra:olga'],
  whom: 'olga',
  self: false,
  breakGlass: false,
  delegate,
  hours: 8,
  remindHours: 4,
});

test('who may press is known one by one, unless somebody may stand in for them', () => {
  expect(pressersOf(aWaitingCapture({ requester, needs: [need(false)] }), null)).toEqual(['entra:rita', 'entra:olga']);
  expect(pressersOf(aWaitingCapture({ requester, needs: [need(true)] }), null)).toBeNull();
});

test('whoever asked in Slack may press in Teams, and is not known there by name', () => {
  expect(pressersOf(aWaitingCapture({ requester: rita }), null)).toBeNull();
});
