import { describe, expect, test } from 'vitest';
import { causeInWords, causes } from '../../../../src/bot/notes/words/en/causes/causes.ts';
import { acts } from '../../../../src/jobs/procedures/capture/procedure.ts';
import { remedies } from '../../../../src/jobs/record/remedies/remedies.ts';
import type { Here } from '../../../../src/jobs/record/remedies/remedy.ts';
import { remedyFor, wordsOf } from '../../../support/words.ts';

const here: Here = { step: null, clone: true, vm: 'web-01' };
const said = (code: string, message: string) => ({ code, message, inner: [] });

/** Azure's own texts, as its documentation and its users quote them. */
const quoted: readonly (readonly [code: string, message: string, means: RegExp])[] = [
  [
    'Conflict',
    "The resource with id '/x' has a different Hypervisor generation ['V2'] than the parent gallery image Hypervisor generation ['V1'].",
    /another generation/,
  ],
  [
    'BadRequest',
    "The resource with id '/x' has a different OS state ['Specialized'] than the parent gallery image OS state ['Generalized'].",
    /not marked as generalized/,
  ],
  [
    'Conflict',
    "The resource has a different plan ['{}'] than the parent gallery image plan ['null'].",
    /purchase plan/,
  ],
  [
    'InvalidParameter',
    "The security type 'TrustedLaunchSupported' is not supported for the source id '/x'. Currently only Vhd Blob, User Image and Gallery Image Version sources are supported",
    /TrustedLaunchSupported/,
  ],
  [
    'OperationNotAllowed',
    "Operation 'Start VM' is not allowed on VM 'x' since the VM is generalized.",
    /generalized already/,
  ],
  ['OperationNotAllowed', 'The operation requires the VM to be running (or set to run).', /not running/],
  [
    'Conflict',
    'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
    /Another Run Command/,
  ],
  [
    'ValidationError',
    "Gallery replication jobs failed in one or more regions. The failing regions' details are as follows: '{region:northeurope}'.",
    /every region/,
  ],
  [
    'AuthorizationFailed',
    "The client 'x' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write'",
    /assign this role/,
  ],
  [
    'AuthorizationFailed',
    "The client 'x' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope",
    /Contributor cannot/,
  ],
  [
    'AuthorizationFailed',
    "The client 'x' does not have authorization to perform action 'Microsoft.Compute/galleries/write' over scope",
    /may not do this/,
  ],
  ['SignInFailed', 'AADSTS7000222: The provided client secret keys for app are expired.', /expired/],
  ['PrincipalNotFound', 'Principal 00 does not exist in the directory 11.', /does not know the principal/],
  [
    'SubscriptionRequestsThrottled',
    "Number of requests for subscription 'x' and operation 'y' exceeded the backend storage limit.",
    /throttling/,
  ],
];

describe('an error of Azure’s', () => {
  test.each(quoted)('%s: %s', (code, message, means) => {
    const { reason, remedy } = remedyFor(said(code, message), here);
    expect(reason.split(' Azure says: ')[0]).toMatch(means);
    expect(reason).toContain(message);
    expect(remedy).toMatch(/[.]$/);
  });

  test('that is a missing right to give access is told to take the smaller role first', () => {
    const [code, message] = quoted.find(([, , means]) => means.source === 'Contributor cannot') ?? ['', ''];
    expect(remedyFor(said(code, message), here).remedy).toMatch(/Grant: on the gallery.*Role Based Access Control/);
  });

  test('that nobody has met yet is told as it is', () => {
    expect(remedyFor(said('NeverSeen', 'Something new.'), here).reason).toBe('Something new.');
  });
});

/** Where an act can fail: each in the modes that have it, and the planning before them. */
const places: readonly Here[] = [null, ...acts.map(({ name }) => name)].flatMap(step =>
  ([{ clone: true, subnet: 'own' }, { clone: true, subnet: 'named' }, { clone: false }] as const).map(mode => ({
    step,
    vm: 'web-01',
    ...mode,
  })),
);

describe('every remedy, in every mode and at every step at which it can come,', () => {
  const all = remedies.flatMap(row =>
    places
      .filter(({ step }) => !row.steps || row.steps.some(one => one === step))
      .filter(({ subnet }) => !row.subnet || row.subnet === subnet)
      .map(at => {
        const { reason, remedy } = causeInWords(row.cause, { ...at, step: at.step ?? undefined, says: '' });
        return { at, means: reason.replace(/ Azure says: $/, ''), remedy };
      }),
  );

  test('is a sentence that ends, and says which button leads on', () => {
    for (const { means, remedy } of all) {
      expect(means).toMatch(/^[A-Z].*[.]$|^web-01 .*[.]$/);
      expect(remedy).toMatch(/[.]$/);
      expect(remedy).toMatch(/press Retry|Press Retry|[Aa]bandon/);
      for (const one of `${means} ${remedy}`.split(/(?<=[.:;]) /))
        expect(one.split(' ').length).toBeLessThanOrEqual(30);
    }
  });

  test('sends nobody into a copy, and says of it nothing that is true of the VM itself alone', () => {
    for (const { at, means, remedy } of all.filter(({ at: { clone } }) => clone)) {
      expect(remedy, JSON.stringify(at)).not.toMatch(
        /in the VM\b|guest=manual|Start web-01|SSH|RDP|skipped|generalized and safe/,
      );
      expect(means).not.toMatch(/^web-01 is not running/);
      if (/(?:agent|[Mm]end|put it right|Put right).* in web-01/.test(remedy))
        expect(remedy).toMatch(/abandon this capture, and ask for a new one/);
    }
  });
});

describe('a remedy is chosen', () => {
  const at = (step: string, clone = true): Here => ({ step, clone, vm: 'web-02' });

  test('by what Azure says, never by a word that stands in the name of something', () => {
    const scope =
      '/subscriptions/2/resourceGroups/cross-tenant-quota-generalized/providers/Microsoft.Compute/snapshots/x';
    const { reason } = remedyFor(
      said(
        'AuthorizationFailed',
        `The client 'tenant-cross' does not have authorization to perform action 'Microsoft.Compute/snapshots/write' over scope '${scope}' or the scope is invalid. ${scope}`,
      ),
      at('take-snapshots'),
    );
    expect(reason).toMatch(/^My identity may not do this\./);
    for (const name of [
      'since the VM is generalized',
      'deny assignment',
      'different plan',
      'ABAC condition',
      'UltraSSD',
      'quota',
    ])
      expect(remedyFor(said('NeverSeen', `Resource '${name}' is odd.`), at('create-clone')).reason).toBe(
        `Resource '${name}' is odd.`,
      );
  });

  test('a deny assignment on the disk of a source: no role helps', () => {
    const disk = '/subscriptions/2/resourceGroups/rg-web/providers/Microsoft.Compute/disks/web-02_OsDisk';
    const { reason, remedy } = remedyFor(
      said(
        'LinkedAuthorizationFailed',
        `The client '3' has permission to perform action 'Microsoft.Compute/snapshots/write' on scope '/subscriptions/2/x'; however, it does not have permission to perform action 'Microsoft.Compute/disks/beginGetAccess/action' on the '0' linked scope(s) '' or the linked scope(s) are invalid and is blocked by deny assignments on the '1' linked scope(s) '${disk}'.`,
      ),
      at('take-snapshots'),
    );
    expect(reason).toMatch(/^A deny assignment forbids it on web-02_OsDisk \(disks\)\./);
    expect(remedy).toMatch(/^No role helps/);
  });

  test('a linked right that is missing, by the resource it is missing on', () => {
    const key = '/subscriptions/2/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/des';
    const { reason } = remedyFor(
      said(
        'LinkedAuthorizationFailed',
        `The client has permission to perform action 'Microsoft.Compute/disks/write' on scope '/x'; however, it does not have permission to perform action 'Microsoft.Compute/diskEncryptionSets/read' on the linked scope(s) '${key}'.`,
      ),
      at('copy-disks'),
    );
    expect(reason).toMatch(
      /^My identity lacks Microsoft\.Compute\/diskEncryptionSets\/read on des \(diskEncryptionSets\)\./,
    );
  });

  test.each(['Http500', 'Http502', 'Http503', 'Http504'])('of an answer %s without a word: wait', code => {
    const { reason, remedy } = remedyFor({ code, message: 'Azure answered.', inner: [] }, at('create-version'));
    expect(reason).toMatch(/^Azure could not do it this time/);
    expect(remedy).toMatch(/^Wait a few minutes, then press Retry/);
  });

  test('of a purchase that is refused, accepting terms only where the inner error speaks of terms', () => {
    const of = (message: string) =>
      remedyFor(
        {
          code: 'MarketplacePurchaseEligibilityFailed',
          message: `See inner errors for details. BadRequest: ${message}`,
          inner: [{ code: 'BadRequest', message }],
        },
        at('create-clone'),
      ).remedy;
    expect(
      of('This offer is not available for subscriptions from Microsoft Azure Cloud Solution Providers.'),
    ).not.toMatch(/terms/);
    expect(of('Legal terms have not been accepted for this item on this subscription.')).toMatch(
      /az vm image terms accept/,
    );
    for (const quoted of [
      "User failed validation to purchase resources. Error message: 'You have not accepted the legal terms on this subscription: '2222' for this plan.'",
      'Marketplace purchase eligibility check returned errors. [{"Legal terms have not been accepted for this item on this subscription.":"StoreApi"}]',
      "Error message: 'Legal terms have not been accepted for this item.'",
    ])
      expect(of(quoted)).toMatch(/az vm image terms accept/);
    expect(of('User failed validation to purchase resources. You need to accept the terms before.')).toMatch(
      /terms accept/,
    );
  });

  test.each([
    'AllocationFailed',
    'ZonalAllocationFailed',
    'OverconstrainedAllocationRequest',
    'OverconstrainedZonalAllocationRequest',
    'SkuNotAvailable',
  ])('%s of a copy: wait, another size, or in place', code => {
    const { remedy } = remedyFor(said(code, 'Allocation failed.'), at('create-clone'));
    expect(remedy).toMatch(/press Retry.*mode=in-place.*another size/);
  });

  test('of too many snapshots: which to delete, or another way to copy', () => {
    const { reason, remedy } = remedyFor(
      said('SnapshotsLimitReached', 'The snapshot count was exceeded for a disk.'),
      at('take-snapshots'),
    );
    expect(reason).toMatch(/^A disk of web-02 has as many snapshots/);
    expect(remedy).toMatch(/Delete old snapshots of that disk.*consistency=restore-point/);
  });

  test('of a policy: the tag that it wants', () => {
    const message =
      'Resource was disallowed by policy. PolicyViolation: the policy assignment “Cost centres”: tags[costCenter] is missing.';
    const { reason, remedy } = remedyFor(said('RequestDisallowedByPolicy', message), at('create-clone-group'));
    expect(reason).toContain('costCenter');
    expect(remedy).toMatch(/"tags" in capture-image\.yaml/);
  });

  test.each([
    ['take-snapshots', 'ResourceNotFound', /web-02 or a disk of it does not exist any more/],
    ['deprovision-guest', 'ResourceNotFound', /The copy of web-02 does not exist any more/],
  ])('at %s, of %s: abandon', (step, code, means) => {
    const { reason, remedy } = remedyFor(said(code, 'It was not found.'), at(step));
    expect(reason).toMatch(means);
    expect(remedy).toMatch(/^Abandon this capture/);
  });

  test.each([
    ['create-version', 'ParentResourceNotFound', /The gallery or the definition does not exist any more/],
    ['create-clone', 'NotFound', /Something that I made for the copy/],
    ['copy-disks', 'ResourceGroupNotFound', /The resource group of the copy/],
  ])('at %s, of %s: make it again, as long as that can be', (step, code, means) => {
    const { reason, remedy } = remedyFor(said(code, 'It was not found.'), at(step));
    expect(reason).toMatch(means);
    expect(remedy).toMatch(/^Press Retry: I make again .* If it comes to the same, abandon this capture/);
  });

  test('of a service tag that Azure does not know: the setting that needs none', () => {
    const message = 'Security rule x has invalid Address prefix. Value provided: AzureCloud.atlantis';
    const { reason, remedy } = remedyFor(said('SecurityRuleInvalidAddressPrefix', message), at('isolate-clone'));
    expect(reason).toMatch(/^Azure does not know the service tag of that region/);
    expect(remedy).toMatch(/^Have clone\.outbound: azure set in capture-image\.yaml, then abandon this capture/);
  });
});

test('of many words of Azure’s 400 characters are shown, and all are kept', () => {
  const { reason, whole } = remedyFor(said('NeverSeen', 'word '.repeat(500)), here);
  expect(reason.length).toBeLessThanOrEqual(400);
  expect(whole?.length).toBeGreaterThan(2_000);
  expect(remedyFor(said('NeverSeen', 'short'), here)).not.toHaveProperty('whole');
});

test('every cause is said, each of a row, and none that is no cause', () => {
  expect(Object.keys(causes).toSorted()).toEqual([...new Set(remedies.map(({ cause }) => cause))].toSorted());
});

test('a cause of a newer version leaves Azure’s own words', () => {
  const failure = { code: 'X', cause: 'moon-full', facts: { clone: true, vm: 'web-01', says: 'It is full.' } };
  expect(wordsOf(failure)).toMatchObject({ reason: 'It is full.', remedy: expect.stringMatching(/Retry/) });
});
