import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comesBefore, nextVersion, versionWords, wordOf } from '../../../src/jobs/request/next-version.ts';
import { noon } from '../../support/captures.ts';

test.each([
  ['patch', ['1.2.9', '1.2.10'], '1.2.11'],
  ['minor', ['1.2.9', '1.10.3', '0.99.0'], '1.11.0'],
  ['major', ['1.2.9', '9.1.0', '10.0.4'], '11.0.0'],
  ['date', ['1.0.4', '2.20261123.7'], '1.20261123.0'],
  ['date', ['1.20261123.0', '1.20261123.9', '1.20261122.40'], '1.20261123.10'],
  ['minor', [], '1.0.0'],
  ['minor', ['1.2147483647.0'], null],
  ['major', ['2147483647.0.0'], null],
  ['patch', ['1.0.2147483647'], null],
] as const)('%s after %j is %s', (word, versions, next) => {
  expect(nextVersion(word, versions, noon)).toBe(next);
});

test('a version is a word, or a number of its own, or left out', () => {
  expect([undefined, 'minor', '1.2.3'].map(wordOf)).toEqual(['patch', 'minor', null]);
});

test('whatever there is, the next is not among it, and but for dates it comes last', () => {
  const number = fc.nat({ max: 30 });
  const version = fc.tuple(number, number, number).map(numbers => numbers.join('.'));
  fc.assert(
    fc.property(fc.array(version), fc.constantFrom(...versionWords), (versions, word) => {
      const next = nextVersion(word, versions, noon) ?? '';
      expect(versions).not.toContain(next);
      if (word !== 'date') expect(versions.every(one => comesBefore(one, next))).toBe(true);
    }),
  );
});
