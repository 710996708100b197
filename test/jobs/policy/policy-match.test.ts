import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesGlob } from '../../../src/jobs/policy/glob.ts';
import { evaluatePolicy } from '../../../src/jobs/policy/policy.ts';
import { aPolicy } from '../../support/office.ts';
import { processorMs } from '../../support/processor-ms.ts';

/** What a pattern means, letter by letter and as slow as it may be. */
function means(pattern: string, value: string): boolean {
  const [sign, ...rest] = pattern;
  if (sign === undefined) return value === '';
  if (sign === '*') return means(rest.join(''), value) || (value !== '' && means(pattern, value.slice(1)));
  return value !== '' && (sign === '?' || sign === value[0]) && means(rest.join(''), value.slice(1));
}

const policy = aPolicy(`rules:
  - { name: all, allow: [plan], to: [everyone], where: { vms: ['web-*'] } }
  - { name: slow, deny: [plan], to: [everyone], where: { tags: { env: '*a*a*a*a*a*a*a*a*b' } } }`);
const on = (vm: string, env = '') => ({ subscription: 's', resourceGroup: 'g', vm, tags: { env } });
const may = (target: ReturnType<typeof on>) => evaluatePolicy(policy, { refs: [], actions: ['plan'], target }).is;

describe('a pattern of a policy', () => {
  test('means the same as it does letter by letter', () => {
    const letters = (...of: string[]) => fc.array(fc.constantFrom(...of), { maxLength: 9 }).map(all => all.join(''));
    fc.assert(
      fc.property(letters('*', '?', 'a', 'b'), letters('a', 'b', '*', '?'), (pattern, value) => {
        expect(matchesGlob(pattern, value)).toBe(means(pattern, value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('fits in any case, and no letter of another script is one of A to Z', () => {
    expect([matchesGlob('RG-K*', 'rg-kiosk'), matchesGlob('rg-\u00e4*', 'RG-\u00c4')]).toEqual([true, true]);
    expect([matchesGlob('rg-k*', 'rg-\u212aiosk'), matchesGlob('rg-\u212a*', 'rg-kiosk')]).toEqual([false, false]);
  });

  test('fits from the beginning to the end, and nothing that only has it somewhere', () => {
    expect(['web-01', 'prod-web-01', 'web', 'xweb-'].map(vm => may(on(vm)))).toEqual(['yes', 'no', 'no', 'no']);
    expect([
      matchesGlob('*-web', 'prod-web'),
      matchesGlob('*-web', 'prod-web-01'),
      matchesGlob('web', 'web-01'),
    ]).toEqual([true, false, false]);
  });

  test.each(['.', '+', '^', '$', '(', ')', '[', ']', '{', '}', '|', '\\', '/'])('takes %s for itself', sign => {
    expect([
      matchesGlob(`a${sign}b`, `a${sign}b`),
      matchesGlob(`a${sign}b`, 'axb'),
      matchesGlob(`a${sign}b`, 'ab'),
    ]).toEqual([true, false, false]);
  });

  test('takes time in proportion to the text, whatever the two are', () => {
    const ms = processorMs(() => {
      expect(may(on('web-01', 'a'.repeat(256)))).toBe('yes');
      expect(matchesGlob(`${'*a'.repeat(100)}*b`, 'a'.repeat(20_000))).toBe(false);
    });
    expect(ms).toBeLessThan(5_000);
  });
});
