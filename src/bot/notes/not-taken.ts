import type { Job } from '../../jobs/record/record.ts';
import { platformOf } from '../../jobs/request/platforms.ts';
import type { Place } from '../../jobs/request/request.ts';
import type { Note } from '../chat.ts';
import { code, note, text } from './elements.ts';

/** What the question is about, and the word that it waits for in place of a yes. */
interface Asked {
  readonly subject: string | null;
  readonly word: string | null;
}
type Told = (job: Job, place: Place, asked: Asked) => Note;

/** What is answered to somebody alone whose words in the thread look like an answer and are none. */
export const notTaken = {
  almost: (job, place, asked) => says(job, place, asked, 'I have not taken that for an answer. '),
  'other-name': (job, place, asked) => says(job, place, asked, `That is not ${asked.subject ?? 'its name'}. `),
} as const satisfies Readonly<Record<string, Told>>;

function says({ status }: Job, place: Place, { word }: Asked, first: string): Note {
  const isGuest = status.is === 'waiting' && status.for === 'guest';
  const name = isGuest ? null : word;
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
