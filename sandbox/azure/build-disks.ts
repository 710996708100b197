import { armDate } from './clock.ts';
import { guidOf } from './guid.ts';
import { compact } from './json.ts';
import { type DataContent, resourceId, type StoredResource, type SystemContent, type VirtualMachine } from './world.ts';
import type { WorldSpec } from './world-file.ts';

type Spec = WorldSpec['virtualMachines'][number];
type Disk = {
  readonly name: string;
  readonly sizeGb: number;
  readonly sku: string;
  readonly content: DataContent | SystemContent;
  readonly os: boolean;
};

/** The identity of the key that the world's encrypted disks are under. */
export function encryptionSetId(subscriptionId: string): string {
  return resourceId(subscriptionId, 'rg-keys', 'Microsoft.Compute/diskEncryptionSets/contoso-key');
}

/** A managed disk that belongs to a machine of the world. */
export function buildDisk(vm: VirtualMachine, spec: Spec, id: string, disk: Disk, created: Date): StoredResource {
  const { os, sizeGb, sku } = disk;
  const keyed = spec.encryption === 'customer-key';
  return {
    id,
    name: disk.name,
    type: 'disks',
    subscriptionId: vm.subscriptionId,
    resourceGroup: vm.resourceGroup,
    location: vm.location,
    sasUntil: undefined,
    content: disk.content,
    body: compact({
      managedBy: vm.id,
      zones: vm.zones,
      sku: { name: sku, tier: sku.split('_')[0] },
      properties: compact({
        ...(os
          ? {
              osType: vm.osType,
              hyperVGeneration: vm.generation,
              supportedCapabilities: {
                architecture: vm.architecture,
                acceleratedNetwork: true,
                diskControllerTypes: 'SCSI, NVMe',
              },
              purchasePlan: spec.diskPlan ?? vm.plan,
            }
          : {}),
        securityProfile: os && vm.securityType === 'TrustedLaunch' ? { securityType: 'TrustedLaunch' } : undefined,
        creationData: { createOption: os ? 'FromImage' : 'Empty' },
        diskSizeGB: sizeGb,
        diskSizeBytes: sizeGb * 2 ** 30,
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 100,
        encryption: keyed
          ? { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: encryptionSetId(vm.subscriptionId) }
          : { type: 'EncryptionAtRestWithPlatformKey' },
        encryptionSettingsCollection:
          spec.encryption === 'azure-disk-encryption'
            ? { enabled: true, encryptionSettings: [{}], encryptionSettingsVersion: '1.1' }
            : undefined,
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
        timeCreated: armDate(created),
        provisioningState: 'Succeeded',
        diskState: vm.power === 'deallocated' ? 'Reserved' : 'Attached',
        uniqueId: guidOf(`${id} unique`),
        tier: sku.startsWith('Premium') ? 'P4' : undefined,
      }),
    }),
  };
}
