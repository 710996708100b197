import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isSameName,
  nameProblem,
  nextPatch,
  parseResourceId,
  parseVersion,
  parseVmId,
  partsOf,
  regionKey,
  vmId,
} from '../../src/azure/names.ts';

test('names are compared in any case, and no letter of another script is one of A to Z', () => {
  expect(isSameName('RG-Kiosk', 'rg-kiosk')).toBe(true);
  expect(isSameName('rg-KÄLTE', 'RG-Kälte')).toBe(true);
  for (const group of ['rg-\u212aiosk', 'rg-k\u0130osk', 'rg-k\u0131osk', 'rg-kio\u017fk', 'ｒg-kiosk'])
    expect([isSameName(group, 'rg-kiosk'), isSameName('rg-kiosk', group)], group).toEqual([false, false]);
  expect([isSameName('rg-web', 'rg-web1'), isSameName('', 'a'), isSameName('ÄÖ', 'äö')]).toEqual([false, false, true]);
});

describe('names', () => {
  test.each([
    ['gallery', 'golden_1.0'],
    ['definition', 'web-linux'],
    ['vm', 'web-01'],
    ['resourceGroup', 'rg-web (old)'.replace(' ', '_')],
    ['region', 'westeurope'],
  ] as const)('a %s may be called %s', (kind, name) => {
    expect(nameProblem(kind, name)).toBeNull();
  });

  test.each([
    ['gallery', 'has-dash'],
    ['gallery', '.dot'],
    ['gallery', 'x'.repeat(81)],
    ['definition', 'ends-'],
    ['vm', '../../x'],
    ['vm', 'a/b'],
    ['resourceGroup', 'dot.'],
    ['region', 'West Europe'],
    ['subscription', 'not-a-guid'],
  ] as const)('a %s may not be called %s', (kind, name) => {
    expect(nameProblem(kind, name)).toMatch(/\w/);
  });

  test('no name that is allowed can leave its place in a URL', () => {
    fc.assert(
      fc.property(fc.constantFrom('gallery', 'definition', 'vm', 'region'), fc.string(), (kind, name) => {
        if (nameProblem(kind, name) === null) expect(name).toMatch(/^[\w.-]+$/);
      }),
    );
  });
});

describe('versions', () => {
  test('a version is three int32', () => {
    expect(parseVersion('1.2.2147483647')).toEqual([1, 2, 2_147_483_647]);
    for (const wrong of [
      '1.2',
      '1.2.3.4',
      '1.02.3',
      '1.2.2147483648',
      '20240115123456.0.0',
      'v1.2.3',
      '-1.0.0',
      '1.2.3 ',
      '1x.2.3',
      '1.2x.3',
      '01.2.3',
    ])
      expect(parseVersion(wrong)).toBeNull();
  });

  test('the next version is one patch after the highest, compared as numbers', () => {
    expect(nextPatch(['1.0.9', '1.0.10', '1.0.2'])).toBe('1.0.11');
    expect(nextPatch([])).toBe('1.0.0');
    expect(nextPatch(['1.0.2147483647'])).toBeNull();
    expect(nextPatch(['2.1.3', '10.0.0', '9.9.9'])).toBe('10.0.1');
    expect(nextPatch(['1.10.0', '1.9.7', '1.2.9'])).toBe('1.10.1');
    expect(nextPatch(['1.2.9', '1.9.7', '1.10.0', '1.3.1'])).toBe('1.10.1');
    expect(nextPatch(['latest', '1.0.4', '1.0'])).toBe('1.0.5');
  });
});

test('a resource id is read in any letter case and written in one', () => {
  const ref = { subscriptionId: 's', resourceGroup: 'rg', name: 'web-01' };
  expect(parseVmId(vmId(ref).toLowerCase())).toEqual(ref);
  expect(parseVmId('/subscriptions/s/resourceGroups/rg')).toBeNull();
});

test('a region is one by either of its names', () => {
  for (const one of ['West Europe', '(Europe) West Europe', 'westeurope (Europe)'])
    expect(regionKey(one)).toBe('westeurope');
});

test('the id of a resource gives its names, a child after its parent', () => {
  const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/restorePointCollections/c/restorePoints/p';
  expect(parseResourceId(id)).toEqual({ subscriptionId: 's', resourceGroup: 'g', names: ['c', 'p'] });
  expect(partsOf(id)).toEqual({ subscriptionId: 's', resourceGroup: 'g', name: 'c', child: 'p' });
});

test.each([
  '',
  '/subscriptions/s',
  '/subscriptions/s/resourceGroups/g',
  '/subscriptions/s/resourceGroups/g/providers/x',
])('what is no id of a resource in a group gives nothing: %j', id => {
  expect(parseResourceId(id)).toBeNull();
  expect(() => partsOf(id)).toThrow('no resource id');
});
