import { mayReplaceFailed } from '../../jobs/procedures/capture/checks/version-free.ts';
import type { Capture } from '../../jobs/record/record.ts';
import type { Failure, RefusalData } from '../../jobs/record/refusal.ts';
import type { Note, NotePart, Span } from '../chat.ts';
import {
  checklist,
  clearsCopy,
  code,
  copyKeptUntil,
  fact,
  failedButtons,
  heading,
  type NoteContext,
  note,
  text,
  titleAt,
  vmName,
  whatAbandonDoes,
  whatIsLost,
} from './elements.ts';
import { howSourceIs, owedStart } from './source-state.ts';
import { failureInWords, reasonInWords } from './words/en/reasons/reasons.ts';

/** What stands in the way of a capture, and the way out. */
export function refusedNote(capture: Capture, refusals: readonly RefusalData[], { links }: NoteContext): Note {
  const said = refusals.map(refusal => ({ ...reasonInWords(refusal), captureId: refusal.captureId }));
  const lines = said.map(({ reason, remedy, captureId }) => {
    const link = captureId && links.get(captureId);
    const other: readonly Span[] = captureId
      ? [' ', link ? { link: `See capture ${captureId}`, url: link } : `See capture ${captureId}.`]
      : [];
    return text({ bold: reason }, ` ${remedy}`, ...other);
  });
  return note(
    `I cannot capture ${vmName(capture)}: ${said.map(({ reason }) => reason).join(' ')}`,
    heading(`I cannot capture ${vmName(capture)}`),
    text({ person: capture.requester }, ', nothing was changed. What stands in the way:'),
    ...lines,
    ...(mayReplaceFailed(capture) ? [replaceButton(capture)] : []),
  );
}

/** What went wrong in a step, what was done until then, and what to do. */
export function failedNote(
  capture: Capture,
  failure: Failure,
  stepName: string,
  { keepFailedHours = 0 }: Pick<NoteContext, 'keepFailedHours'> = {},
): Note {
  const title = titleAt(capture, stepName);
  const { reason, remedy } = failureInWords(failure, title);
  const lost = whatIsLost(capture);
  const open = capture.status.is === 'failed';
  return note(
    `${vmName(capture)}: ${title} has failed: ${reason}`,
    heading(`Failed: ${title}`),
    text({ person: capture.requester }, ', this went wrong: ', reason),
    ...copied(failure.log),
    ...(failure.whole ? [{ is: 'fold', title: 'All that Azure says', text: failure.whole } as const] : []),
    {
      is: 'facts',
      rows: [
        fact('Step', code(stepName)),
        fact('Code', code(failure.code)),
        ...(failure.requestId ? [fact("Azure's request id", code(failure.requestId))] : []),
      ],
    },
    ...(capture.steps.length > 0
      ? [text({ bold: 'What was done, and what was not' }), ...checklist(capture, clearsCopy(capture))]
      : [text('Nothing was changed in Azure.')]),
    ...(lost ? [text({ bold: 'The VM: ' }, lost)] : []),
    ...(owedStart(capture) ? [text({ bold: 'The VM: ' }, howSourceIs(capture))] : []),
    text({ bold: 'What to do: ' }, remedy),
    ...copied(failure.command),
    ...(open ? keptCopy(capture, failure, keepFailedHours) : []),
    ...(open ? [failedButtons(capture, whatAbandonDoes(capture))] : []),
  );
}

/** A copy that failed leaves the VM alone, and costs money for as long as it is kept. */
function keptCopy(capture: Capture, failure: Failure, keepFailedHours: number): NotePart[] {
  const until = keepFailedHours > 0 ? copyKeptUntil(capture, keepFailedHours) : null;
  if (!until) return [];
  const name = vmName(capture);
  return [
    text(
      ...(failure.command ? ['Run that command in ', code(name), ', not in the copy. '] : []),
      ...(owedStart(capture) ? [] : [code(name), ' itself is as it was. ']),
      'I keep the copy until ',
      { time: until },
      ' and then delete it; Abandon deletes it now.',
    ),
  ];
}

/** In a block of code, from which it can be copied as it is. */
const copied = (words: string | undefined): NotePart[] => (words ? [{ is: 'command', text: words }] : []);

const replaceButton = ({ id }: Capture): NotePart => ({
  is: 'buttons',
  buttons: [
    {
      action: 'replace-failed',
      value: id,
      label: 'Delete it and plan again',
      tone: 'primary',
      confirm: {
        title: 'Plan with its deletion?',
        text: 'I make the plan anew, with the deletion of the failed version in it. Nothing is deleted before that plan is confirmed.',
        yes: 'Plan again',
        no: 'Leave it',
      },
    },
  ],
});
