import { expect, test } from 'vitest';
import type { Vm } from '../../../../../src/azure/azure.ts';
import { warningInWords } from '../../../../../src/bot/notes/words/en/warnings.ts';
import { unlocked } from '../../../../../src/jobs/procedures/capture/checks/locks.ts';
import { secondThoughts, usageWarnings } from '../../../../../src/jobs/procedures/capture/checks/second-thoughts.ts';
import type { Preflight } from '../../../../../src/jobs/procedures/capture/survey.ts';
import { noon } from '../../../../support/captures.ts';
import { aSurvey, openGround, settingsWith } from '../../../../support/survey.ts';
import { wordsOf } from '../../../../support/words.ts';

const { vm } = aSurvey();
const keep = { name: 'keep', level: 'CanNotDelete', scope: vm.id } as const;
const freeze = { name: 'freeze', level: 'ReadOnly', scope: vm.id } as const;
const locked = (locks: Partial<Preflight['locks']>): Preflight => ({
  ...openGround,
  locks: { ...openGround.locks, ...locks },
});
const inPlace = { vm: 'web-01', mode: 'in-place' } as const;

test.each<[code: string, vm: Partial<Vm>, preflight: Partial<Preflight>, named: string]>([
  ['in-scale-set', { inScaleSet: true }, {}, 'scale set'],
  ['in-load-balancer', {}, { pools: ['lb-web/pool'] }, 'lb-web/pool'],
  ['vm-locked', {}, locked({ vm: [keep] }), '“keep”'],
  ['in-production', { tags: { environment: 'Production' } }, {}, 'environment=Production'],
])(
  '%s: refused in place, with the copy as the way out, and only warned of for a copy',
  (code, of, preflight, named) => {
    const change = { vm: { ...vm, ...of }, preflight: { ...openGround, ...preflight } };
    const [refusal, ...others] = secondThoughts.evaluate(aSurvey({ ...change, request: inPlace }), noon);
    expect(others).toEqual([]);
    expect(refusal?.code).toBe(code);
    expect(wordsOf(refusal).reason).toContain(named);
    expect(wordsOf(refusal).remedy).toContain('mode=clone');
    expect(secondThoughts.evaluate(aSurvey(change), noon)).toEqual([]);
    expect(usageWarnings(aSurvey(change)).map(warningInWords)).toEqual([expect.stringContaining(named)]);
  },
);

test('a tag that only sounds like production is no reason', () => {
  expect(usageWarnings(aSurvey({ vm: { ...vm, tags: { team: 'product', environment: 'preprod' } } }))).toEqual([]);
});

test('a VM that is spent already may become the image, whoever counted on it', () => {
  const spent = { ...vm, generalized: true, tags: { environment: 'production' } };
  expect(secondThoughts.evaluate(aSurvey({ vm: spent, request: inPlace }), noon)).toEqual([]);
});

test('a read-only lock is in the way where something is to be changed, and not of a copy of what it keeps', () => {
  const codes = (change: Parameters<typeof aSurvey>[0]) =>
    unlocked.evaluate(aSurvey(change), noon).map(({ code }) => code);
  expect(codes({ preflight: locked({ vm: [freeze] }), request: inPlace })).toEqual(['lock-read-only']);
  expect(codes({ preflight: locked({ vm: [freeze] }), request: { vm: 'web-01', consistency: 'stop' } })).toEqual([
    'lock-read-only',
  ]);
  expect(codes({ preflight: locked({ vm: [freeze] }) })).toEqual([]);
  expect(codes({ preflight: locked({ gallery: [freeze] }) })).toEqual(['lock-read-only']);
  expect(codes({ preflight: locked({ clone: [freeze] }) })).toEqual(['lock-read-only']);
});

test('a delete lock is in the way where a copy is to be deleted again, and not of the gallery', () => {
  const settings = settingsWith('clone: { resourceGroup: rg-copies }\n');
  const [refusal, ...others] = unlocked.evaluate(
    aSurvey({ settings, preflight: locked({ clone: [keep], gallery: [keep] }) }),
    noon,
  );
  expect(others).toEqual([]);
  expect(refusal?.code).toBe('lock-keeps-copy');
  expect(wordsOf(refusal).remedy).toContain('clone.resourceGroup');
});
