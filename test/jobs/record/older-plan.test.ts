import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { warningInWords } from '../../../src/bot/notes/words/en/warnings.ts';
import { canonical } from '../../../src/jobs/record/canonical.ts';
import { hashedWithWords } from '../../../src/jobs/record/older-plan.ts';
import type { Plan } from '../../../src/jobs/record/plan.ts';
import { isIntact, whatMoved } from '../../../src/jobs/record/plan-hash.ts';
import type { Warning } from '../../../src/jobs/record/warnings.ts';
import { aPlan } from '../../support/captures.ts';
import { everyWarning } from '../../support/every-warning.ts';

/** A plan as the versions drew it whose hash was of sentences too. */
function drawnInWords(plan: Plan, digits = 32): Plan {
  const { hash: _hash, ...said } = { ...plan, warnings: plan.warnings.map(warningInWords) };
  const hash = createHash('sha256')
    .update(canonical(hashedWithWords(said)))
    .digest('hex');
  return { ...said, hash: hash.slice(0, digits) };
}

const warnings = everyWarning.map(([warning]) => warning);
const spent: Warning = { code: 'vm-spent', facts: { vm: 'web-01' } };

describe('a plan whose hash is of its sentences too', () => {
  test('is intact as long as no word of it is another', () => {
    const older = drawnInWords(aPlan({ warnings }));
    expect(isIntact(older)).toBe(true);
    expect(isIntact({ ...older, warnings: [] })).toBe(false);
    expect(isIntact({ ...older, subscriptionName: 'Another' })).toBe(false);
  });

  test.each([[warnings], ...warnings.map(one => [[one]])])('is the one that is drawn today of the same facts', said => {
    const today = aPlan({ warnings: said });
    expect(drawnInWords(today).hash).not.toBe(today.hash);
    expect(whatMoved(drawnInWords(today), today)).toEqual([]);
  });

  test('is another one with a fact that moved', () => {
    expect(whatMoved(drawnInWords(aPlan()), aPlan({ checks: 'strict' }))).toEqual([
      { code: 'checks', before: { value: 'warn' }, now: { value: 'strict' } },
    ]);
  });

  test.each(everyWarning)('is another one where it had no warning %j', warning => {
    const [moved, ...more] = whatMoved(
      drawnInWords(aPlan({ warnings: [spent] })),
      aPlan({ warnings: [spent, warning] }),
    );
    expect(more).toEqual([]);
    expect(moved).toMatchObject({ code: 'warning', of: warning.code, now: warning.facts });
  });

  test('is another one where a warning is gone, or is of another thing', () => {
    const locked = (lock: string): Warning => ({ code: 'vm-locked', facts: { vm: 'web-01', lock } });
    const older = drawnInWords(aPlan({ warnings: [locked('keep')] }));
    const says = 'web-01 is under the delete lock “keep”.';
    expect(whatMoved(older, aPlan())).toEqual([{ code: 'warning', before: { says } }]);
    expect(whatMoved(older, aPlan({ warnings: [locked('hold')] }))).toEqual([
      { code: 'warning', before: { says } },
      { code: 'warning', of: 'vm-locked', now: { vm: 'web-01', lock: 'hold' } },
    ]);
  });
});

test('of a plan with half as long a hash nobody can tell whether it is intact, so it is asked about again', () => {
  const first = drawnInWords(aPlan(), 16);
  expect(isIntact(first)).toBeNull();
  expect(whatMoved(first, aPlan())).toEqual([{ code: 'hash-length' }]);
});
