import { describe, expect, test } from 'vitest';
import { boundsOf } from '../../../../../src/jobs/procedures/capture/guard/bounds.ts';
import type { Plan } from '../../../../../src/jobs/record/plan.ts';
import type { Capture } from '../../../../../src/jobs/record/record.ts';
import { aSoundCapture, soundSettings } from '../../../../support/sound.ts';

const settings = soundSettings();
const copy = { vm: 'web-01' } as const;
const inPlace = { vm: 'web-01', mode: 'in-place' } as const;
const codeOf = (capture: Capture, by = settings) => {
  if (!capture.plan) throw new Error('It has no plan.');
  return boundsOf(capture, capture.plan, by)?.code ?? 'sound';
};
const target = (change: Partial<Plan['target']>) => (plan: Omit<Plan, 'hash'>) => ({
  target: { ...plan.target, ...change },
});
const vm = (change: Partial<Plan['vm']>) => (plan: Omit<Plan, 'hash'>) => ({ vm: { ...plan.vm, ...change } });
const clone = (change: object) => (plan: Omit<Plan, 'hash'>) => ({ clone: { ...plan.clone, ...change } });
const grant = (change: object) => (plan: Omit<Plan, 'hash'>) => ({
  grants: plan.grants.map(one => ({ ...one, ...change })),
});
const foreign = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-payroll/providers';

test.each([
  ['of a copy', copy],
  ['of a copy by a restore point', { ...copy, consistency: 'restore-point' }],
  ['of a copy of the stopped VM', { ...copy, consistency: 'stop' }],
  ['in place', inPlace],
] as const)('a plan %s that I drew myself is within bounds', (_, request) => {
  expect(codeOf(aSoundCapture(request))).toBe('sound');
});

describe('a record is not gone on with that has', () => {
  test.each<[string, Parameters<typeof aSoundCapture>[1]]>([
    ['a path for a gallery', target({ gallery: 'golden/../../..' })],
    ['a path for a group', target({ resourceGroup: 'rg-images/..' })],
    ['dots for a group', target({ resourceGroup: '..' })],
    ['a coded path for a definition', target({ definition: 'web%2f..' })],
    ['a question mark in a definition', target({ definition: 'web?x=1' })],
    ['a version that is none', target({ version: '1.0.2/../../x' })],
    ['a subscription that is none', target({ subscriptionId: '..' })],
    ['a VM by two names', vm({ id: `${foreign}/Microsoft.Compute/virtualMachines/payroll-01` })],
    ['a VM with a path for a name', vm({ name: 'web-01/../payroll-01' })],
    [
      'a disk that is no disk',
      vm({
        dataDisks: [
          { lun: 0, id: `${foreign}/Microsoft.KeyVault/vaults/keys`, sizeGb: 1, storage: null, encryptionSetId: null },
        ],
      }),
    ],
    ['a copy of another name', clone({ id: `${foreign}/Microsoft.Compute/virtualMachines/payroll-01` })],
    [
      'a copy in another group',
      clone({ group: { id: foreign.replace('/providers', ''), name: 'rg-payroll', own: true } }),
    ],
    ['a card of another name', clone({ nicId: `${foreign}/Microsoft.Network/networkInterfaces/x` })],
    [
      'another subnet beside a network of its own',
      clone({ subnetId: `${foreign}/Microsoft.Network/virtualNetworks/v/subnets/s` }),
    ],
    ['a copy of a kind that there is not', clone({ consistency: 'whatever' })],
    [
      'a disk copied that is not the VM’s',
      ({ clone: its }) => ({
        clone: {
          ...its,
          disks: its?.disks.map(one => ({ ...one, sourceId: `${foreign}/Microsoft.Compute/disks/payroll` })),
        },
      }),
    ],
    ['a region that is none', ({ version }) => ({ version: { ...version, regions: [{ name: '../x', replicas: 1 }] } })],
    ['a storage that is none', ({ version }) => ({ version: { ...version, storage: 'Ultra' } })],
    ['a security type that is none', vm({ securityType: 'None' as Plan['vm']['securityType'] })],
    ['a version to be deleted that nobody asked for', () => ({ replaces: { captureId: null } })],
    [
      'a principal that is no id',
      grant({ principal: { id: 'x/../y', type: 'User', name: 'x', detail: '', ownerTenantId: null } }),
    ],
    ['a role that is no role', grant({ role: { id: '/x/../Owner', name: 'Compute Gallery Image Reader' } })],
  ])('%s', (_, change) => {
    expect(codeOf(aSoundCapture(copy, change))).toBe('record-forged');
  });

  test.each<[string, (capture: Capture) => object]>([
    ['no steps', () => ({ steps: [] })],
    ['a step fewer', ({ steps }) => ({ steps: steps.slice(1) })],
    ['its steps in another order', ({ steps }) => ({ steps: steps.toReversed() })],
    [
      'a step that its plan does not take',
      ({ steps }) => ({ steps: [...steps, { ...steps[0], name: 'generalize-vm' }] }),
    ],
    ['half an attempt', ({ steps }) => ({ steps: steps.map(step => ({ ...step, attempt: 1.5 })) })],
    ['a state that there is not', ({ steps }) => ({ steps: steps.map(step => ({ ...step, state: 'maybe' })) })],
    ['an id that is a path', () => ({ id: '../x' })],
    ['no time of its own', () => ({ createdAt: 'once' })],
    ['another plan than its hash is of', ({ plan }) => ({ plan: { ...plan, warnings: ['x'] } })],
  ])('%s', (_, change) => {
    const capture = aSoundCapture(copy);
    expect(codeOf({ ...capture, ...change(capture) })).toBe('record-forged');
  });
});

test.each<[string, Parameters<typeof aSoundCapture>[0], Parameters<typeof aSoundCapture>[1]]>([
  ['storage', { ...copy, storage: 'Standard_ZRS' }, () => ({})],
  ['replication', { ...copy, replication: 'Shallow' }, () => ({})],
  ['end of its life', copy, ({ version }) => ({ version: { ...version, endOfLifeDate: '2030-01-01' } })],
  ['place in latest', copy, ({ version }) => ({ version: { ...version, excludeFromLatest: true } })],
  ['way to take the copy', { ...copy, consistency: 'crash' }, clone({ consistency: 'stop' })],
  ['readiness check', { ...copy, checks: 'strict' }, () => ({ checks: 'off' })],
  [
    'region',
    { ...copy, regions: ['westeurope'] },
    ({ version }) => ({ version: { ...version, regions: [{ name: 'eastus', replicas: 1 }] } }),
  ],
  [
    'count of replicas',
    { ...copy, replicas: 1 },
    ({ version }) => ({ version: { ...version, regions: [{ name: 'westeurope', replicas: 9 }] } }),
  ],
])('a record whose plan has another %s than was asked for is not gone on with', (_, request, change) => {
  expect(codeOf(aSoundCapture(request, change))).toBe('record-forged');
});

test('the defaults of the settings may have changed since a plan that is sealed, or drawn anew; what was asked for may not', () => {
  const moved = aSoundCapture(inPlace);
  const forged = aSoundCapture({ ...inPlace, storage: 'Standard_LRS' }, ({ version }) => ({
    version: { ...version, storage: 'Premium_LRS' },
  }));
  const by = soundSettings('storage: Premium_LRS');
  const codes = [moved, forged].map(one => one.plan && boundsOf(one, one.plan, by, { mayMove: true })?.code);
  expect(codes).toEqual([undefined, 'record-forged']);
});

describe('a plan is not carried out where by now', () => {
  test.each([
    ['its storage is another', aSoundCapture(inPlace), soundSettings('storage: Premium_LRS'), 'settings-moved'],
    ['its copy is taken in another way', aSoundCapture(copy), soundSettings('consistency: stop'), 'settings-moved'],
    ['the readiness check is another', aSoundCapture(copy), soundSettings('checks: strict'), 'settings-moved'],
    [
      'nobody has its region in the settings',
      aSoundCapture(copy, ({ version }) => ({ version: { ...version, regions: [{ name: 'eastus', replicas: 1 }] } })),
      settings,
      'settings-moved',
    ],
    [
      'its VM is out of scope',
      aSoundCapture(copy, plan => ({
        ...vm({ resourceGroup: 'rg-payroll', id: `${foreign}/Microsoft.Compute/virtualMachines/web-01` })(plan),
      })),
      settings,
      'out-of-scope',
    ],
    [
      'its gallery is out of scope',
      aSoundCapture(inPlace, target({ resourceGroup: 'rg-payroll' })),
      settings,
      'out-of-scope',
    ],
    ['in place is switched off', aSoundCapture(inPlace), soundSettings('modes: [clone]'), 'mode-off'],
    ['its role is given no more', aSoundCapture(inPlace), soundSettings('role: Reader'), 'role-not-allowed'],
    [
      'Partner Center gets no access',
      aSoundCapture(inPlace, () => ({ partnerCenter: true })),
      settings,
      'partner-center-off',
    ],
    [
      'copies are in another group',
      aSoundCapture(copy, clone({ group: { id: foreign, name: 'rg-copies', own: false } })),
      settings,
      'copy-elsewhere',
    ],
    ['copies stand in another subnet', aSoundCapture(copy, clone({ network: null })), settings, 'copy-elsewhere'],
  ])('%s', (_, capture, by, code) => {
    expect(codeOf(capture, by)).toBe(code);
  });
});
