import { describe, expect, test } from 'vitest';
import type { Vm } from '../../../../src/azure/azure.ts';
import { misfits } from '../../../../src/jobs/procedures/capture/checks/definition-fits.ts';
import { regionsOf } from '../../../../src/jobs/procedures/capture/checks/version-free.ts';
import { checks } from '../../../../src/jobs/procedures/capture/procedure.ts';
import type { Survey } from '../../../../src/jobs/procedures/capture/survey.ts';
import { aDisk, aPlan, noon } from '../../../support/captures.ts';
import { aSurvey, settingsWith } from '../../../support/survey.ts';
import { wordsOf } from '../../../support/words.ts';

const plan = aPlan();
const aVm = plan.vm;
const fine = aSurvey();

const judged = (change: Partial<Survey>) => checks.flatMap(check => check.evaluate(aSurvey(change), noon));
const vm = (change: Partial<Vm>): Partial<Survey> => ({ vm: { ...aVm, ...change } });
const request = (change: Partial<Survey['request']>): Partial<Survey> => ({ request: { ...fine.request, ...change } });

test('a fine VM into a definition that fits is refused nothing', () => {
  expect(judged({})).toEqual([]);
});

test.each<[code: string, change: Partial<Survey>]>([
  ['out-of-scope', vm({ resourceGroup: 'rg-secret' })],
  ['ephemeral-os-disk', vm({ osDisk: { ...aVm.osDisk, managed: true, ephemeral: true } })],
  ['unmanaged-disk', vm({ osDisk: { ...aVm.osDisk, managed: false, ephemeral: false } })],
  ['disk-not-capturable', vm({ dataDisks: [{ lun: 0, ...aDisk('data', 8), storage: 'UltraSSD_LRS' }] })],
  ['disk-too-big', vm({ dataDisks: [{ lun: 0, ...aDisk('data', 4096) }] })],
  ['disk-encrypted', vm({ diskEncrypted: true })],
  ['in-scale-set', { ...request({ mode: 'in-place' }), ...vm({ inScaleSet: true }) }],
  ['vm-not-running', { ...request({ mode: 'in-place' }), ...vm({ power: 'deallocated' }) }],
  ['tenant-differs', { settings: settingsWith('publisherTenantId: 99999999-9999-4999-8999-999999999999\n') }],
  ['gallery-name', { target: { ...plan.target, gallery: 'has-dash' }, gallery: null, definition: null }],
  ['gallery-not-ready', { gallery: { ...plan.target, location: 'westeurope', provisioningState: 'Failed' } }],
  ['version-malformed', request({ version: '1.2' })],
  ['manual-clone', request({ guest: 'manual' })],
  ['clone-arm64', vm({ architecture: 'Arm64' })],
  ['clone-agent', vm({ agent: { ready: false, says: 'Not Ready' } })],
  ['clone-shallow', request({ replication: 'Shallow' })],
  ['clone-power', { ...request({ consistency: 'stop' }), ...vm({ power: 'starting' }) }],
  ['clone-generalized', { ...request({ mode: 'clone' }), ...vm({ generalized: true }) }],
  ['version-taken', request({ version: '1.0.0' })],
  [
    'version-failed',
    {
      ...request({ version: '2.0.0' }),
      versions: [
        { name: '2.0.0', provisioningState: 'Failed', captureId: null, aggregatedState: 'Failed', regions: [] },
      ],
    },
  ],
  [
    'version-exhausted',
    {
      versions: [
        {
          name: '1.0.2147483647',
          provisioningState: 'Succeeded',
          captureId: null,
          aggregatedState: 'Completed',
          regions: [],
        },
      ],
    },
  ],
  ['region-unknown', request({ regions: ['westeurop'] })],
  ['shallow-elsewhere', request({ replication: 'Shallow', regions: ['eastus'] })],
  ['too-many-replicas', request({ replicas: 60, regions: ['eastus'] })],
  ['end-of-life-past', request({ endOfLife: '2026-11-23' })],
  ['publisher-not-allowed', { candidates: [{ query: 'me@evil.example', found: [] }] }],
  ['publisher-unknown', { candidates: [{ query: 'publisher@contoso.example', found: [] }] }],
  ['role-not-allowed', request({ role: 'Owner' })],
])('%s is refused with a reason and a way out', (code, change) => {
  const refusal = judged(change).find(one => one.code === code);
  expect(wordsOf(refusal).reason).toMatch(/\w{3}/);
  expect(wordsOf(refusal).remedy).toMatch(/\w{3}/);
});

test('somebody who may be two people is refused, with both named', () => {
  const found = ['a', 'b'].map(id => ({
    id,
    type: 'User' as const,
    name: 'Sam Same',
    detail: `sam.${id}@contoso.example`,
    ownerTenantId: null,
  }));
  const [refusal] = judged({ candidates: [{ query: 'publisher@contoso.example', found }] });
  expect(refusal?.code).toBe('publisher-ambiguous');
  expect(wordsOf(refusal).reason).toContain('sam.a@contoso.example');
  expect(wordsOf(refusal).reason).toContain('sam.b@contoso.example');
});

test('everything that is wrong is told at once', () => {
  const codes = judged({ ...request({ version: '1.0.0', regions: ['nowhere'] }), ...vm({ diskEncrypted: true }) }).map(
    ({ code }) => code,
  );
  expect(codes).toEqual(expect.arrayContaining(['disk-encrypted', 'version-taken', 'region-unknown']));
});

describe('a definition that does not fit', () => {
  test.each<[field: string, change: Partial<Vm>, both: readonly string[]]>([
    ['os-type', { osType: 'Windows' }, ['Linux', 'Windows']],
    ['generation', { generation: 'V1' }, ['V2', 'V1']],
    ['architecture', { architecture: 'Arm64' }, ['x64', 'Arm64']],
    ['security-type', { securityType: 'Standard' }, ['TrustedLaunch', 'Standard']],
    ['disk-controller', { diskController: 'NVMe' }, ['SCSI', 'NVMe']],
    ['purchase-plan', { purchasePlan: { name: 'n', publisher: 'p', product: 'o' } }, ['none', 'p/o/n']],
  ])('is refused with the field %s and both values', (field, change, both) => {
    const found = misfits('web', plan.definition, { ...aVm, ...change });
    expect(found.map(({ code }) => code)).toEqual([`definition-${field}`]);
    for (const value of both) expect(wordsOf(found[0]).reason).toContain(value);
  });

  test('TrustedLaunchSupported is not what a VM can be captured into', () => {
    expect(misfits('web', { ...plan.definition, securityType: 'TrustedLaunchSupported' }, aVm)).toHaveLength(1);
  });
});

test('the VM’s own region is always a target, first and once', () => {
  expect(regionsOf({ ...fine, request: { vm: 'x', regions: ['eastus', 'West Europe'], replicas: 2 } })).toEqual([
    { name: 'westeurope', replicas: 2 },
    { name: 'eastus', replicas: 2 },
  ]);
});
