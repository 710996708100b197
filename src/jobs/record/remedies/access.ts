import { anew, permissions, type Remedy, type Told, thenRetry } from './remedy.ts';

const noRole =
  'No role helps against it. Have whoever made it (a managed application, a blueprint, a deployment stack) exclude my identity';

const linked = ({ text }: Told): string => {
  const [, asked = ''] = /does not have permission to perform action(?:\(s\))? '([^']{1,800})/.exec(text) ?? [];
  const [, at = ''] = /linked scope\(s\) '([^']{1,2000})/.exec(text) ?? [];
  const actions = asked.split(/[,;]/).filter(Boolean);
  const scopes = at.split(/[,;]/);
  if (actions.length === 0) return `what Azure names${named(scopes[0])}`;
  const lacking = actions.map((action, index) => `${action.trim()}${named(scopes[index] ?? scopes[0])}`);
  return [...new Set(lacking)].slice(0, 3).join(', ');
};

/** ` on web-02_OsDisk (disks)`, of an id. */
function named(id: string | undefined): string {
  const [type, name] = id?.trim().split(/[/,]/).slice(-2) ?? [];
  return type && name ? ` on ${name} (${type})` : '';
}

const denied = ({ text }: Told): string => {
  const scopes = [...text.matchAll(/['"](\/subscriptions\/[^'"]{1,500})['"]/g)].map(([, scope]) => scope);
  return named(scopes.at(-1));
};

/** Who may: rights, policies, locks, sign-ins. */
export const accessRemedies: readonly Remedy[] = [
  {
    codes: ['SecurityRuleInvalidAddressPrefix'],
    steps: ['isolate-clone'],
    means: 'Azure does not know the service tag of that region, by which I limit what the copy reaches.',
    remedy: ({ vm }) =>
      `Have clone.outbound: azure set in capture-image.yaml, then abandon this capture and ask for a new one: ${vm} itself is untouched.`,
  },
  {
    codes: ['LinkedAuthorizationFailed', 'AuthorizationFailed', 'DenyAssignmentAuthorizationFailed', 'Forbidden'],
    says: /deny assignment/i,
    means: (_here, told) => `A deny assignment forbids it${denied(told)}.`,
    remedy: ({ clone, vm }) =>
      `${noRole}, then press Retry; or abandon this capture${clone ? `: ${vm} itself is untouched` : ''}.`,
  },
  {
    codes: [
      'LinkedAuthorizationFailed',
      'LinkedInvalidPropertyId',
      'AuthorizationFailed',
      'InvalidAuthenticationTokenTenant',
    ],
    says: /tenant \S* ?is not authorized to access linked subscription|not authorized to access linked subscription|cross[- ]tenant/i,
    means: 'The VM and the gallery are in different tenants.',
    remedy: anew('ask again with a gallery in the tenant of the VM: no role can bridge two tenants'),
  },
  {
    codes: ['LinkedAuthorizationFailed'],
    action: /^Microsoft\.Compute\/virtualMachines\/write$/i,
    steps: ['create-version'],
    means: 'My identity may not write on the VM that the version is made from.',
    remedy: thenRetry(`Give it write access on the VM (${permissions}), wait a few minutes`),
  },
  {
    codes: ['LinkedAuthorizationFailed'],
    means: (_here, told) => `My identity lacks ${linked(told)}.`,
    remedy: thenRetry(`Give it that right there (${permissions}), wait a few minutes`),
  },
  {
    codes: ['AuthorizationFailed'],
    says: /ABAC condition/i,
    action: /roleAssignments/i,
    means: 'My identity may not assign this role to this principal.',
    remedy: thenRetry(
      `Extend the condition on its role assignment, or let somebody who may do it by hand (${permissions})`,
    ),
  },
  {
    codes: ['AuthorizationFailed'],
    action: /^Microsoft\.Authorization\/roleAssignments/i,
    means: 'My identity may not give access; Contributor cannot.',
    remedy: thenRetry(
      'Give it the role of “Grant: on the gallery” in docs/azure-permissions.md (or Role Based Access Control Administrator on the gallery, which may do more)',
    ),
  },
  {
    codes: ['AuthorizationFailed', 'AuthorizationPermissionMismatch'],
    means: 'My identity may not do this.',
    remedy: thenRetry(`Give it what Azure names (${permissions}), wait a few minutes`),
  },
  {
    codes: ['Authorization_RequestDenied'],
    means: 'My identity may not read the directory.',
    remedy: thenRetry(`Give it the Microsoft Graph permissions (${permissions})`),
  },
  {
    codes: ['InvalidAuthenticationToken', 'AuthenticationFailed', 'InvalidAuthenticationTokenTenant'],
    means: 'Azure did not take my sign-in.',
    remedy: thenRetry('Have my operator look at the identity of the worker'),
  },
  { codes: ['ExpiredAuthenticationToken'], means: 'My sign-in had expired.', remedy: 'Press Retry.' },
  {
    codes: ['SignInFailed'],
    says: /AADSTS7000215\b/,
    means: 'The secret of my identity is wrong.',
    remedy: thenRetry('Have my operator set AZURE_CLIENT_SECRET anew'),
  },
  {
    codes: ['SignInFailed'],
    says: /AADSTS7000222\b/,
    means: 'The secret of my identity has expired.',
    remedy: thenRetry('Have my operator renew AZURE_CLIENT_SECRET'),
  },
  {
    codes: ['SignInFailed'],
    says: /AADSTS700016\b/,
    means: 'My identity is not known in this tenant.',
    remedy: thenRetry('Have my operator check AZURE_CLIENT_ID and AZURE_TENANT_ID'),
  },
  {
    codes: ['SignInFailed'],
    means: 'I could not sign in to Azure.',
    remedy: thenRetry('Have my operator look at the identity of the worker'),
  },
  {
    codes: ['RequestDisallowedByPolicy', 'PolicyViolation'],
    says: /\btags?\b/i,
    means: 'A policy of your organization forbids it: it wants tags on what I make.',
    remedy: thenRetry('Have my operator name those tags under "tags" in capture-image.yaml, or have it exempted'),
  },
  {
    codes: ['RequestDisallowedByPolicy', 'PolicyViolation'],
    means: 'A policy of your organization forbids it.',
    remedy:
      'Have what I make exempted from it, then press Retry; or abandon this capture and ask for one that it allows.',
  },
  {
    codes: ['AppendPoliciesFieldsExist', 'ConflictingAppendPolicies', /^Policy\w*Conflict\w*$/],
    means: 'Policies of your organization set a field in two ways, and Azure takes neither.',
    remedy: thenRetry('Have what I make exempted from one of them'),
  },
  {
    codes: [
      'RequestDisallowedByAzure',
      'LocationNotAvailableForResourceType',
      'LocationNotAvailableForSubscription',
      'RegionDoesNotAllowProvisioning',
    ],
    means: 'The region is not open to this subscription.',
    remedy: anew('ask again without that region, or once it is opened to the subscription'),
  },
  {
    codes: ['ScopeLocked'],
    means: 'A lock on the resource or its group forbids it.',
    remedy: thenRetry('Have the lock taken off'),
  },
  {
    codes: [
      'DisabledSubscription',
      'ReadOnlyDisabledSubscription',
      'SubscriptionNotRegistered',
      'SubscriptionNotFound',
    ],
    means: 'The subscription is disabled, read only, or not there.',
    remedy: thenRetry('Have it enabled'),
  },
  {
    codes: ['InvalidParameter', 'BadRequest', 'OperationNotAllowed'],
    action: /^Microsoft\.Compute\/EncryptionAtHost$/i,
    means: ({ vm }) =>
      `${vm} is encrypted at its host, but the subscription has that feature no longer, which a copy needs.`,
    remedy: ({ clone }) =>
      `Have the feature registered (az feature register --namespace Microsoft.Compute --name EncryptionAtHost), then press Retry.${clone ? ' Or abandon this capture and ask again with mode=in-place, which starts no other VM.' : ''}`,
  },
  {
    codes: ['FeatureNotRegistered', 'FeatureNotEnabled', 'SubscriptionNotRegisteredForFeature'],
    means: 'A feature of Azure that this takes is not registered in the subscription.',
    remedy: thenRetry('Have it registered (az feature register)'),
  },
  {
    codes: ['InvalidParameter', 'BadRequest', 'OperationNotAllowed'],
    says: /\bfeature is not (?:enabled|registered)/i,
    means: 'A feature of Azure that this takes is not registered in the subscription.',
    remedy: thenRetry('Have it registered (az feature register)'),
  },
  {
    codes: [
      'MissingSubscriptionRegistration',
      'MissingRegistrationForType',
      'MissingRegistrationForLocation',
      'InvalidSubscriptionRegistrationState',
      'NoRegisteredProviderFound',
    ],
    means: 'A resource provider is not registered in the subscription.',
    remedy: thenRetry('Register what Azure names (az provider register --namespace ...)'),
  },
  {
    codes: ['PrincipalNotFound'],
    means: 'The directory does not know the principal yet, or any more.',
    remedy: thenRetry('Check the publisher in the plan'),
  },
  {
    codes: ['UnmatchedPrincipalType', 'PrincipalTypeNotSupported'],
    means: 'The directory has the publisher as something else than I found when I planned.',
    remedy: anew('ask again: I look the publisher up anew'),
  },
  {
    codes: ['RoleAssignmentUpdateNotPermitted'],
    means: 'A role assignment of that name is somebody else’s.',
    remedy: thenRetry('Remove it on the gallery'),
  },
  {
    codes: ['RoleAssignmentLimitExceeded'],
    means: 'The subscription has as many role assignments as Azure allows.',
    remedy: thenRetry('Remove some that nobody needs'),
  },
  {
    codes: ['RoleDefinitionDoesNotExist'],
    means: 'The role does not exist here.',
    remedy: thenRetry('Have my operator check "role" in capture-image.yaml'),
  },
];
