import { describe, expect, test } from 'vitest';
import { AzureError } from '../../../../src/azure/errors.ts';
import type { Here } from '../../../../src/jobs/record/remedies/remedy.ts';
import { remedyFor } from '../../../support/words.ts';

const group = '/subscriptions/2/resourceGroups';
const subnet = `${group}/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/copies`;
const nic = `${group}/capture-1/providers/Microsoft.Network/networkInterfaces/capture-1`;
const own: Here = { step: null, clone: true, vm: 'web-02', subnet: 'own' };
const named: Here = { ...own, subnet: 'named' };
const inPlace: Here = { step: null, clone: false, vm: 'web-02' };

interface Case {
  readonly code: string;
  readonly message: string;
  readonly step: string;
  readonly here?: Here;
  readonly means: RegExp;
  readonly remedy: RegExp;
}

/** Azure's words as its pages and its users quote them. */
const cases: readonly Case[] = [
  {
    code: 'SubnetIsFull',
    message: `Subnet ${subnet} with address prefix 10.59.248.128/25 is already full.`,
    step: 'isolate-clone',
    here: named,
    means: /^The subnet in which copies stand has no free address/,
    remedy: /Delete network cards .*press Retry\. Or have my operator name another subnet \(clone\.subnetId/,
  },
  {
    code: 'SubnetNotFound',
    message: `Subnet ${subnet} is not found.`,
    step: 'isolate-clone',
    here: named,
    means: /^The subnet in which copies are to stand does not exist/,
    remedy: /^Create it, then press Retry\. Or have my operator .*ask for a new one: web-02 itself is untouched/,
  },
  {
    code: 'InvalidResourceReference',
    message: `Resource ${subnet} referenced by resource ${nic} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    step: 'isolate-clone',
    here: named,
    means: /does not exist, or is not in the region of web-02/,
    remedy: /^Create it there, then press Retry/,
  },
  {
    code: 'InvalidResourceReference',
    message: `Resource ${subnet} referenced by resource ${nic} was not found.`,
    step: 'isolate-clone',
    means: /^Something that I made for the copy/,
    remedy: /^Press Retry: I make again/,
  },
  {
    code: 'ResourceNotPermittedOnDelegatedSubnet',
    message: `Resource of type 'Microsoft.Network/networkInterfaces' is not permitted on a delegated subnet.`,
    step: 'isolate-clone',
    here: named,
    means: /kept for another service/,
    remedy: /^Have my operator name another subnet/,
  },
  {
    code: 'VnetCountLimitReached',
    message: 'Cannot create more than 1000 virtual networks for this subscription in this region.',
    step: 'isolate-clone',
    means: /as many virtual networks in that region as Azure allows/,
    remedy: /Delete networks .*clone\.subnetId/,
  },
  {
    code: 'ResourceGroupQuotaExceeded',
    message: 'Maximum number of resource groups for the subscription has been reached.',
    step: 'create-clone-group',
    means: /as many resource groups/,
    remedy: /clone\.resourceGroup in capture-image\.yaml/,
  },
  {
    code: 'PreconditionFailed',
    message: 'The condition specified using HTTP conditional header(s) is not met.',
    step: 'create-version',
    means: /changed the same resource at that moment/,
    remedy: /^Wait a few minutes, then press Retry: I look first/,
  },
  {
    code: 'AttachDiskWhileBeingDetached',
    message:
      "Cannot attach data disk 'capture-1-os' to VM 'capture-1' because the disk is currently being detached. Please wait until the disk is completely detached and then try again.",
    step: 'create-clone',
    means: /still being detached/,
    remedy: /^Wait a few minutes, then press Retry/,
  },
  {
    code: 'ConflictingUserInput',
    message: "Disk 'capture-1-os' cannot be attached as the disk is already owned by VM 'rescue'.",
    step: 'create-clone',
    means: /attached to another VM/,
    remedy: /^Have it detached there, then press Retry; or abandon/,
  },
  {
    code: 'NicInUse',
    message: `Network Interface ${nic} is used by existing resource ${group}/x/providers/Microsoft.Compute/virtualMachines/y.`,
    step: 'create-clone',
    means: /^The network card of the copy is in use by another VM/,
    remedy: /then press Retry\. Or abandon/,
  },
  {
    code: 'NicReservedForAnotherVm',
    message:
      'Nic(s) in request is reserved for another Virtual Machine for 180 seconds. Please provide another nic(s) or retry after 180 seconds.',
    step: 'create-clone',
    means: /for three minutes/,
    remedy: /^Wait three minutes, then press Retry/,
  },
  {
    code: 'ReferencedResourceNotProvisioned',
    message: `Cannot proceed with operation because resource ${subnet} used by resource ${nic} is not in Succeeded state. Resource is in Updating state and the last operation that updated/is updating the resource is PutSubnetOperation.`,
    step: 'isolate-clone',
    means: /still being made or changed/,
    remedy: /^Wait a few minutes, then press Retry/,
  },
  {
    code: 'GalleryImageVersionAlreadyExists',
    message: "The gallery image version '1.0.1' already exists.",
    step: 'create-version',
    means: /^A version of that number is there already/,
    remedy: /^Abandon this capture, which leaves web-02 as it is; ask again, and leave the version out/,
  },
  {
    code: 'InvalidParameter',
    message:
      "The property 'securityProfile.encryptionAtHost' is not valid because the 'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription.",
    step: 'create-clone',
    means: /^web-02 is encrypted at its host, but the subscription has that feature no longer/,
    remedy: /az feature register --namespace Microsoft\.Compute --name EncryptionAtHost\), then press Retry.*in-place/,
  },
  {
    code: 'OperationNotAllowed',
    message:
      "Operation 'runCommand' is not allowed on VM 'capture-1' since the VM is marked for deletion. You can only retry the Delete operation (or wait for an ongoing one to complete).",
    step: 'deprovision-guest',
    means: /^The copy of web-02 is being deleted/,
    remedy: /^Abandon this capture and ask for a new one: web-02 itself is untouched/,
  },
  {
    code: 'OperationNotAllowed',
    message: "Operation 'generalize' is not allowed on VM 'web-02' since the VM is marked for deletion.",
    step: 'generalize-vm',
    here: inPlace,
    means: /^web-02 is being deleted/,
    remedy: /^Abandon this capture: soon there is no web-02/,
  },
  {
    code: 'OperationNotAllowed',
    message: "Operation 'Create Restore Point' is not allowed on VM 'web-02' since the VM is marked for deletion.",
    step: 'take-restore-point',
    means: /^web-02 or a disk of it is being deleted/,
    remedy: /^Abandon this capture: there is nothing left to copy/,
  },
  {
    code: 'OperationNotAllowed',
    message: "Operation 'Create' is not allowed as Restore point collection 'capture-1' is marked for deletion.",
    step: 'take-restore-point',
    means: /^The restore point of an earlier try/,
    remedy: /then press Retry/,
  },
  {
    code: 'Conflict',
    message: "Operation 'Update Gallery Image Version' is not allowed on '1.0.1' since it is marked for deletion.",
    step: 'create-version',
    means: /gallery, the definition or the version is being deleted/,
    remedy: /ask again with another version, or once it is deleted/,
  },
  {
    code: 'LinkedAuthorizationFailed',
    message: `The client '3' with object id '4' has permission to perform action 'Microsoft.Compute/disks/write' on scope '${group}/x'; however, it does not have permission to perform action(s) 'Microsoft.Compute/diskEncryptionSets/read' on the linked scope(s) '${group}/keys/providers/Microsoft.Compute/diskEncryptionSets/des' (respectively) or the linked scope(s) are invalid.`,
    step: 'copy-disks',
    means: /^My identity lacks Microsoft\.Compute\/diskEncryptionSets\/read on des \(diskEncryptionSets\)\./,
    remedy: /^Give it that right there/,
  },
  {
    code: 'LinkedAuthorizationFailed',
    message: `The client '3' has permission to perform action 'Microsoft.Network/networkInterfaces/write' on scope '${nic}'; however, it does not have permission to perform action(s) 'Microsoft.Network/networkSecurityGroups/join/action,Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${group}/a/providers/Microsoft.Network/networkSecurityGroups/nsg,${subnet}' (respectively) or the linked scope(s) are invalid.`,
    step: 'isolate-clone',
    means:
      /^My identity lacks Microsoft\.Network\/networkSecurityGroups\/join\/action on nsg \(networkSecurityGroups\), Microsoft\.Network\/virtualNetworks\/subnets\/join\/action on copies \(subnets\)\./,
    remedy: /^Give it that right there/,
  },
  {
    code: 'LinkedAuthorizationFailed',
    message: `The client '3' has permission to perform action 'Microsoft.Compute/galleries/images/versions/write' on scope '${group}/x'; however, it does not have permission to perform action(s) 'Microsoft.Compute/virtualMachines/write' on the linked scope(s) '${group}/x/providers/Microsoft.Compute/virtualMachines/web-02' (respectively).`,
    step: 'create-version',
    here: inPlace,
    means: /^My identity may not write on the VM that the version is made from/,
    remedy: /^Give it write access on the VM/,
  },
  {
    code: 'SnapshotLimitReached',
    message: 'The snapshot count was exceeded for a disk. Please delete a snapshot before creating another one.',
    step: 'take-snapshots',
    means: /^A disk of web-02 has as many snapshots/,
    remedy: /^Delete old snapshots of that disk/,
  },
  {
    code: 'VMRestorePointClientError',
    message:
      'Restore Point creation failed as the maximum allowed snapshot limit of one or more disk blobs has been reached. Please delete some existing restore points of this VM and then retry.',
    step: 'take-restore-point',
    means: /as many snapshots and restore points/,
    remedy: /^Delete old restore points of web-02/,
  },
  {
    code: 'VMRestorePointClientError',
    message: 'Creation of Restore Point of a Virtual Machine with Shared disks is not supported.',
    step: 'take-restore-point',
    means: /shares a disk with another VM/,
    remedy: /ask again without consistency=restore-point/,
  },
  {
    code: 'OperationNotAllowed',
    message: "Operation 'runCommand' is not allowed on VM 'web-02' since VM has extension 'dsc' in failed state.",
    step: 'deprovision-guest',
    here: inPlace,
    means: /^An extension has failed in web-02/,
    remedy: /^Have that extension removed from web-02, then press Retry/,
  },
  {
    code: 'OperationNotAllowed',
    message:
      "Operation 'runCommand' is not allowed on VM 'web-02' since the VM is either deallocated or marked to be deallocated.",
    step: 'deprovision-guest',
    here: inPlace,
    means: /^web-02 is not running/,
    remedy: /^Start web-02, then press Retry/,
  },
  {
    code: 'OperationNotAllowed',
    message: "Operation 'deallocate' is not allowed on VM 'web-02' since another operation is in progress.",
    step: 'deallocate-vm',
    here: inPlace,
    means: /^Something else was at work/,
    remedy: /^Wait a few minutes, then press Retry/,
  },
  {
    code: 'InvalidParameter',
    message: 'The requested VM size Standard_D2s_v5 is not available in the current region.',
    step: 'create-clone',
    means: /^The size of the VM is not to be had/,
    remedy: /mode=in-place/,
  },
  {
    code: 'OperationNotAllowed',
    message: 'There is an active shared access signature outstanding for disk web-02_OsDisk. Call EndGetAccess first.',
    step: 'create-clone',
    means: /^Somebody downloads a disk/,
    remedy: /^Have that ended/,
  },
];

describe('what Azure answers, at the step and in the mode at hand, leads on:', () => {
  test.each(cases)('$code at $step', ({ code, message, step, here = own, means, remedy }) => {
    const told = remedyFor({ code, message, inner: [] }, { ...here, step });
    expect(told.reason).toMatch(means);
    expect(told.remedy).toMatch(remedy);
  });

  test('an error within another is read in the same way', () => {
    const inner = { code: 'SubnetIsFull', message: `Subnet ${subnet} is already full.` };
    const said = { code: 'BadRequest', message: `See details. ${inner.message}`, inner: [inner] };
    expect(remedyFor(said, { ...named, step: 'isolate-clone' }).reason).toMatch(/^The subnet in which copies stand/);
  });
});

test.each([
  'ReferencedResourceNotProvisioned',
  'NicReservedForAnotherVm',
  'NicInUse',
  'AttachDiskWhileBeingDetached',
  'PreconditionFailed',
])('%s passes by itself', code => {
  expect(new AzureError('Not now.', { status: 400, code }).passing).toBe(true);
  const inner = [{ code, message: 'Not now.' }];
  expect(new AzureError('See details.', { status: 400, code: 'BadRequest', inner }).passing).toBe(true);
  expect(new AzureError('See details.', { status: 400, code: 'BadRequest' }).passing).toBe(false);
});

test.each([
  "Operation 'Start VM' is not allowed on VM 'capture-1' since another operation is in progress.",
  'An ongoing operation is changing power state of Virtual Machine x to y. Please perform operation z after some time.',
  "RestorePoint creation failed since a concurrent 'Create RestorePoint' operation was triggered on the VM.",
])('what is at work on the same VM ends by itself: %s', message => {
  expect(new AzureError(message, { status: 409, code: 'OperationNotAllowed' }).passing).toBe(true);
});
