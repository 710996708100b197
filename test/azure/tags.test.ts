import { expect, test } from 'vitest';
import { readMarks, tagsOf } from '../../src/azure/tags.ts';

test('what a resource is marked with can be read back', () => {
  const marks = { captureId: 'c1', attempt: 12, expiresAt: '2026-11-24T12:00:00.000Z' };
  expect(readMarks(tagsOf(marks))).toEqual({ captureId: 'c1', attempt: 12 });
});

test("Azure's letter case of a tag's name makes no difference", () => {
  expect(readMarks({ 'Capture-Image-Id': 'c1', 'CAPTURE-IMAGE-ATTEMPT': '3' })).toEqual({
    captureId: 'c1',
    attempt: 3,
  });
});

test.each([
  [undefined, { captureId: null, attempt: null }],
  [{ owner: 'web' }, { captureId: null, attempt: null }],
  [
    { 'capture-image-id': 'c1', 'capture-image-attempt': 'many' },
    { captureId: 'c1', attempt: null },
  ],
])('marks that are not ours are not guessed: %j', (tags, marks) => {
  expect(readMarks(tags)).toEqual(marks);
});
