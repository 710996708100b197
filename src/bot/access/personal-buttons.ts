import { type Lookup, targetOfRequest } from '../../jobs/approval/plan-authorization.ts';
import { type Action, evaluatePolicy, type Policy } from '../../jobs/policy/policy.ts';
import { procedures as own } from '../../jobs/procedures/procedures.ts';
import type { Job } from '../../jobs/record/record.ts';
import { accountRef, isAccount, platformOf } from '../../jobs/request/platforms.ts';
import type { ButtonAction } from '../actions.ts';
import type { Note } from '../chat.ts';

/** What deciding on a capture takes, whichever button it is. */
const deciding = ['approve', 'cancel', 'capture'] as const satisfies readonly Action[];

/** What asks for something new: without a policy anybody may. */
const asking: readonly ButtonAction[] = ['start', 'repeat'];

/**
 * Says whose buttons a note about a capture has; `part` is which note it is. One without buttons is for everybody alike, and so is
 * one whose buttons anybody may press.
 */
export function withView(
  note: Note,
  capture: Job,
  { part, policy, procedures }: Lookup & { part: string; policy: Policy | null },
): Note {
  const buttons = note.parts.flatMap(one => (one.is === 'buttons' ? one.buttons : []));
  const open = policy ? [] : buttons.filter(({ action }) => asking.includes(action));
  if (buttons.length === open.length) return note;
  const people = open.length > 0 ? null : pressersOf(capture, policy, { procedures });
  return { ...note, personal: { view: `${capture.id} ${part}`, people } };
}

/** A note that all see alike is asked for by whoever asked for the capture: so the chat learns that it has got there. */
export function withReader(note: Note, { id, requester }: Job, part: string): Note {
  if (note.personal) return note;
  const people = platformOf(requester).drawsPerReader ? [accountRef(requester)] : null;
  return { ...note, personal: { view: `${id} ${part}`, people, alike: true } };
}

/**
 * Everybody who may decide on a capture, as far as they are named one by one; null where some are known by a group or a mail address
 * alone, as whoever asked in Slack is in Teams, or may have others stand in; and where the chat draws no note for each reader.
 */
export function pressersOf(
  capture: Job,
  policy: Policy | null,
  { procedures = own }: Lookup = {},
): readonly string[] | null {
  const { requester, needs = [], plan, request } = capture;
  if (!platformOf(requester).drawsPerReader) return null;
  const target = plan ? procedures.of(capture).policyQuestion(plan).target : targetOfRequest(request);
  const allowed = (policy?.rules ?? []).flatMap(rule =>
    rule.effect === 'allow' && rule.actions.some(action => deciding.some(one => one === action))
      ? rule.who.filter(ref => deciding.some(action => mayThere(ref, action)))
      : [],
  );
  const refs = [accountRef(requester), ...needs.flatMap(({ of }) => of ?? []), ...allowed];
  const people = [...new Set(refs.map(ref => ref.toLowerCase()))];
  const isKnown = people.every(isAccount) && !needs.some(({ delegate }) => delegate);
  return isKnown ? people : null;

  function mayThere(ref: string, action: Action): boolean {
    return (
      policy !== null &&
      evaluatePolicy(policy, { refs: [ref], actions: [action], target, unknown: 'hope' }).is === 'yes'
    );
  }
}
