import { describe, expect, test } from 'vitest';
import { remedyFor } from '../../src/jobs/remedies.ts';

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
    const { reason, remedy } = remedyFor(code, message);
    expect(reason).toMatch(means);
    expect(reason).toContain(message);
    expect(remedy).toMatch(/[.]$/);
  });

  test('that nobody has met yet is told as it is', () => {
    expect(remedyFor('NeverSeen', 'Something new.').reason).toBe('Something new.');
  });
});
