import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestNote } from '../../src/bot/notes/guest-note.ts';
import { planNote } from '../../src/bot/notes/plan-note.ts';
import { toSlack } from '../../src/bot/slack-blocks.ts';
import { makePlan } from '../../src/jobs/planning.ts';
import { newCapture } from '../../src/jobs/record.ts';
import { parseSettings } from '../../src/jobs/settings.ts';
import { type Real, startReal } from '../azure/real.ts';
import { aWaitingCapture, images, noon, rita } from '../support/captures.ts';
import { quickSettings } from '../support/quick-settings.ts';

let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

async function planned(vm: string, definition: string) {
  const { data: settings } = parseSettings(quickSettings);
  if (!settings) throw new Error('These settings are none.');
  const request = { vm, definition, mode: 'in-place', guest: 'manual' } as const;
  const capture = newCapture({ id: 'x', requester: rita, place: images, request, now: noon });
  const made = await makePlan({
    azure: real.azure,
    settings,
    planningTurn: survey => survey(),
    now: () => noon,
    capture: () => capture,
  });
  if (made.is !== 'plan') throw new Error(JSON.stringify(made));
  return made.plan;
}

test('the plan and the thread say what the command by hand leaves, and Slack takes the command whole', async () => {
  const plan = await planned('web-01', 'web');
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
