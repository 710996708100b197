import { expect, test } from 'vitest';
import { beyondBounds } from '../../../../../src/jobs/procedures/capture/guard/bounds-ledger.ts';
import { acts } from '../../../../../src/jobs/procedures/capture/procedure.ts';
import { entry } from '../../../../../src/jobs/record/cleanup-ledger.ts';
import type { LedgerEntry } from '../../../../../src/jobs/record/record.ts';
import { aSoundCapture, soundSettings } from '../../../../support/sound.ts';

const settings = soundSettings();

test.each(['crash', 'stop', 'restore-point'] as const)(
  'all that a copy by %s makes may be cleared away',
  consistency => {
    const capture = aSoundCapture({ vm: 'web-01', consistency });
    const { plan } = capture;
    if (!plan) throw new Error('It has no plan.');
    const made = acts.filter(act => act.applies(plan)).flatMap(({ makes }) => makes?.(plan) ?? []);
    expect(made.length).toBeGreaterThan(6);
    for (const one of made) expect(beyondBounds(capture, one, settings)).toBeNull();
    const narrow = { ...settings, scopes: [{ subscription: plan.vm.subscriptionId, resourceGroups: ['rg-other'] }] };
    for (const one of made)
      expect(beyondBounds(capture, one, narrow) === null, one.kind).toBe(one.kind !== 'source-power');
  },
);

const subscription = '/subscriptions/22222222-2222-2222-2222-222222222222';
const capture = aSoundCapture({ vm: 'web-01' });
const own = `capture-${capture.id}`;
const inGroup = (type: string, name: string) => `${subscription}/resourceGroups/rg-web/providers/${type}/${name}`;

test.each<[string, LedgerEntry['kind'], string]>([
  ['another group', 'group', `${subscription}/resourceGroups/rg-payroll`],
  ['a path to another group', 'group', `${subscription}/resourceGroups/${own}/../rg-payroll`],
  ['a VM of another name', 'vm', inGroup('Microsoft.Compute/virtualMachines', 'web-01')],
  ['a disk of another name', 'disk', inGroup('Microsoft.Compute/disks', 'web-01_OsDisk')],
  ['a disk with a name that begins with its own', 'disk', inGroup('Microsoft.Compute/disks', `${own}-os/../x`)],
  ['a disk of another capture with a name like its own', 'disk', inGroup('Microsoft.Compute/disks', `${own}x-os`)],
  ['a vault under its name', 'disk', inGroup('Microsoft.KeyVault/vaults', own)],
  ['a resource of its name elsewhere', 'disk', inGroup('Microsoft.Compute/disks', own).replaceAll('2222', '3333')],
  ['the source, which it did not stop', 'source-power', capture.plan?.vm.id ?? ''],
])('%s is never cleared away', (_, kind, id) => {
  expect(beyondBounds(capture, entry(kind, id), settings)).toMatchObject({ code: 'name-not-mine' });
});
