import { targetOfPlan, targetOfRequest } from '../jobs/consent.ts';
import { type Action, judge, type Policy } from '../jobs/policy.ts';
import type { Capture } from '../jobs/record.ts';
import type { Note } from './chat.ts';

/** What deciding on a capture takes, whichever button it is. */
const deciding = ['approve', 'cancel', 'capture'] as const satisfies readonly Action[];

/** Says whose buttons a note about a capture has; `part` is which note it is. One without buttons is for everybody alike. */
export function withView(
  note: Note,
  capture: Capture,
  { part, policy }: { part: string; policy: Policy | null },
): Note {
  if (!note.parts.some(({ is }) => is === 'buttons')) return note;
  return { ...note, personal: { view: `${capture.id} ${part}`, people: pressersOf(capture, policy) } };
}

/** Everybody who may decide on a capture, as far as they are named one by one; null where some are known by a group or a mail address alone. */
export function pressersOf(capture: Capture, policy: Policy | null): readonly string[] | null {
  const { requester, needs = [], plan, request } = capture;
  const own = requester.platform === 'slack' ? 'slack' : 'entra';
  const target = plan ? targetOfPlan(plan) : targetOfRequest(request);
  const allowed = (policy?.rules ?? []).flatMap(rule =>
    rule.effect === 'allow' && rule.actions.some(action => deciding.some(one => one === action))
      ? rule.who.filter(ref => deciding.some(action => mayThere(ref, action)))
      : [],
  );
  const refs = [`${own}:${requester.id}`, ...needs.flatMap(({ of }) => of ?? []), ...allowed];
  const people = [...new Set(refs.map(ref => ref.toLowerCase()))];
  return people.every(ref => /^(slack|entra):/.test(ref)) ? people : null;

  function mayThere(ref: string, action: Action): boolean {
    return policy !== null && judge(policy, { refs: [ref], actions: [action], target, unknown: 'hope' }).is === 'yes';
  }
}
