import fc from 'fast-check';
import { expect, test } from 'vitest';
import { causes as azureCauses } from '../../../../../../src/bot/notes/words/en/causes/causes.ts';
import { checkSentences } from '../../../../../../src/bot/notes/words/en/reasons/check-sentences.ts';
import { engineSentences } from '../../../../../../src/bot/notes/words/en/reasons/engine-sentences.ts';
import { guardSentences } from '../../../../../../src/bot/notes/words/en/reasons/guard-sentences.ts';
import {
  failureInWords,
  problemInWords,
  reasonInWords,
} from '../../../../../../src/bot/notes/words/en/reasons/reasons.ts';
import { stepSentences } from '../../../../../../src/bot/notes/words/en/reasons/step-sentences.ts';
import { transitionSentences } from '../../../../../../src/bot/notes/words/en/reasons/transition-sentences.ts';
import { checkReason } from '../../../../../../src/jobs/procedures/capture/check-reasons.ts';
import { guardReason } from '../../../../../../src/jobs/procedures/capture/guard-reasons.ts';
import { stepReason } from '../../../../../../src/jobs/procedures/capture/step-reasons.ts';
import { isInVain } from '../../../../../../src/jobs/record/refusal.ts';
import { patience, runs } from '../../../../../support/properties.ts';

const lists = [checkSentences, guardSentences, stepSentences, engineSentences, transitionSentences];
const causes = [...lists, azureCauses].flatMap(list => Object.keys(list));

test('no two lists have a cause in common, for which only one could be said', () => {
  expect(causes.filter((cause, at) => causes.indexOf(cause) !== at)).toEqual([]);
  expect(causes.length).toBeGreaterThan(150);
});

test('a reason of an older record is said as it stands there', () => {
  const older = { code: 'version-taken', reason: 'web 1.0.0 already exists.', remedy: 'Leave version out.' };
  expect(reasonInWords(older)).toMatchObject({ reason: older.reason, remedy: older.remedy });
  expect(problemInWords('It is locked.')).toBe('It is locked.');
  expect(isInVain({ ...older, remedy: 'Mend it. Retry would run into the same.' })).toBe(true);
  expect(isInVain(older)).toBe(false);
});

test('a cause of a newer version is said by its code, with whom to ask', () => {
  const { reason, remedy } = reasonInWords({ code: 'moon-full', facts: { phase: 1 } });
  expect(reason).toContain('moon-full');
  expect(remedy).toMatch(/operator/);
  expect(reasonInWords({ code: 'toString', facts: {} }).reason).toContain('toString');
});

test('one code may have several sentences', () => {
  const [vm, gallery] = [
    checkReason('vm-out-of-scope', { vm: 'web-01', group: 'rg' }, 'out-of-scope'),
    checkReason('gallery-out-of-scope', { gallery: 'golden', group: 'rg' }, 'out-of-scope'),
  ];
  expect([vm.code, gallery.code]).toEqual(['out-of-scope', 'out-of-scope']);
  expect(reasonInWords(vm).reason).toMatch(/^rg\/web-01 /);
  expect(reasonInWords(gallery).reason).toMatch(/^The gallery golden /);
});

test.each([
  [{}, /put it back under "regions" in capture-image\.yaml, then ask again\.$/],
  [
    { begun: true, vm: 'web-01', clone: true },
    /then press Retry\. Or press Abandon: I delete what I made for the copy\.$/,
  ],
  [{ begun: true, vm: 'web-01', clone: false }, /then press Retry\. Or press Abandon: I do nothing more to web-01\.$/],
])('what a setting could put right names the way out as far as it has come: %j', (begun, remedy) => {
  const why = guardReason('settings-moved', { word: 'regions', planned: 'eastus' });
  expect(reasonInWords({ ...why, facts: { ...why.facts, ...begun } }).remedy).toMatch(remedy);
});

test('a failure that took too long says so first, and after it why', () => {
  const known = {
    ...stepReason('sysprep-explained', { vm: 'win-01', clone: false, known: 'no-such' }),
    lateMinutes: 30,
  };
  expect(failureInWords(known, 'Run sysprep').reason).toBe(
    '“Run sysprep” was not done after 30 minutes. Sysprep did not generalize win-01.',
  );
});

test('where Azure knows why a version failed, the way on stays that of the version', () => {
  const wayOn = stepReason('version-failed', {
    ...{ vm: 'web-01', clone: true, definition: 'web', version: '1.0.0' },
    ...{ regions: [], details: [] },
  });
  const { reason, remedy } = failureInWords({ code: 'X', reason: 'Azure says: no.', remedy: 'Wait.', wayOn }, 'Create');
  expect(reason).toBe('Azure says: no.');
  expect(remedy).toMatch(/Press Retry: I delete the failed version/);
});

test('whatever a stored record has for facts, something is said', patience, () => {
  const fact = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
  const names = ['vm', 'clone', 'rules', 'details', 'what', 'way', 'step', 'kind', 'misfit', 'since', 'waits', 'state'];
  const facts = fc.dictionary(fc.constantFrom(...names), fact);
  fc.assert(
    fc.property(fc.constantFrom(...causes), facts, fc.nat(90), (code, some, lateMinutes) => {
      const { reason, remedy } = failureInWords({ code, facts: some, lateMinutes }, 'A step');
      expect(reason.length).toBeGreaterThan(10);
      expect(typeof remedy).toBe('string');
    }),
    runs('reasons'),
  );
});
