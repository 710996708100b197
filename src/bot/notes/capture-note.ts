import { type Capture, hadFailed, isOver, type Job } from '../../jobs/record/record.ts';
import type { Note, NotePart, Span } from '../chat.ts';
import {
  bars,
  cancelButton,
  checklist,
  clearsCopy,
  clock,
  code,
  currentStep,
  failedButtons,
  heading,
  type NoteContext,
  note,
  repeatButton,
  small,
  text,
  titleAt,
  titleOf,
  took,
  vmName,
  whatAbandonDoes,
  whatIsLeft,
  whatIsLost,
  whomOf,
} from './elements.ts';
import { leftoverParts } from './leftovers.ts';
import { resultFacts } from './result.ts';
import { howSourceIs, owedStart } from './source-state.ts';
import { failureInWords, reasonInWords } from './words/en/reasons/reasons.ts';
import { type StepTitles, stepTitle } from './words/en/steps.ts';

/** The message a capture is seen by: posted once, edited as it goes, and in the end its summary. */
export function captureNote(capture: Capture, context: NoteContext): Note {
  const title = titleOf(capture);
  const status = statusLine(capture, vmName(capture));
  return note(
    `${title}: ${plain(status)} (${capture.id})`,
    heading(title),
    text(...status),
    ...stumbling(capture),
    ...stoppedSource(capture),
    ...checklist(capture, clearsCopy(capture)),
    ...bars(capture),
    ...irreversibleHint(capture),
    ...(capture.status.is === 'succeeded' ? resultFacts(capture, context) : []),
    ...leftoverParts(capture),
    ...openReview(capture),
    small('Asked for by ', { person: capture.requester }, ', ', { time: capture.createdAt }, ' · ', code(capture.id)),
    ...mirrored(capture),
    ...buttons(capture),
  );
}

/** Asked before a cancellation after the point of no return counts. */
export const cancelAnyway = (capture: Capture): Note =>
  note(
    `${vmName(capture)} is past the point of no return: cancel anyway?`,
    text({ bold: 'Think twice. ' }, whatIsLost(capture) ?? ''),
    text('If you cancel, I stop after the step in hand and there may be no image of it. ', whatIsLeft(capture)),
    {
      is: 'buttons',
      buttons: [{ ...cancelButton(capture), action: 'cancel-anyway', label: 'Cancel anyway', tone: 'danger' }],
    },
  );

/** Where a job stands, in one sentence. */
export function statusLine(capture: Job, subject: string, titles?: StepTitles): readonly Span[] {
  const { status, requester } = capture;
  switch (status.is) {
    case 'planning':
      if (capture.queued)
        return [`In line for ${subject}, place ${capture.queued.place}, behind `, code(capture.queued.behind), '.'];
      return ['Looking at Azure and working out the plan. Nothing is changed yet.'];
    case 'waiting':
      if (status.for === 'confirm' && capture.needs?.length) return awaiting(capture, status.until);
      return status.for === 'confirm'
        ? [
            'Waiting for ',
            { person: requester },
            ' to confirm the plan in the thread, until ',
            { time: status.until },
            '.',
          ]
        : ['Waiting for ', { person: requester }, ' to run the command in the VM, until ', { time: status.until }, '.'];
    case 'running':
      return running(capture, titles);
    case 'failed':
      return [
        'Failed, and waiting for Retry or Abandon: ',
        failureInWords(status.failure, titleAt(capture, status.step)).reason,
      ];
    case 'planned':
      return ['Planned; nothing was changed. The plan is in the thread.'];
    case 'refused':
      return ['Refused; nothing was changed. The reasons are in the thread.'];
    case 'expired':
      return hadFailed(capture)
        ? ['Expired: it had failed, and nobody retried it in time.']
        : ['Expired: nobody confirmed in time. Nothing more happens.'];
    case 'succeeded':
      return [`Done, ${took(capture.decision?.at ?? capture.createdAt, status.at)} after the confirmation.`];
    case 'cancelled':
      return ['Cancelled by ', { person: status.by }, ', ', { time: status.at }, '.'];
    case 'abandoned':
      return ['Abandoned by ', { person: status.by }, ', ', { time: status.at }, '.'];
  }
}

/** A VM that was stopped for a copy and is off although nothing goes on. */
const stoppedSource = (capture: Capture): NotePart[] =>
  capture.status.is !== 'running' && owedStart(capture) ? [text({ bold: 'The VM: ' }, howSourceIs(capture))] : [];

/** Who reads along elsewhere is no secret. */
function mirrored({ mirrors = [] }: Job): NotePart[] {
  return mirrors.length > 0 ? [small('Also shown in ', code(mirrors.map(({ name }) => name).join(', ')))] : [];
}

/** What was done without approval stays in sight until somebody has looked at it. */
function openReview({ glass = [] }: Job): NotePart[] {
  const open = glass.findLast(({ review }) => review === null);
  return open
    ? [text({ bold: 'Without approval, to be reviewed: ' }, { person: open.by }, ' ', code(open.reason))]
    : [];
}

/** Who must approve, and who has. */
function awaiting({ needs = [], approvals = [] }: Job, until: string): readonly Span[] {
  const of = needs.reduce((sum, { count }) => sum + count, 0);
  const given = approvals.flatMap((one): Span[] => [
    ' ',
    { person: one.by },
    ...(one.for ? [' for ', { person: one.for.by }] : []),
  ]);
  return [
    `Waiting for approval by ${whomOf(needs)}, until `,
    { time: until },
    approvals.length > 0 ? `. ${approvals.length} of ${of} so far:` : '. Nobody has approved yet.',
    ...given,
  ];
}

/** A status in plain words, for where nothing but text can be shown. */
export const plain = (spans: readonly Span[]): string =>
  spans
    .map(span => {
      if (typeof span === 'string') return span;
      if ('person' in span) return span.person.name;
      if ('mention' in span) return span.mention.name;
      if ('time' in span) return clock(span.time);
      return 'bold' in span ? span.bold : 'code' in span ? span.code : span.link;
    })
    .join('');

function running(capture: Job, titles?: StepTitles): readonly Span[] {
  const step = currentStep(capture);
  const doing = step ? `Running: ${stepTitle(capture, step, titles)}.` : 'Running.';
  return capture.cancel
    ? [`${doing} It stops after this step, as `, { person: capture.cancel.by }, ' asked.']
    : [doing];
}

function stumbling({ status, stumble, stumbles }: Job): NotePart[] {
  if (!stumble || stumbles === 0 || (status.is !== 'planning' && status.is !== 'running')) return [];
  return [text(`It does not go smoothly, and I keep trying by myself (${stumbles} so far): `, stumbleInWords(stumble))];
}

const stumbleInWords = (stumble: NonNullable<Job['stumble']>): string =>
  typeof stumble === 'string' ? stumble : `${reasonInWords(stumble).reason} I try again.`;

function irreversibleHint({ steps, status }: Job): NotePart[] {
  const open = status.is === 'waiting' || status.is === 'running';
  return open && steps.some(step => step.irreversible) ? [small('⚠ cannot be undone')] : [];
}

function buttons(capture: Capture): NotePart[] {
  const { status } = capture;
  if (status.is === 'failed') return [failedButtons(capture, whatAbandonDoes(capture))];
  const stoppable = status.is === 'planning' || status.is === 'waiting' || (status.is === 'running' && !capture.cancel);
  if (stoppable) return [{ is: 'buttons', buttons: [cancelButton(capture)] }];
  return isOver(capture) ? [{ is: 'buttons', buttons: [repeatButton(capture)] }] : [];
}
