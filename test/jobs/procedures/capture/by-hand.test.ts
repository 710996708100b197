import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestNote } from '../../../../src/bot/notes/guest-note.ts';
import { planNote } from '../../../../src/bot/notes/plan-note.ts';
import { toSlack } from '../../../../src/bot/slack/blocks.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { aWaitingCapture, noon } from '../../../support/captures.ts';
import { planOf, settingsOf } from '../../../support/plan-of.ts';

let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

test('the plan and the thread say what the command by hand leaves, and Slack takes the command whole', async () => {
  const request = { vm: 'web-01', definition: 'web', mode: 'in-place', guest: 'manual' } as const;
  const plan = await planOf(real, request, settingsOf());
  if (plan.guest.by !== 'person') throw new Error('This is not by hand.');
  const capture = aWaitingCapture({ plan });
  const notice = { kind: 'guest', at: noon.toISOString(), ...plan.guest } as const;

  const shown = planNote(capture, plan, { moved: [], approvers: [] });
  const asked = guestNote(capture, notice);

  for (const note of [shown, asked]) {
    expect(JSON.stringify(note)).toContain('takes away less than I would through Run Command');
    expect(JSON.stringify(note)).toContain('let nobody else be signed in');
  }
  expect(JSON.stringify(toSlack(asked).blocks)).toContain('shutdown -P now || poweroff');
});
