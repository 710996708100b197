import type { Facts } from '../../../../../jobs/record/facts.ts';
import { sideBySide, strings } from '../reasons/sentences.ts';
import { anew, type Causes, permissions, thenRetry } from './cause.ts';

const noRole =
  'No role helps against it. Have whoever made it (a managed application, a blueprint, a deployment stack) exclude my identity';

const onto = (what: unknown): string => (what ? ` on ${what}` : '');

const lacking = ({ rights, on }: Facts): string => {
  const named = sideBySide((right, what) => `${right}${onto(what)}`, rights, on);
  return named.length > 0 ? [...new Set(named)].slice(0, 3).join(', ') : `what Azure names${onto(strings(on)[0])}`;
};

/** Who may: rights, policies, locks, sign-ins. */
export const accessCauses = {
  'service-tag-unknown': {
    means: 'Azure does not know the service tag of that region, by which I limit what the copy reaches.',
    remedy: ({ vm }) =>
      `Have clone.outbound: azure set in capture-image.yaml, then abandon this capture and ask for a new one: ${vm} itself is untouched.`,
  },
  'deny-assignment': {
    means: (_here, { on }) => `A deny assignment forbids it${onto(on)}.`,
    remedy: ({ clone, vm }) =>
      `${noRole}, then press Retry; or abandon this capture${clone ? `: ${vm} itself is untouched` : ''}.`,
  },
  'other-tenant': {
    means: 'The VM and the gallery are in different tenants.',
    remedy: anew('ask again with a gallery in the tenant of the VM: no role can bridge two tenants'),
  },
  'vm-write-lacking': {
    means: 'My identity may not write on the VM that the version is made from.',
    remedy: thenRetry(`Give it write access on the VM (${permissions}), wait a few minutes`),
  },
  'linked-right-lacking': {
    means: (_here, facts) => `My identity lacks ${lacking(facts)}.`,
    remedy: thenRetry(`Give it that right there (${permissions}), wait a few minutes`),
  },
  'role-condition': {
    means: 'My identity may not assign this role to this principal.',
    remedy: thenRetry(
      `Extend the condition on its role assignment, or let somebody who may do it by hand (${permissions})`,
    ),
  },
  'may-not-grant': {
    means: 'My identity may not give access; Contributor cannot.',
    remedy: thenRetry(
      'Give it the role of “Grant: on the gallery” in docs/azure-permissions.md (or Role Based Access Control Administrator on the gallery, which may do more)',
    ),
  },
  'right-lacking': {
    means: 'My identity may not do this.',
    remedy: thenRetry(`Give it what Azure names (${permissions}), wait a few minutes`),
  },
  'directory-closed': {
    means: 'My identity may not read the directory.',
    remedy: thenRetry(`Give it the Microsoft Graph permissions (${permissions})`),
  },
  'sign-in-refused': {
    means: 'Azure did not take my sign-in.',
    remedy: thenRetry('Have my operator look at the identity of the worker'),
  },
  'sign-in-expired': { means: 'My sign-in had expired.', remedy: 'Press Retry.' },
  'secret-wrong': {
    means: 'The secret of my identity is wrong.',
    remedy: thenRetry('Have my operator set AZURE_CLIENT_SECRET anew'),
  },
  'secret-expired': {
    means: 'The secret of my identity has expired.',
    remedy: thenRetry('Have my operator renew AZURE_CLIENT_SECRET'),
  },
  'identity-unknown': {
    means: 'My identity is not known in this tenant.',
    remedy: thenRetry('Have my operator check AZURE_CLIENT_ID and AZURE_TENANT_ID'),
  },
  'sign-in-failed': {
    means: 'I could not sign in to Azure.',
    remedy: thenRetry('Have my operator look at the identity of the worker'),
  },
  'policy-wants-tags': {
    means: 'A policy of your organization forbids it: it wants tags on what I make.',
    remedy: thenRetry('Have my operator name those tags under "tags" in capture-image.yaml, or have it exempted'),
  },
  'policy-forbids': {
    means: 'A policy of your organization forbids it.',
    remedy:
      'Have what I make exempted from it, then press Retry; or abandon this capture and ask for one that it allows.',
  },
  'policies-conflict': {
    means: 'Policies of your organization set a field in two ways, and Azure takes neither.',
    remedy: thenRetry('Have what I make exempted from one of them'),
  },
  'region-closed': {
    means: 'The region is not open to this subscription.',
    remedy: anew('ask again without that region, or once it is opened to the subscription'),
  },
  locked: { means: 'A lock on the resource or its group forbids it.', remedy: thenRetry('Have the lock taken off') },
  'subscription-disabled': {
    means: 'The subscription is disabled, read only, or not there.',
    remedy: thenRetry('Have it enabled'),
  },
  'host-encryption-unregistered': {
    means: ({ vm }) =>
      `${vm} is encrypted at its host, but the subscription has that feature no longer, which a copy needs.`,
    remedy: ({ clone }) =>
      `Have the feature registered (az feature register --namespace Microsoft.Compute --name EncryptionAtHost), then press Retry.${clone ? ' Or abandon this capture and ask again with mode=in-place, which starts no other VM.' : ''}`,
  },
  'feature-unregistered': {
    means: 'A feature of Azure that this takes is not registered in the subscription.',
    remedy: thenRetry('Have it registered (az feature register)'),
  },
  'provider-unregistered': {
    means: 'A resource provider is not registered in the subscription.',
    remedy: thenRetry('Register what Azure names (az provider register --namespace ...)'),
  },
  'principal-not-found': {
    means: 'The directory does not know the principal yet, or any more.',
    remedy: thenRetry('Check the publisher in the plan'),
  },
  'principal-of-other-kind': {
    means: 'The directory has the publisher as something else than I found when I planned.',
    remedy: anew('ask again: I look the publisher up anew'),
  },
  'role-assignment-of-others': {
    means: 'A role assignment of that name is somebody else’s.',
    remedy: thenRetry('Remove it on the gallery'),
  },
  'role-assignments-full': {
    means: 'The subscription has as many role assignments as Azure allows.',
    remedy: thenRetry('Remove some that nobody needs'),
  },
  'role-not-found': {
    means: 'The role does not exist here.',
    remedy: thenRetry('Have my operator check "role" in capture-image.yaml'),
  },
} as const satisfies Causes;
