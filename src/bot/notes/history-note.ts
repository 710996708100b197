import type { AuditFact } from '../../jobs/store/audit.ts';
import type { Note, Span } from '../chat.ts';
import { code, heading, note, text } from './elements.ts';

/** What a person wants to know of the past; the rest of the audit is for the export. */
const said: Readonly<Record<string, string>> = {
  requested: 'asked for a capture',
  denied: 'was refused',
  planned: 'the plan was made',
  'plan-moved': 'the plan had moved; asked again',
  approve: 'approved the plan',
  confirm: 'confirmed the plan',
  queued: 'it waits in line',
  reminded: 'those who must approve were reminded',
  delegate: 'had somebody approve for them',
  'delegate-off': 'ended that somebody approves for them',
  'break-glass': 'went on without approval',
  review: 'closed the review',
  mirror: 'showed it in one more place',
  'mirror-lost': 'a place does not take messages',
  clean: 'asked again to delete what was left',
  cleanup: 'asked to delete what was seen to be left',
  unlock: 'took its lock away',
  'lock-released': 'it was over and still held a lock, which is free again',
  'guest-done': 'said that the guest step is done',
  cancel: 'cancelled',
  retry: 'asked for a retry',
  abandon: 'gave it up',
  asked: 'Azure took the call',
  failed: 'it failed',
  refused: 'it was refused',
  readiness: 'the guest was looked into',
  expired: 'nobody confirmed in time',
  cancelled: 'it stopped',
  succeeded: 'the image version is ready',
};

/** Whether people are told of an entry. */
export const isTold = ({ event }: AuditFact): boolean => Object.hasOwn(said, event);

/** Who did what when, newest first. */
export function historyNote(facts: readonly AuditFact[], { vm, count }: { vm: string | null; count: number }): Note {
  const lines = facts.filter(isTold).slice(0, count);
  const about = vm === null ? 'all VMs' : vm;
  if (lines.length === 0)
    return note(`There is nothing on record of ${about}.`, text('There is nothing on record of ', code(about), '.'));
  return note(
    `The history of ${about}`,
    heading(`The history of ${about}`.slice(0, 140)),
    ...lines.map(fact => text(...lineOf(fact))),
  );
}

function lineOf({ at, by, for: other, event, step, details, capture }: AuditFact): readonly Span[] {
  const more = [step, details].filter(word => word !== undefined).join(' ');
  return [
    { time: at },
    ' ',
    ...(by ? [{ person: by }, ' '] : []),
    said[event] ?? event,
    ...(other ? [' for ', { person: other }] : []),
    ...(more ? [' (', code(more), ')'] : []),
    ...(capture ? [' · ', code(capture)] : []),
  ];
}
