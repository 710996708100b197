import { expect, test } from 'vitest';
import { pressersOf, withView } from '../../../src/bot/access/personal-buttons.ts';
import type { ButtonAction } from '../../../src/bot/actions.ts';
import { aWaitingCapture, rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

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

test('without a policy what asks for a new capture is for everybody, and needs no card for each', () => {
  const capture = aWaitingCapture({ requester });
  const note = (...actions: ButtonAction[]) => ({
    text: '',
    parts: [
      {
        is: 'buttons' as const,
        buttons: actions.map(action => ({ action, value: capture.id, label: action, tone: 'plain' as const })),
      },
    ],
  });
  const personal = (...actions: ButtonAction[]) =>
    withView(note(...actions), capture, { part: 'root', policy: null }).personal?.people;
  expect(personal('repeat')).toBeUndefined();
  expect(personal('cancel')).toEqual(['entra:rita']);
  expect(personal('clean', 'repeat')).toBeNull();
  const policy = aPolicy(
    'rules: [{ name: all, allow: [plan, capture], to: [entra:00000000-0000-4000-8000-000000000002] }]',
  );
  expect(withView(note('repeat'), capture, { part: 'root', policy }).personal?.people).toEqual([
    'entra:rita',
    'entra:00000000-0000-4000-8000-000000000002',
  ]);
});

test('whoever asked in Slack may press in Teams, and is not known there by name', () => {
  expect(pressersOf(aWaitingCapture({ requester: rita }), null)).toBeNull();
});
