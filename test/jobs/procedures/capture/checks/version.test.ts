import { describe, expect, test } from 'vitest';
import { warningInWords } from '../../../../../src/bot/notes/words/en/warnings.ts';
import { unlocked } from '../../../../../src/jobs/procedures/capture/checks/locks.ts';
import {
  failedInTheWay,
  mayReplaceFailed,
  versionFree,
  versionOf,
  versionWarnings,
} from '../../../../../src/jobs/procedures/capture/checks/version-free.ts';
import { requiredPermissions } from '../../../../../src/jobs/procedures/capture/required-permissions.ts';
import type { Survey } from '../../../../../src/jobs/procedures/capture/survey.ts';
import { aCapture, noon } from '../../../../support/captures.ts';
import { aSurvey, openGround } from '../../../../support/survey.ts';

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

describe('a failed version in the way', () => {
  const failed = { ...there('2.0.0').versions[0], provisioningState: 'Failed' } as Survey['versions'][number];
  const asking = (replaceFailed: boolean, version = '2.0.0', found = failed) =>
    aSurvey({ request: { vm: 'web-01', version, replaceFailed }, versions: [found] });
  const judged = (survey: Survey) => versionFree.evaluate(survey, noon).map(({ code }) => code);

  test('is refused, and passed where it is to be deleted first', () => {
    expect(judged(asking(false))).toEqual(['version-failed']);
    expect(judged(asking(true))).toEqual([]);
    expect(failedInTheWay(asking(true))).toBe(failed);
  });

  test('is that one alone: none that is anything but failed, and none that a word would pass over', () => {
    const whole = { ...failed, provisioningState: 'Succeeded' };
    expect(judged(asking(true, '2.0.0', whole))).toEqual(['version-taken']);
    expect(failedInTheWay(asking(true, '2.0.0', whole))).toBeNull();
    expect(failedInTheWay(asking(true, 'patch'))).toBeNull();
    expect(failedInTheWay(asking(true, '2.0.1'))).toBeNull();
  });

  test('takes the right to delete it, and nobody else needs that', () => {
    const needed = (survey: Survey) => requiredPermissions(survey).flatMap(({ actions }) => actions);
    const right = 'Microsoft.Compute/galleries/images/versions/delete';
    expect(needed(asking(true))).toContain(right);
    for (const survey of [asking(false), asking(true, '2.0.1')]) expect(needed(survey)).not.toContain(right);
  });

  test('is kept by a delete lock at the gallery, which holds nothing else up', () => {
    const lock = { name: 'keep', level: 'CanNotDelete', scope: '/subscriptions/x' } as const;
    const preflight = { ...openGround, locks: { ...openGround.locks, gallery: [lock] } };
    const codes = (survey: Survey) => unlocked.evaluate({ ...survey, preflight }, noon).map(({ code }) => code);
    expect(codes(asking(true))).toEqual(['lock-keeps-failed']);
    expect(codes(asking(false))).toEqual([]);
  });

  test('can be offered for deletion where nothing else stands in the way', () => {
    const refused = (...codes: string[]) => {
      const refusals = codes.map(code => ({ code, reason: 'No.', remedy: 'Yes.' }));
      return aCapture({ status: { is: 'refused', at: noon.toISOString(), refusals } });
    };
    expect(mayReplaceFailed(refused('version-failed'))).toBe(true);
    expect(mayReplaceFailed(refused('version-failed', 'vm-busy'))).toBe(false);
    expect(mayReplaceFailed(aCapture())).toBe(false);
  });
});

test('a version that will not be the latest is told, by what stays it', () => {
  const warned = (version: string, change: Partial<Survey>) =>
    versionWarnings(aSurvey(change), version).map(warningInWords).join();
  expect(warned('1.20261130.0', there('1.0.0', '2.0.0', '1.9.9'))).toMatch(
    /^1.20261130.0 will not be .*: 2.0.0 is higher/,
  );
  expect(warned('0.0.1', there('1.0.1'))).toContain('keeps getting 1.0.1');
  expect(warned('1.0.2', there('1.0.1'))).toBe('');
  expect(warned('1.0.0', there())).toBe('');
  expect(warned('0.0.1', { ...there('1.0.1'), request: { vm: 'web-01', excludeFromLatest: true } })).toBe('');
  const [failed] = there('3.0.0').versions;
  if (failed) expect(warned('2.0.0', { versions: [{ ...failed, provisioningState: 'Failed' }] })).toBe('');
});
