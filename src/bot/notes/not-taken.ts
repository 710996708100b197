import { confirmationWord } from '../../jobs/record/plan.ts';
import type { Capture } from '../../jobs/record/record.ts';
import { platformOf } from '../../jobs/request/platforms.ts';
import type { Place } from '../../jobs/request/request.ts';
import type { Note } from '../chat.ts';
import { code, note, text } from './elements.ts';

type Told = (capture: Capture, place: Place) => Note;

/** What is answered to somebody alone whose words in the thread look like an answer and are none. */
export const notTaken = {
  almost: (capture, place) => says(capture, place, 'I have not taken that for an answer. '),
  'other-name': (capture, place) => says(capture, place, `That is not ${capture.plan?.vm.name ?? 'its name'}. `),
} as const satisfies Readonly<Record<string, Told>>;

function says(capture: Capture, place: Place, first: string): Note {
  const isGuest = capture.status.is === 'waiting' && capture.status.for === 'guest';
  const name = capture.plan && !isGuest ? confirmationWord(capture.plan) : null;
  const aim = isGuest ? 'When it is done' : 'To go ahead';
  const what = name ? 'type its name in full, and nothing else: ' : 'type this and nothing else: ';
  const [yes, no] = [typedIn(place, name ?? 'Y'), typedIn(place, 'N')];
  return note(
    `${first}${aim}, ${what}${yes}. To cancel: ${no}.`,
    text(first, `${aim}, ${what}`, code(yes), '. To cancel: ', code(no), '.'),
  );
}

/** What is typed to have the bot see it: in some channels it must be named. */
export function typedIn(place: Place, word: string): string {
  const { called } = platformOf(place);
  return called?.in.test(place.channel) ? `${called.as} ${word}` : word;
}
