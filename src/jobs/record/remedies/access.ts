import type { Facts } from '../facts.ts';
import type { Remedy, Told } from './remedy.ts';

/** The rights that are lacking, and what each is lacking on, as lists side by side. */
function linked({ text }: Told): Facts {
  const [, asked = ''] = /does not have permission to perform action(?:\(s\))? '([^']{1,800})/.exec(text) ?? [];
  const [, at = ''] = /linked scope\(s\) '([^']{1,2000})/.exec(text) ?? [];
  const rights = asked.split(/[,;]/).filter(Boolean);
  const scopes = at.split(/[,;]/);
  if (rights.length === 0) return { rights: [], on: [named(scopes[0])] };
  return {
    rights: rights.map(right => right.trim()),
    on: rights.map((_, index) => named(scopes[index] ?? scopes[0])),
  };
}

/** `web-02_OsDisk (disks)`, of an id; empty where it is none. */
function named(id: string | undefined): string {
  const [type, name] = id?.trim().split(/[/,]/).slice(-2) ?? [];
  return type && name ? `${name} (${type})` : '';
}

/** What a deny assignment is about. */
const denied = ({ text }: Told): Facts => {
  const scopes = [...text.matchAll(/['"](\/subscriptions\/[^'"]{1,500})['"]/g)].map(([, scope]) => scope);
  return { on: named(scopes.at(-1)) };
};

/** Who may: rights, policies, locks, sign-ins. */
export const accessRemedies = [
  { cause: 'service-tag-unknown', codes: ['SecurityRuleInvalidAddressPrefix'], steps: ['isolate-clone'] },
  {
    cause: 'deny-assignment',
    facts: denied,
    codes: ['LinkedAuthorizationFailed', 'AuthorizationFailed', 'DenyAssignmentAuthorizationFailed', 'Forbidden'],
    says: /deny assignment/i,
  },
  {
    cause: 'other-tenant',
    codes: [
      'LinkedAuthorizationFailed',
      'LinkedInvalidPropertyId',
      'AuthorizationFailed',
      'InvalidAuthenticationTokenTenant',
    ],
    says: /tenant \S* ?is not authorized to access linked subscription|not authorized to access linked subscription|cross[- ]tenant/i,
  },
  {
    cause: 'vm-write-lacking',
    codes: ['LinkedAuthorizationFailed'],
    action: /^Microsoft\.Compute\/virtualMachines\/write$/i,
    steps: ['create-version'],
  },
  { cause: 'linked-right-lacking', facts: linked, codes: ['LinkedAuthorizationFailed'] },
  { cause: 'role-condition', codes: ['AuthorizationFailed'], says: /ABAC condition/i, action: /roleAssignments/i },
  { cause: 'may-not-grant', codes: ['AuthorizationFailed'], action: /^Microsoft\.Authorization\/roleAssignments/i },
  { cause: 'right-lacking', codes: ['AuthorizationFailed', 'AuthorizationPermissionMismatch'] },
  { cause: 'directory-closed', codes: ['Authorization_RequestDenied'] },
  {
    cause: 'sign-in-refused',
    codes: ['InvalidAuthenticationToken', 'AuthenticationFailed', 'InvalidAuthenticationTokenTenant'],
  },
  { cause: 'sign-in-expired', codes: ['ExpiredAuthenticationToken'] },
  { cause: 'secret-wrong', codes: ['SignInFailed'], says: /AADSTS7000215\b/ },
  { cause: 'secret-expired', codes: ['SignInFailed'], says: /AADSTS7000222\b/ },
  { cause: 'identity-unknown', codes: ['SignInFailed'], says: /AADSTS700016\b/ },
  { cause: 'sign-in-failed', codes: ['SignInFailed'] },
  { cause: 'policy-wants-tags', codes: ['RequestDisallowedByPolicy', 'PolicyViolation'], says: /\btags?\b/i },
  { cause: 'policy-forbids', codes: ['RequestDisallowedByPolicy', 'PolicyViolation'] },
  {
    cause: 'policies-conflict',
    codes: ['AppendPoliciesFieldsExist', 'ConflictingAppendPolicies', /^Policy\w*Conflict\w*$/],
  },
  {
    cause: 'region-closed',
    codes: [
      'RequestDisallowedByAzure',
      'LocationNotAvailableForResourceType',
      'LocationNotAvailableForSubscription',
      'RegionDoesNotAllowProvisioning',
    ],
  },
  { cause: 'locked', codes: ['ScopeLocked'] },
  {
    cause: 'subscription-disabled',
    codes: [
      'DisabledSubscription',
      'ReadOnlyDisabledSubscription',
      'SubscriptionNotRegistered',
      'SubscriptionNotFound',
    ],
  },
  {
    cause: 'host-encryption-unregistered',
    codes: ['InvalidParameter', 'BadRequest', 'OperationNotAllowed'],
    action: /^Microsoft\.Compute\/EncryptionAtHost$/i,
  },
  {
    cause: 'feature-unregistered',
    codes: ['FeatureNotRegistered', 'FeatureNotEnabled', 'SubscriptionNotRegisteredForFeature'],
  },
  {
    cause: 'feature-unregistered',
    codes: ['InvalidParameter', 'BadRequest', 'OperationNotAllowed'],
    says: /\bfeature is not (?:enabled|registered)/i,
  },
  {
    cause: 'provider-unregistered',
    codes: [
      'MissingSubscriptionRegistration',
      'MissingRegistrationForType',
      'MissingRegistrationForLocation',
      'InvalidSubscriptionRegistrationState',
      'NoRegisteredProviderFound',
    ],
  },
  { cause: 'principal-not-found', codes: ['PrincipalNotFound'] },
  { cause: 'principal-of-other-kind', codes: ['UnmatchedPrincipalType', 'PrincipalTypeNotSupported'] },
  { cause: 'role-assignment-of-others', codes: ['RoleAssignmentUpdateNotPermitted'] },
  { cause: 'role-assignments-full', codes: ['RoleAssignmentLimitExceeded'] },
  { cause: 'role-not-found', codes: ['RoleDefinitionDoesNotExist'] },
] as const satisfies readonly Remedy[];
