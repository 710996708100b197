import type { Capture, Notice } from '../../jobs/record/record.ts';
import type { Note } from '../chat.ts';
import { cancelButton, code, heading, note, small, text, vmName } from './elements.ts';
import { typedIn } from './not-taken.ts';
import { guestReasonInWords } from './words/en/warnings.ts';

/** What a person has to run in the VM themselves, and how they say that it is done. */
export function guestNote(capture: Capture, { command, because }: Extract<Notice, { kind: 'guest' }>): Note {
  const name = vmName(capture);
  const by = capture.plan?.vm.osType === 'Windows' ? 'RDP, as administrator' : 'SSH';
  const isOff = capture.plan !== null && capture.plan.vm.power !== 'running';
  const until = capture.status.is === 'waiting' && capture.status.for === 'guest' ? capture.status.until : null;
  const yes = typedIn(capture.place, 'Y');
  return note(
    isOff
      ? `${name}: was the command run in it? Then type ${yes}`
      : `${name}: run the command in the VM, then type ${yes} when it is done`,
    heading(isOff ? 'Your turn: was this run in the VM?' : 'Your turn: run this in the VM'),
    text({ person: capture.requester }, ': ', guestReasonInWords(because)),
    isOff
      ? text(
          code(name),
          ' is off, so nothing can be run in it now. Answer only if this was run in it before. If not, cancel, start it, and ask again:',
        )
      : text('Run this in ', code(name), ` over ${by}. It cannot be undone:`),
    { is: 'command', text: command },
    ...(until
      ? [
          text(
            { bold: `Type ${yes} ${isOff ? 'if it was' : 'when it is done'}` },
            isOff
              ? ', or press the button, until '
              : ' (the VM then shuts down or is off), or press the button, until ',
            { time: until },
            '.',
          ),
          { is: 'buttons', buttons: [doneButton(capture), cancelButton(capture)] } as const,
        ]
      : [small('This question is no longer open.')]),
  );
}

const doneButton = (capture: Capture) =>
  ({
    action: 'guest-done',
    value: `${capture.id} ${capture.plan?.hash ?? ''}`.trim(),
    label: 'It is done',
    tone: 'primary',
  }) as const;
