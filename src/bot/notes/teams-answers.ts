import type { Note } from '../chat.ts';
import { note, text } from './elements.ts';

const sentence = (words: string): Note => note(words, text(words));

/** What a card is answered with at once, where the platform wants an answer on the card itself. */
export const cardAnswers = {
  taken: (): Note => sentence('Taken down; the thread has what comes of it.'),
  /** What came of a form, above the note that it was opened from. */
  above: (said: Note, shown: Note): Note => ({
    ...shown,
    text: said.text,
    parts: [...said.parts, { is: 'divider' }, ...shown.parts],
  }),
  /** A form over a capture that the bot cannot know as its own. */
  oldForm: (): Note =>
    sentence(
      'I cannot use this form any more. Type “repeat”, and the id of the capture that it is over, for a new one.',
    ),
  unclear: (named: boolean): Note =>
    sentence(`Type ${named ? 'the name of the VM in full' : 'Y'} to go ahead, or N to cancel.`),
} as const;
