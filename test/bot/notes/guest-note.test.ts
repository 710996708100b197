import { expect, test } from 'vitest';
import { guestNote } from '../../../src/bot/notes/guest-note.ts';
import { planNote } from '../../../src/bot/notes/plan-note.ts';
import { aPlan, aWaitingCapture, noon } from '../../support/captures.ts';

const at = noon.toISOString();
const status = { is: 'waiting', for: 'guest', until: '2026-11-23T13:00:00.000Z' } as const;

/** What is said of a step by hand in a VM in this state: in the plan, and when it is its turn. */
function said(power: 'running' | 'deallocated'): string {
  const vm = { ...aPlan().vm, power };
  const plan = aPlan({ clone: null, vm, guest: { by: 'person', because: 'By hand.', command: 'sudo waagent' } });
  const notice = { kind: 'guest', command: 'sudo waagent', because: 'By hand.', at } as const;
  return JSON.stringify([
    planNote(aWaitingCapture({ plan }), plan, { moved: [], approvers: [] }),
    guestNote(aWaitingCapture({ plan, status }), notice),
  ]);
}

test('a VM that is off is not to be signed in to: it is asked whether the command was run before', () => {
  expect(said('deallocated')).not.toMatch(/SSH|exact command to run/);
  expect(said('deallocated')).toContain('is off, so nothing can be run in it now');
  expect(said('running')).toMatch(/exact command to run.*over SSH/);
});
