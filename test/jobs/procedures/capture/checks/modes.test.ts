import { expect, test } from 'vitest';
import { cloneFit } from '../../../../../src/jobs/procedures/capture/checks/clone-fit.ts';
import { roomFor } from '../../../../../src/jobs/procedures/capture/checks/quota.ts';
import type { Survey } from '../../../../../src/jobs/procedures/capture/survey.ts';
import { parseSettings } from '../../../../../src/jobs/request/settings.ts';
import { noon } from '../../../../support/captures.ts';
import { aSurvey, openGround, settingsWith } from '../../../../support/survey.ts';
import { wordsOf } from '../../../../support/words.ts';

const { vm } = aSurvey();
const inPlace = { vm: 'web-01', mode: 'in-place' } as const;
const copiesAlone = settingsWith('modes: [clone]\n');
const codes = (change: Partial<Survey>) => cloneFit.evaluate(aSurvey(change), noon).map(({ code }) => code);

test('both modes are allowed until the settings say otherwise', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ request: inPlace })).toEqual([]);
});

test('where copies alone are allowed, no VM itself becomes the image', () => {
  expect(codes({ settings: copiesAlone })).toEqual([]);
  expect(codes({ settings: copiesAlone, request: inPlace })).toEqual(['mode-off']);
  expect(codes({ settings: copiesAlone, vm: { ...vm, generalized: true } })).toEqual(['mode-off']);
});

test('where no copies are allowed, a request for one is refused', () => {
  const settings = settingsWith('mode: in-place\nmodes: [in-place]\n');
  expect(codes({ settings, request: { vm: 'web-01', mode: 'clone' } })).toEqual(['mode-off']);
  expect(codes({ settings })).toEqual([]);
});

test('nobody is advised to use a mode that is switched off', () => {
  const settings = copiesAlone;
  const said = [
    ...cloneFit.evaluate(aSurvey({ settings, vm: { ...vm, securityType: 'ConfidentialVM' } }), noon),
    ...cloneFit.evaluate(aSurvey({ settings, request: { vm: 'web-01', guest: 'manual' } }), noon),
    ...roomFor.evaluate(aSurvey({ settings, preflight: { ...openGround, size: null } }), noon),
  ];
  expect(said).toHaveLength(3);
  for (const { remedy } of said.map(one => wordsOf(one))) expect(remedy).not.toMatch(/add mode=in-place/i);
});

test('the mode that is taken by itself must be one that is allowed', () => {
  const scopes = 'scopes: [{ subscription: 22222222-2222-2222-2222-222222222222 }]\n';
  expect(parseSettings(`${scopes}modes: [in-place]\n`).problems.join()).toContain('mode');
});
