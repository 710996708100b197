/** An error of Azure's as the thread explains it: matched by its code, by a piece of its text, or by both; the first row that fits. */
interface Remedy {
  readonly code?: string;
  readonly says?: RegExp;
  readonly means: string;
  readonly remedy: string;
}

const retry = 'then press Retry';
const permissions = 'docs/azure-permissions.md has the role';

/** From Microsoft's troubleshooting pages and from what users have reported; texts are Azure's own, in pieces that tell them apart. */
const remedies: readonly Remedy[] = [
  // Who may
  {
    code: 'LinkedAuthorizationFailed',
    says: /tenant|cross/i,
    means: 'The VM and the gallery are in different tenants.',
    remedy: 'Choose a gallery in the tenant of the VM: no role can bridge two tenants.',
  },
  {
    code: 'LinkedAuthorizationFailed',
    means: 'My identity may not write on the VM that the version is made from.',
    remedy: `Give it write access on the VM (${permissions}), ${retry}.`,
  },
  {
    says: /not authorized to access linked subscription/i,
    means: 'The VM and the gallery are in different tenants.',
    remedy: 'Choose a gallery in the tenant of the VM: no role can bridge two tenants.',
  },
  {
    says: /ABAC condition not fulfilled/i,
    means: 'My identity may not assign this role to this principal.',
    remedy: `Extend the condition on its role assignment, or let somebody who may do it by hand (${permissions}), ${retry}.`,
  },
  {
    code: 'AuthorizationFailed',
    says: /roleAssignments/i,
    means: 'My identity may not give access; Contributor cannot.',
    remedy: `Give it Role Based Access Control Administrator on the gallery (${permissions}), ${retry}.`,
  },
  {
    code: 'AuthorizationFailed',
    means: 'My identity may not do this.',
    remedy: `Give it what Azure names (${permissions}), wait a few minutes, ${retry}.`,
  },
  {
    code: 'Authorization_RequestDenied',
    means: 'My identity may not read the directory.',
    remedy: `Give it the Microsoft Graph permissions (${permissions}), ${retry}.`,
  },
  {
    says: /Insufficient privileges to complete the operation/i,
    means: 'My identity may not read the directory.',
    remedy: `Give it the Microsoft Graph permissions (${permissions}), ${retry}.`,
  },
  {
    code: 'InvalidAuthenticationToken',
    means: 'Azure did not take my sign-in.',
    remedy: `Have my operator look at the identity of the worker, ${retry}.`,
  },
  { code: 'ExpiredAuthenticationToken', means: 'My sign-in had expired.', remedy: 'Press Retry.' },
  {
    code: 'SignInFailed',
    says: /AADSTS7000215/,
    means: 'The secret of my identity is wrong.',
    remedy: `Have my operator set AZURE_CLIENT_SECRET anew, ${retry}.`,
  },
  {
    code: 'SignInFailed',
    says: /AADSTS7000222/,
    means: 'The secret of my identity has expired.',
    remedy: `Have my operator renew AZURE_CLIENT_SECRET, ${retry}.`,
  },
  {
    code: 'SignInFailed',
    says: /AADSTS700016/,
    means: 'My identity is not known in this tenant.',
    remedy: `Have my operator check AZURE_CLIENT_ID and AZURE_TENANT_ID, ${retry}.`,
  },
  {
    code: 'SignInFailed',
    means: 'I could not sign in to Azure.',
    remedy: `Have my operator look at the identity of the worker, ${retry}.`,
  },
  {
    code: 'RequestDisallowedByPolicy',
    means: 'A policy of your organization forbids it.',
    remedy: `Have it exempted, or ask for a capture that the policy allows, ${retry}.`,
  },
  {
    code: 'ScopeLocked',
    means: 'A lock on the resource or its group forbids it.',
    remedy: `Have the lock taken off, ${retry}.`,
  },
  {
    code: 'DisabledSubscription',
    means: 'The subscription is disabled or read only.',
    remedy: `Have it enabled, ${retry}.`,
  },
  {
    code: 'ReadOnlyDisabledSubscription',
    means: 'The subscription is disabled or read only.',
    remedy: `Have it enabled, ${retry}.`,
  },
  {
    code: 'MissingSubscriptionRegistration',
    means: 'A resource provider is not registered in the subscription.',
    remedy: `Register what Azure names (az provider register --namespace ...), ${retry}.`,
  },

  // The guest
  {
    says: /Run command extension execution is in progress/i,
    means: 'Another Run Command is running in the VM.',
    remedy: `Wait for it to end, ${retry}.`,
  },
  {
    code: 'VMAgentStatusCommunicationError',
    means: 'The agent in the VM does not report.',
    remedy: 'Put the agent right, or ask again with guest=manual.',
  },
  {
    code: 'VMExtensionProvisioningError',
    means: 'Run Command could not bring the script in.',
    remedy: `See that the VM reaches Azure on port 443 and its agent is well, ${retry}; or ask again with guest=manual.`,
  },
  {
    code: 'VMExtensionHandlerNonTransientError',
    means: 'Run Command could not be set up in the VM.',
    remedy: `See the agent’s log in the VM, ${retry}; or ask again with guest=manual.`,
  },
  {
    code: 'OSProvisioningTimedOut',
    means: 'A VM made from such an image would not start: the guest was not generalized.',
    remedy: 'Capture a VM whose guest has been deprovisioned.',
  },

  // The VM
  { says: /requires the VM to be running/i, means: 'The VM is not running.', remedy: `Start it, ${retry}.` },
  {
    says: /since the VM is generalized/i,
    means: 'The VM is generalized already, and Azure neither starts nor changes such a VM.',
    remedy: 'Ask for a new capture of it: what is done is skipped.',
  },
  {
    says: /not allowed on VM .* since the VM is running|since the VM is running/i,
    means: 'The VM is running, and only a stopped one can be marked as generalized.',
    remedy: 'Somebody has started it again: abandon this capture, and ask for a new one.',
  },
  {
    says: /marked for deletion/i,
    means: 'It is being deleted.',
    remedy: 'Abandon this capture; ask for a new one with another version.',
  },
  {
    code: 'VMMarketplaceInvalidInput',
    means: 'The VM comes from a Marketplace image, and its purchase plan is missing somewhere.',
    remedy: 'Use a definition with the plan of the VM: definition=newname makes one.',
  },
  {
    code: 'MarketplacePurchaseEligibilityFailed',
    means: 'The Marketplace terms of the VM’s plan are not accepted in this subscription.',
    remedy: `Accept them (az vm image terms accept), ${retry}.`,
  },
  {
    code: 'OperationPreempted',
    means: 'Another operation on the VM took its place.',
    remedy: `Wait until it has ended, ${retry}.`,
  },

  // Definition and version
  {
    says: /different Hypervisor generation/i,
    means: 'The definition is for another generation than the VM has.',
    remedy: 'Abandon this capture; ask again with another definition: definition=newname makes one that fits.',
  },
  {
    says: /different OS state/i,
    means: 'The VM is not marked as generalized, but the definition wants generalized images.',
    remedy: 'Press Retry: I look again whether the VM is generalized.',
  },
  {
    says: /different OS type/i,
    means: 'The definition is for another operating system.',
    remedy: 'Abandon this capture; ask again with another definition.',
  },
  {
    says: /different plan/i,
    means: 'The definition has another purchase plan than the VM.',
    remedy: 'Abandon this capture; ask again with another definition: definition=newname makes one with the VM’s plan.',
  },
  {
    says: /TrustedLaunchSupported.* is not supported for the source/i,
    means: 'A VM cannot be captured into a definition for TrustedLaunchSupported.',
    remedy: 'Abandon this capture; ask again with another definition: definition=newname makes one that fits.',
  },
  {
    says: /cannot boot with OS image or disk|DiskControllerType/i,
    means: 'The definition does not name the VM’s disk controller.',
    remedy: 'Abandon this capture; ask again with another definition: definition=newname makes one that fits.',
  },
  {
    says: /Changing property '?galleryImage/i,
    means: 'The definition exists and cannot be changed in this way.',
    remedy: 'Abandon this capture; ask again with another definition.',
  },
  {
    says: /publisher, offer, sku combination/i,
    means: 'Another definition of the gallery has the same publisher, offer and sku.',
    remedy: 'Abandon this capture; ask again with another definition’s name, from which I make the sku.',
  },
  {
    says: /not unique within the subscription/i,
    means: 'Another gallery of that name is in this subscription.',
    remedy: 'Abandon this capture; ask again: I then find that gallery by its name.',
  },
  {
    says: /must contain the location/i,
    means: 'The VM’s own region is missing from the target regions.',
    remedy: 'Ask for a new capture: I add it by myself.',
  },
  {
    says: /not found .*same region|is not found in the .*region/i,
    means: 'The source is not in the region of the version.',
    remedy: 'Ask for a new capture.',
  },
  {
    says: /ZRS storage account type is not supported/i,
    means: 'A region has no availability zones, which Standard_ZRS needs.',
    remedy: 'Abandon this capture; ask again with storage=Standard_LRS or without that region.',
  },
  {
    code: 'LocationNotAvailableForResourceType',
    means: 'The region is not open for galleries in this subscription.',
    remedy: 'Abandon this capture; ask again without that region, or request access to it.',
  },
  {
    says: /exceeds the max size|size .* exceeds/i,
    means: 'A disk is larger than a gallery takes.',
    remedy: 'Abandon this capture; detach or shrink the disk.',
  },
  { says: /UltraSSD/i, means: 'An Ultra disk cannot be captured.', remedy: 'Abandon this capture; detach the disk.' },
  {
    says: /Gallery replication jobs failed/i,
    means: 'Azure could not copy the version to every region.',
    remedy:
      'Press Retry: I delete the failed version and make it again. If one region fails again, abandon this capture and leave that region out.',
  },
  {
    code: 'InvalidBeginGetAccessForGalleryImageVersionSnapshotResponseFromPIR',
    means: 'Azure stumbled over the version’s snapshot.',
    remedy: 'Press Retry: I delete the failed version and make it again.',
  },
  {
    says: /Too many requests on source/i,
    means: 'Too many images are being made from this source at once.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  {
    says: /encrypted source|disk encryption set/i,
    means: 'The disks are encrypted with a key that the gallery cannot use.',
    remedy: 'Keep the version in the region and subscription of the key, or decrypt the disks first.',
  },
  {
    code: 'DeleteGalleryImageVersionBlockedBeforeEndOfLife',
    means: 'The version may not be deleted before its end of life.',
    remedy: 'Abandon this capture; ask again with another version.',
  },
  {
    code: 'GalleryImageNotFound',
    means: 'The version has not reached that region yet.',
    remedy: 'Wait a few minutes, then press Retry.',
  },

  // Access
  {
    code: 'PrincipalNotFound',
    means: 'The directory does not know the principal yet, or any more.',
    remedy: `Check the publisher in the plan, ${retry}.`,
  },
  {
    code: 'RoleAssignmentUpdateNotPermitted',
    means: 'A role assignment of that name is somebody else’s.',
    remedy: `Remove it on the gallery, ${retry}.`,
  },
  {
    code: 'RoleAssignmentLimitExceeded',
    means: 'The subscription has as many role assignments as Azure allows.',
    remedy: `Remove some that nobody needs, ${retry}.`,
  },
  {
    code: 'RoleDefinitionDoesNotExist',
    means: 'The role does not exist here.',
    remedy: 'Have my operator check "role" in capture-image.yaml.',
  },

  // Room and pace
  {
    says: /Operation could not be completed as it results in exceeding approved .*quota/i,
    means: 'A quota is used up.',
    remedy: `Ask for more where Azure says, ${retry}.`,
  },
  {
    code: 'QuotaExceeded',
    means: 'A quota is used up.',
    remedy: `Ask for more where Azure says, or leave that region out of a new capture, ${retry}.`,
  },
  { code: 'SkuNotAvailable', means: 'The size is not to be had in that region now.', remedy: 'Try again later.' },
  {
    code: 'AllocationFailed',
    means: 'Azure has no room in that region now.',
    remedy: 'Wait a while, then press Retry.',
  },
  {
    code: 'SubscriptionRequestsThrottled',
    means: 'Azure is throttling this subscription.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  { code: 'TooManyRequests', means: 'Azure is throttling.', remedy: 'Wait a few minutes, then press Retry.' },
  {
    code: 'ResourceGroupNotFound',
    means: 'The resource group does not exist any more.',
    remedy: 'Abandon this capture, or create the group again and press Retry.',
  },
  {
    code: 'ResourceNotFound',
    means: 'Something that the plan counts on does not exist any more.',
    remedy: 'Abandon this capture and ask for a new one.',
  },
  {
    code: 'NoAnswer',
    means: 'Azure does not answer.',
    remedy: 'Wait until it does, then press Retry: I look first, and do nothing twice.',
  },
  {
    code: 'OperationNotAllowed',
    means: 'Azure does not allow it in the state that the VM is in.',
    remedy: `Look at the VM in the portal, put right what Azure names, ${retry}.`,
  },
];

/** What an error of Azure's means and the way on; for one that nobody has met yet, Azure's own words as they are. */
export function remedyFor(code: string, message: string): { readonly reason: string; readonly remedy: string } {
  const known = remedies.find(row => (!row.code || row.code === code) && (!row.says || row.says.test(message)));
  if (!known) return { reason: message, remedy: `Put right what Azure names, ${retry}.` };
  return { reason: `${known.means} Azure says: ${message}`, remedy: known.remedy };
}
