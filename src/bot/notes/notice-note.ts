import { leftovers } from '../../jobs/record/cleanup-ledger.ts';
import { type Capture, hadFailed, isPastReturn, type Notice } from '../../jobs/record/record.ts';
import { isSamePerson } from '../../jobs/request/request.ts';
import type { Note, Span } from '../chat.ts';
import {
  bars,
  clock,
  code,
  heading,
  type NoteContext,
  note,
  targetName,
  text,
  vmName,
  whatIsLeft,
  whatIsLost,
  whenDeleted,
  whomOf,
} from './elements.ts';
import { failedNote, refusedNote } from './failed-note.ts';
import { guestNote } from './guest-note.ts';
import { isSourceAlone, leftoverParts, undeleted } from './leftovers.ts';
import { calls, planNote, plannedNote } from './plan-note.ts';
import { readinessNote } from './readiness-note.ts';
import { resultFacts, stepTimes } from './result.ts';
import { howSourceIs, owedStart } from './source-state.ts';

/** What a person must notice, as a new message in the thread. */
export function noticeNote(capture: Capture, notice: Notice, context: NoteContext): Note {
  const name = vmName(capture);
  switch (notice.kind) {
    case 'question':
      return questionNote(capture, notice, context);
    case 'planned':
      return capture.plan
        ? plannedNote(capture, capture.plan)
        : note('The plan is gone', text('The plan is gone: ask again.'));
    case 'guest':
      return guestNote(capture, notice);
    case 'readiness':
      return checkedNote(capture, notice);
    case 'refused':
      return refusedNote(capture, notice.refusals, context);
    case 'failed':
      return failedNote(capture, notice.failure, notice.step, context);
    case 'approved':
      return note(
        `${notice.by.name} approved ${name} (${notice.have} of ${notice.of})`,
        text(
          'Approved by ',
          { person: notice.by },
          ...spokenFor(capture, notice),
          `: ${notice.have} of ${notice.of}. I begin when all have.`,
        ),
      );
    case 'reminder':
      return note(
        `${name} still waits for approval`,
        text(...calls(context.approvers), `${name} still waits for approval by ${whomOf(capture.needs ?? [])}.`),
      );
    case 'mirror-lost':
      return note(
        `${name} is no longer shown in ${notice.name}: I cannot write there`,
        text(
          'I cannot write in ',
          code(notice.name),
          ' (',
          code(notice.code),
          '), so this is no longer shown there. Add me there, then write ',
          code(`/capture-image mirror ${capture.id} ...`),
          ' again.',
        ),
      );
    case 'queued':
      return note(
        `${name} is in another capture’s hand: place ${notice.place} in line`,
        text(
          { person: capture.requester },
          `, another capture has ${name} or its version, so this one waits: place ${notice.place} in line behind `,
          ...linked(notice.behind, context),
          '. I ask you to confirm the plan when it is your turn.',
        ),
      );
    case 'glass-broken':
      return note(
        `${notice.by.name} goes on with ${name} without approval: ${notice.reason}`,
        heading('Without approval'),
        text(
          ...calls(context.approvers),
          { person: notice.by },
          ` goes on without the approval of ${whomOf(capture.needs ?? [])}: `,
          code(notice.reason),
        ),
        text(
          'One of those who could have approved closes the review with ',
          code(`/capture-image review ${capture.id}`),
          '. It stays open until then.',
        ),
      );
    case 'reviewed':
      return said('Reviewed by ', notice, 'What was done without approval has been looked at.');
    case 'unlocked':
      return note(
        `${notice.by.name} took the lock of ${name} away`,
        text('Ended by ', { person: notice.by }, ', who took its lock away: ', code(notice.reason)),
        text(`${stopped(capture)} What Azure was still working on goes on there.`),
      );
    case 'confirmed':
      return said(
        'Confirmed by ',
        { ...notice, spoken: spokenFor(capture, notice) },
        notice.for === 'guest'
          ? `I look whether ${name} is off, and go on from there.`
          : 'I check everything once more, then begin.',
      );
    case 'retried':
      return said('Retry asked for by ', notice, 'I go on from the step that failed.');
    case 'cancelling':
      return cancellingNote(capture, notice);
    case 'cancelled':
      return said('Cancelled by ', notice, stopped(capture));
    case 'abandoned':
      return said('Abandoned by ', notice, stopped(capture));
    case 'leftovers':
      if (isSourceAlone(leftovers(capture)))
        return note(
          `${name} was not started again`,
          heading(`${name} was not started again`),
          text(
            { person: capture.requester },
            `, ${name} was to run again after its copy was taken, and I have not started it:`,
          ),
          ...leftoverParts(capture),
        );
      return note(
        `${name}: ${resources(undeleted(capture).length || notice.count)} could not be deleted`,
        heading('Not all of it could be deleted'),
        text({ person: capture.requester }, ', this was made for the copy, and Azure did not let me delete it:'),
        ...leftoverParts(capture),
      );
    case 'cleaning':
      return said('Asked for by ', notice, triedAgain(capture));
    case 'unfit':
      return note(
        'A message that I cannot read',
        text('Something was to be said here that I cannot read: somebody else has changed the record of this capture.'),
      );
    case 'expired':
      if (hadFailed(capture))
        return note(
          `${name}: nobody retried it in time`,
          text(`It had failed, and nobody retried it in time, so it is over. ${stopped(capture)}`),
        );
      return note(
        `The question about ${name} has expired`,
        text(`Nobody answered in time, so this has expired. ${stopped(capture)} To go on, ask for a new capture.`),
      );
    case 'succeeded':
      return note(
        `${name} is captured as ${targetName(capture)}`,
        heading(`${name} is captured`),
        text({ person: capture.requester }, `, ${targetName(capture)} is ready.`),
        ...bars(capture),
        ...resultFacts(capture, context),
        ...stepTimes(capture),
        text(
          capture.plan?.clone
            ? `${howSourceIs(capture)} I delete the copy that the image was made from. ${whenDeleted}`
            : `${name} stays deallocated and generalized: it cannot start again, and can be deleted when you no longer need its disks.`,
        ),
      );
  }
}

function questionNote(
  capture: Capture,
  { moved, planHash }: Extract<Notice, { kind: 'question' }>,
  { approvers }: NoteContext,
): Note {
  if (capture.plan?.hash === planHash) return planNote(capture, capture.plan, { moved: moved ?? [], approvers });
  return note(
    'This question is no longer open',
    text('A question stood here; it is no longer open, since the plan has changed.'),
  );
}

/** An older check is told of by the newest: a record keeps one. */
function checkedNote(capture: Capture, { attempt }: Extract<Notice, { kind: 'readiness' }>): Note {
  if (capture.readiness?.attempt === attempt) return readinessNote(capture, capture.readiness);
  return note('An older readiness check', text('A readiness check stood here; a newer one has been made since.'));
}

const linked = (id: string, { links }: NoteContext): readonly Span[] => {
  const url = links.get(id);
  return [url ? { link: id, url } : code(id)];
};

function cancellingNote(capture: Capture, notice: { readonly by: Capture['requester']; readonly at: string }): Note {
  const lost = isPastReturn(capture) ? whatIsLost(capture) : null;
  return note(
    `${vmName(capture)}: it stops after the step in hand, as ${notice.by.name} asked at ${clock(notice.at)}`,
    text({ person: notice.by }, ' asked to cancel: it stops after the step in hand. Azure cannot break that one off.'),
    ...(lost ? [text({ bold: 'The VM: ' }, lost), text(whatIsLeft(capture))] : []),
  );
}

interface Done {
  readonly by: Capture['requester'];
  readonly at: string;
}

/** Whom an approval was given for, when it was not the approver's own. */
function spokenFor({ approvals = [] }: Capture, { by, at }: Done): readonly Span[] {
  const other = approvals.find(one => one.at === at && isSamePerson(one.by, by))?.for?.by;
  return other ? [' for ', { person: other }] : [];
}

function said(how: string, { by, at, spoken = [] }: Done & { readonly spoken?: readonly Span[] }, then: string): Note {
  return note(`${how}${by.name}. ${then}`, text(how, { person: by }, ...spoken, ', ', { time: at }, `. ${then}`));
}

const resources = (count: number): string => (count === 1 ? '1 resource' : `${count} resources`);

/** What a person has tried again: deletions, the start of a VM that was stopped for its copy, or both. */
function triedAgain(capture: Capture): string {
  const { ledger = [] } = capture;
  const deletes = ledger.some(({ kind, state }) => kind !== 'source-power' && state !== 'closed');
  const start = owedStart(capture) ? [`start ${vmName(capture)}`] : [];
  return `I try again to ${[...start, ...(deletes || start.length === 0 ? ['delete what is left'] : [])].join(', and to ')}.`;
}

function stopped(capture: Capture): string {
  const lost = isPastReturn(capture) ? whatIsLost(capture) : null;
  return [lost, whatIsLeft(capture)].filter(Boolean).join(' ');
}
