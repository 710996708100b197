import { withoutUnseen } from '../hidden-characters.ts';

const escapeSign = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** Colours, titles, links and moves of the cursor. */
const terminal = new RegExp(
  `[${escapeSign}\\u009b](?:\\][^${bell}${escapeSign}\\n]{0,300}(?:${bell}|${escapeSign}\\\\)|\\[?[0-9;:?]{0,30}[A-Za-z])`,
  'g',
);

/** A text in which nothing is hidden: line breaks and tabs stay, all other control and format characters and the codes of terminals go. */
export const seen = (text: string): string =>
  withoutUnseen(text.toWellFormed().replace(terminal, '').replace(/\r\n?/g, '\n'));
