import { expect, test } from 'vitest';
import type { Usage, Vm } from '../../../../../src/azure/azure.ts';
import { cloneFit } from '../../../../../src/jobs/procedures/capture/checks/clone-fit.ts';
import { roomFor } from '../../../../../src/jobs/procedures/capture/checks/quota.ts';
import { versionFree } from '../../../../../src/jobs/procedures/capture/checks/version-free.ts';
import type { Preflight, Survey } from '../../../../../src/jobs/procedures/capture/survey.ts';
import { aDisk, noon } from '../../../../support/captures.ts';
import { aSurvey, openGround } from '../../../../support/survey.ts';
import { wordsOf } from '../../../../support/words.ts';

const { vm } = aSurvey();
const { size } = openGround;
const usage = (name: string, used: number, limit: number): Usage => ({ name, label: `${name} in all`, used, limit });
const preflight = (change: Partial<Preflight>): Partial<Survey> => ({ preflight: { ...openGround, ...change } });
const used = (at: 'vm' | 'gallery', one: Usage) => preflight({ usages: { ...openGround.usages, [at]: [one] } });
const zonal = (zone: string): Partial<Survey> => ({ vm: { ...vm, zones: [zone] } });

test.each<[code: string, named: string, change: Partial<Survey>]>([
  ['quota-short', '9 of 10', used('vm', usage('cores', 9, 10))],
  ['quota-short', '9 of 10', used('vm', usage('StandardDSv5Family', 9, 10))],
  ['quota-short', '100 of 100', { ...used('gallery', usage('Gallery', 100, 100)), gallery: null, definition: null }],
  ['quota-short', '5 of 5', { ...used('gallery', usage('GalleryImage', 5, 5)), definition: null }],
  ['quota-short', '7 of 7', used('gallery', usage('GalleryImageVersion', 7, 7))],
  ['size-unknown', 'Standard_D2s_v5', preflight({ size: null })],
  [
    'size-restricted',
    'NotAvailable',
    preflight({ size: size && { ...size, restriction: 'NotAvailableForSubscription' } }),
  ],
  ['size-restricted', 'zone 2', { ...zonal('2'), ...preflight({ size: size && { ...size, zones: ['1', '3'] } }) }],
])('%s (%s) is refused with the figures and a way out', (code, named, change) => {
  const [refusal, ...others] = roomFor.evaluate(aSurvey(change), noon);
  expect(others).toEqual([]);
  expect(refusal?.code).toBe(code);
  expect(wordsOf(refusal).reason).toContain(named);
  expect(wordsOf(refusal).remedy).toMatch(/\w{3}/);
});

test('a quota that is just enough is enough', () => {
  expect(roomFor.evaluate(aSurvey(used('vm', usage('cores', 8, 10))), noon)).toEqual([]);
  expect(roomFor.evaluate(aSurvey({ ...zonal('2') }), noon)).toEqual([]);
});

test('a capture in place takes no cores', () => {
  const request = { vm: 'web-01', mode: 'in-place' } as const;
  expect(roomFor.evaluate(aSurvey({ ...used('vm', usage('cores', 10, 10)), request }), noon)).toEqual([]);
});

const codes = (check: typeof cloneFit, change: Partial<Survey>) =>
  check.evaluate(aSurvey(change), noon).map(({ code }) => code);

test('storage across zones is refused where a region has none, and nowhere else', () => {
  const zrs = (...regions: string[]) => ({ request: { vm: 'web-01', storage: 'Standard_ZRS', regions } as const });
  expect(codes(versionFree, zrs('westus'))).toEqual(['region-without-zones']);
  expect(codes(versionFree, zrs('northeurope'))).toEqual([]);
  expect(codes(versionFree, { request: { vm: 'web-01', regions: ['westus'] } })).toEqual([]);
});

test('disks with a key of one’s own are replicated nowhere else', () => {
  const keyed: Vm = { ...vm, osDisk: { ...vm.osDisk, encryptionSetId: '/subscriptions/s/x' } };
  expect(codes(versionFree, { vm: keyed, request: { vm: 'web-01', regions: ['northeurope'] } })).toEqual([
    'key-elsewhere',
  ]);
  expect(codes(versionFree, { vm: keyed })).toEqual([]);
});

test('a confidential VM is not copied, but may be captured itself', () => {
  const confidential: Vm = { ...vm, securityType: 'ConfidentialVM' };
  expect(codes(cloneFit, { vm: confidential })).toEqual(['clone-confidential']);
  expect(codes(cloneFit, { vm: confidential, request: { vm: 'web-01', mode: 'in-place' } })).toEqual([]);
});

test.each(['UltraSSD_LRS', 'PremiumV2_LRS'])('no restore point is taken of a disk of the kind %s', storage => {
  const request = { vm: 'web-01', consistency: 'restore-point' } as const;
  const withDisk: Vm = { ...vm, dataDisks: [{ lun: 0, ...aDisk('data', 8), storage }] };
  expect(codes(cloneFit, { vm: withDisk, request })).toEqual(['clone-restore-point']);
  expect(codes(cloneFit, { request })).toEqual([]);
});
