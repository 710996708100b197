import { expect, test } from 'vitest';
import { versionOf } from '../../../src/jobs/checks/version-free.ts';
import type { Survey } from '../../../src/jobs/survey.ts';
import { noon } from '../../support/captures.ts';
import { aSurvey } from '../../support/survey.ts';

const { target } = aSurvey();
const there = (...names: string[]): Pick<Survey, 'versions'> => ({
  versions: names.map(name => ({
    name,
    provisioningState: 'Succeeded',
    captureId: null,
    aggregatedState: 'Completed',
    regions: [],
  })),
});
const chosen = (change: Partial<Survey>) => versionOf(aSurvey({ ...there('1.0.1'), ...change }), noon);
const own = (version: string, definition = target.definition) => ({ ...target, definition, version });

test('versions that others hold are passed over', () => {
  expect(chosen({ reserved: { own: null, others: ['1.0.2', '1.0.3'] } })).toBe('1.0.4');
});

test('what a capture holds already stays its own, though those between are not there yet', () => {
  expect(chosen({ reserved: { own: own('1.0.4'), others: [] } })).toBe('1.0.4');
});

test('what it holds is given up once it is taken, outrun, or of another definition', () => {
  const reserved = (version: string, definition?: string) => ({
    reserved: { own: own(version, definition), others: [] },
  });
  expect(chosen({ ...reserved('1.0.2'), ...there('1.0.2') })).toBe('1.0.3');
  expect(chosen({ ...reserved('1.0.2'), ...there('1.0.5') })).toBe('1.0.6');
  expect(chosen(reserved('7.0.0', 'other'))).toBe('1.0.2');
  expect(chosen({ reserved: { own: own('1.0.2'), others: ['1.0.2'] } })).toBe('1.0.3');
});

test('a number that was typed is the number', () => {
  expect(
    chosen({ request: { vm: 'web-01', version: '3.0.0' }, reserved: { own: own('1.0.2'), others: ['3.0.0'] } }),
  ).toBe('3.0.0');
});
