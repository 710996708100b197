import { expect, test } from 'vitest';
import { valuesOf } from '../../../src/bot/command/form.ts';
import { carriedOver, repeatRequest } from '../../../src/bot/command/repeat.ts';
import type { Request } from '../../../src/jobs/request/request.ts';
import { noon } from '../../support/captures.ts';
import { someSettings } from '../../support/office.ts';

const settings = someSettings(1);
const id =
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01';

test.each<[string | undefined, string | undefined]>([
  ['1.2.0', undefined],
  ['minor', 'minor'],
  ['date', 'date'],
  [undefined, undefined],
])('asks again for the next version: %s becomes %s', (version, expected) => {
  expect(repeatRequest({ vm: 'web-01', ...(version ? { version } : {}) }, noon).version).toBe(expected);
});

test('asks for a whole capture where only a plan was asked for, and leaves out an end of life that has passed', () => {
  const request: Request = { vm: 'web-01', planOnly: true, replaceFailed: true, replicas: 2 };
  expect(repeatRequest({ ...request, endOfLife: '2026-11-01' }, noon)).toEqual({ vm: 'web-01', replicas: 2 });
  expect(repeatRequest({ ...request, endOfLife: '2027-11-01' }, noon)).toMatchObject({ endOfLife: '2027-11-01' });
});

test.each(['web-01', 'rg-web/web-01', id])('names the VM in the form so that it is the same one: %s', vm => {
  const base = repeatRequest({ vm, ...(vm === 'web-01' ? { resourceGroup: 'rg-web' } : {}), queue: true }, noon);
  const opened = valuesOf(base, settings);
  expect(opened.vm).toBe('rg-web/web-01');
  expect(carriedOver(base, opened, opened)).toEqual({
    queue: true,
    ...(vm === id ? { subscription: '22222222-2222-2222-2222-222222222222' } : {}),
  });
});

test('a name with its group that is too long for a menu of Slack keeps its group aside', () => {
  const base = repeatRequest({ vm: `${'g'.repeat(90)}/${'v'.repeat(64)}` }, noon);
  const opened = valuesOf(base, settings);
  expect(opened.vm).toBe('v'.repeat(64));
  expect(carriedOver(base, opened, opened)).toEqual({ resourceGroup: 'g'.repeat(90) });
});

test('what belongs to a VM or a gallery goes when another one is named; all else stays', () => {
  const base: Request = {
    vm: 'web-01',
    resourceGroup: 'rg-web',
    subscription: '22222222-2222-2222-2222-222222222222',
    gallery: 'golden',
    galleryResourceGroup: 'rg-images',
    replicas: 3,
    role: 'Reader',
  };
  const opened = valuesOf(base, settings);
  const kept = (change: object) => Object.keys(carriedOver(base, opened, { ...opened, ...change }));
  expect(kept({})).toEqual(['subscription', 'galleryResourceGroup', 'replicas', 'role']);
  expect(kept({ vm: 'web-02' })).toEqual(['galleryResourceGroup', 'replicas', 'role']);
  expect(kept({ gallery: 'silver' })).toEqual(['subscription', 'replicas', 'role']);
});
