/** Controls and marks of direction, which can turn a line around or hide what it says; line breaks and tabs are none. */
const controls = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\u{e0001}-\u{e007f}]/gu;

/** What else nobody sees: signs without width, soft hyphens, selectors of a look, fillers. */
const unseen = new RegExp(
  ['\\p{Cf}', '[\\u115f\\u1160\\u2800\\u3164\\uffa0]', '\\u034f', '\\p{Variation_Selector}', '\\u17b4', '\\u17b5'].join(
    '|',
  ),
  'gu',
);

/** A text of others as people are shown it: it cannot turn around, hide or end what stands beside it. */
export const withoutControls = (text: string): string =>
  text.replace(/[\u2028\u2029\u0085]/g, '\n').replace(controls, sign => (/[\n\r\t]/.test(sign) ? sign : ''));

/** What a person typed, without what a phone or a page put into it unseen; blanks of every kind are plain ones. */
export const withoutHidden = (text: string): string =>
  text
    .replace(/[\s\u0085]/g, ' ')
    .replace(controls, '')
    .replace(unseen, '');

/** A text of several lines without anything that nobody sees; its line breaks and tabs stay. */
export const withoutUnseen = (text: string): string => withoutControls(text).replace(unseen, '');
