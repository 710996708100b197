import { expect, test } from 'vitest';
import type { Permission } from '../../../../../src/azure/azure.ts';
import { allows, mayDoAll } from '../../../../../src/jobs/procedures/capture/checks/permissions.ts';
import { requiredPermissions } from '../../../../../src/jobs/procedures/capture/required-permissions.ts';
import type { Survey } from '../../../../../src/jobs/procedures/capture/survey.ts';
import { aDisk, noon } from '../../../../support/captures.ts';
import { aSurvey, settingsWith } from '../../../../support/survey.ts';
import { wordsOf } from '../../../../support/words.ts';

const may = (actions: readonly string[], notActions: readonly string[] = []): Permission => ({ actions, notActions });
const all = may(['*']);
const judged = (held: readonly Permission[], change: Partial<Survey> = {}) =>
  mayDoAll.evaluate(aSurvey(change, held), noon);
const needed = (change: Partial<Survey>) => requiredPermissions(aSurvey(change)).flatMap(({ actions }) => actions);

test.each<[action: string, held: readonly Permission[], is: boolean]>([
  ['Microsoft.Compute/galleries/read', [may(['*/read'])], true],
  ['Microsoft.Compute/galleries/write', [may(['*/read'])], false],
  ['Microsoft.Compute/galleries/images/write', [may(['microsoft.compute/Galleries/*'])], true],
  ['Microsoft.Compute/galleries/write', [may(['*'], ['Microsoft.Compute/galleries/*'])], false],
  ['Microsoft.Compute/galleries/write', [may(['*'], ['*/write']), may(['Microsoft.Compute/galleries/write'])], true],
  ['MicrosoftXCompute/galleries/write', [may(['Microsoft.Compute/galleries/write'])], false],
  ['Microsoft.Compute/galleries/write', [], false],
])('%s with %j: %s', (action, held, is) => {
  expect(allows(held, action)).toBe(is);
});

test('an action that is missing is named, with its scope and the line to add', () => {
  const [refusal, ...others] = judged([may(['*'], ['Microsoft.Compute/snapshots/write'])]);
  expect(others).toEqual([]);
  expect(refusal?.code).toBe('permission-missing');
  expect(wordsOf(refusal).reason).toContain(
    '/subscriptions/22222222-2222-2222-2222-222222222222: Microsoft.Compute/snapshots',
  );
  expect(wordsOf(refusal).remedy).toContain('"Actions" of my role at that scope: "Microsoft.Compute/snapshots/write"');
});

test('every action that is missing is told, at each scope', () => {
  const refusals = judged([may(['*/read'])]);
  expect(refusals).toHaveLength(3);
  expect(wordsOf(refusals[0]).reason).toContain('Microsoft.Network/networkInterfaces/join/action');
  expect(wordsOf(refusals[1]).reason).toContain('/disks/web-01_OsDisk: Microsoft.Compute/disks/beginGetAccess/action.');
  expect(wordsOf(refusals[2]).reason).toContain(
    '/galleries/golden: Microsoft.Compute/galleries/images/versions/write.',
  );
});

test('giving access takes a right of its own, and only when somebody lacks it', () => {
  const contributor = [may(['*'], ['Microsoft.Authorization/*/write'])];
  const ann = { id: 'p1', type: 'User', name: 'Ann', detail: 'ann@contoso.example', ownerTenantId: null } as const;
  const candidates = [{ query: 'publisher@contoso.example', found: [ann] }];

  const [refusal] = judged(contributor, { candidates });
  expect(wordsOf(refusal).reason).toContain('Microsoft.Authorization/roleAssignments/write');
  expect(wordsOf(refusal).remedy).toMatch(
    /^Give me the role of “Grant: on the gallery” .*Role Based Access Control Administrator/,
  );
  expect(judged(contributor, { candidates, held: new Map([['p1', ['another']]]) })).toHaveLength(1);
  expect(judged(contributor, { candidates, held: new Map([['p1', ['x']]]) })).toEqual([]);
});

test('a copy takes nothing of its source but to read it, and writes where it is made', () => {
  const survey = aSurvey({});
  const source = requiredPermissions(survey).find(({ scope }) => scope === survey.vm.id);
  expect(source?.actions).toEqual([
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/instanceView/read',
  ]);
  expect(judged([all])).toEqual([]);
});

test.each<[what: string, change: Partial<Survey>, action: string]>([
  ['a restore point', { request: { vm: 'web-01', consistency: 'restore-point' } }, 'restorePointCollections/write'],
  ['a stop of the source', { request: { vm: 'web-01', consistency: 'stop' } }, 'virtualMachines/powerOff/action'],
  ['a capture in place', { request: { vm: 'web-01', mode: 'in-place' } }, 'virtualMachines/runCommands/write'],
  ['a new gallery', { gallery: null, definition: null }, 'galleries/write'],
  ['a new definition', { definition: null }, 'galleries/images/write'],
])('%s needs an action that a plain copy does not', (_what, change, action) => {
  const source = aSurvey(change).vm.id;
  const asked = (of: Partial<Survey>) =>
    requiredPermissions(aSurvey(of)).flatMap(({ scope, actions }) =>
      scope === source || !/virtualMachines/.test(action) ? actions : [],
    );
  expect(asked(change)).toContain(`Microsoft.Compute/${action}`);
  expect(asked({})).not.toContain(`Microsoft.Compute/${action}`);
});

test('a copy in a group and a subnet of the settings asks nothing of the subscription but to follow operations', () => {
  const subnet =
    '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/hub/subnets/copies';
  const settings = settingsWith(`clone: { resourceGroup: rg-copies, subnetId: ${subnet} }\n`);
  const needs = requiredPermissions(aSurvey({ settings }));
  const atSubscription = needs.filter(({ scope }) => scope.split('/').length === 3).flatMap(({ actions }) => actions);
  expect(atSubscription.every(action => /\/locations\/\w+\/read$/.test(action))).toBe(true);
  expect(needs.find(({ scope }) => scope === subnet)?.actions).toEqual([
    'Microsoft.Network/virtualNetworks/subnets/join/action',
  ]);
  expect(needed({ settings })).not.toContain('Microsoft.Network/virtualNetworks/write');
});

test.each(['clone', 'in-place'] as const)('keys of one’s own must be readable with mode=%s', mode => {
  const { vm } = aSurvey();
  const id = '/subscriptions/s/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/k';
  const keyed = { ...vm, dataDisks: [{ lun: 0, ...aDisk('data', 8), encryptionSetId: id }] };
  const needs = requiredPermissions(aSurvey({ vm: keyed, request: { vm: 'web-01', mode } }));
  expect(needs).toContainEqual({ scope: id, actions: ['Microsoft.Compute/diskEncryptionSets/read'] });
});
