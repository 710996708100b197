import { expect, test } from 'vitest';
import type { Vm } from '../../../../../src/azure/azure.ts';
import { vmFit } from '../../../../../src/jobs/procedures/capture/checks/vm-fit.ts';
import { aDisk, noon } from '../../../../support/captures.ts';
import { aSurvey } from '../../../../support/survey.ts';
import { wordsOf } from '../../../../support/words.ts';

const { vm } = aSurvey();
const withLuns = (...luns: number[]): Vm => ({ ...vm, dataDisks: luns.map(lun => ({ lun, ...aDisk(`d${lun}`, 8) })) });
const refused = (of: Vm, checks: 'strict' | 'warn' | 'off') =>
  vmFit.evaluate(aSurvey({ vm: of, request: { vm: 'web-01', checks } }), noon);

test('a strict plan is refused for disks that certification would refuse, before anything is copied', () => {
  const [refusal] = refused(withLuns(1, 4, 7), 'strict');
  expect(wordsOf(refusal)).toMatchObject({ code: 'disk-refused', reason: expect.stringContaining('1, 4, 7') });
  expect(wordsOf(refusal).remedy).toMatch(/\w{3}.*checks=warn/);
  expect(
    refused({ ...vm, dataDisks: [{ lun: 0, ...aDisk('big', 1500) }] }, 'strict').map(one => wordsOf(one)),
  ).toMatchObject([{ code: 'disk-refused', reason: expect.stringContaining('1500') }]);
});

test('disks that fit are let through, and so are all where the checks are not strict', () => {
  expect(refused(withLuns(0, 1, 2), 'strict')).toEqual([]);
  expect(refused(withLuns(1, 4, 7), 'warn')).toEqual([]);
  expect(refused(withLuns(1, 4, 7), 'off')).toEqual([]);
});
