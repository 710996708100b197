import { expect, test } from 'vitest';
import { guestReasonInWords, warningInWords } from '../../../../../src/bot/notes/words/en/warnings.ts';
import { guestReasonShape, warningShape } from '../../../../../src/jobs/record/warnings.ts';
import { everyGuestReason, everyWarning } from '../../../../support/every-warning.ts';

test.each(everyWarning)('%j is said as a sentence', (warning, sentence) => {
  expect(warningInWords(warning)).toBe(sentence);
});

test.each(everyGuestReason)('why a person does the guest step: %j', (reason, beginning) => {
  const words = guestReasonInWords(reason);
  expect(words.slice(0, beginning.length)).toBe(beginning);
  expect(words.length > beginning.length).toBe(beginning.includes('takes away less'));
});

test('what older records have as a sentence is said as it is', () => {
  expect([warningInWords('Mind the gap.'), guestReasonInWords('You asked.')]).toEqual(['Mind the gap.', 'You asked.']);
});

test('every warning and every reason there is has its sentence here', () => {
  const codesOf = (shape: typeof warningShape | typeof guestReasonShape) =>
    shape.options.map(option => option.unwrap().shape.code.value).toSorted();
  const codesIn = (table: readonly (readonly [{ readonly code: string }, string])[]) =>
    [...new Set(table.map(([{ code }]) => code))].toSorted();
  expect(codesIn(everyWarning)).toEqual(codesOf(warningShape));
  expect(codesIn(everyGuestReason)).toEqual(codesOf(guestReasonShape));
});
