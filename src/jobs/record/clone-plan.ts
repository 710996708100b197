import type { Vm } from '../../azure/azure.ts';
import type { VmRef } from '../../azure/names.ts';
import type { Outbound } from '../../azure/outbound.ts';
import type { consistencies, Request } from '../request/request.ts';
import type { Settings } from '../request/settings.ts';

/** A disk of the VM and its copy; `lun` is null for the OS disk, `snapshotId` null where a restore point holds it. */
export interface DiskCopy {
  readonly lun: number | null;
  readonly sourceId: string;
  readonly snapshotId: string | null;
  readonly diskId: string;
  readonly sizeGb: number | null;
  readonly storage: string;
  readonly encryptionSetId: string | null;
}

/** All that a clone is made of, by resource id. `group.own`: made for it alone, and deleted with it. */
export interface ClonePlan {
  readonly vm: VmRef;
  readonly id: string;
  readonly consistency: (typeof consistencies)[number];
  readonly group: { readonly id: string; readonly name: string; readonly own: boolean };
  readonly restorePoint: { readonly collectionId: string; readonly id: string } | null;
  readonly disks: readonly DiskCopy[];
  readonly securityGroupId: string;
  /** A network of its own; null where the settings name a subnet. */
  readonly network: { readonly id: string; readonly subnet: string } | null;
  readonly subnetId: string;
  /** How far its network lets out; plans from before it was asked let out to all of Azure. */
  readonly outbound?: Outbound;
  readonly nicId: string;
}

/** How far the network of a planned copy lets out. */
export const outboundOf = ({ outbound = 'azure' }: ClonePlan): Outbound => outbound;

/** Whether a copy becomes the image: a VM that Azure has as generalized is spent already. */
export const isCloned = (request: Request, settings: Settings, vm: Vm): boolean =>
  (request.mode ?? settings.mode) === 'clone' && !vm.generalized;

/** Whether the settings allow the other way to an image. */
export const mayInPlace = ({ modes }: Settings): boolean => modes.includes('in-place');

/** Names everything that a capture makes to copy a VM, after the capture's id. */
export function drawClone(
  captureId: string,
  { vm, request, settings }: { vm: Vm; request: Request; settings: Settings },
): ClonePlan {
  const name = `capture-${captureId}`;
  const consistency = request.consistency ?? settings.consistency;
  const group = settings.clone.resourceGroup ?? name;
  const groupId = `/subscriptions/${vm.subscriptionId}/resourceGroups/${group}`;
  const at = (type: string, suffix = '') => `${groupId}/providers/${type}/${name}${suffix}`;
  const network = settings.clone.subnetId ? null : { id: at('Microsoft.Network/virtualNetworks'), subnet: 'clone' };
  const collectionId = at('Microsoft.Compute/restorePointCollections');
  const byPoint = consistency === 'restore-point';
  const copyOf = (
    { id, sizeGb, storage, encryptionSetId }: Vm['osDisk'] | Vm['dataDisks'][number],
    lun: number | null,
  ) => {
    if (!id) throw new Error('An unmanaged disk was to be copied.');
    const suffix = lun === null ? '-os' : `-lun${lun}`;
    return {
      lun,
      sourceId: id,
      snapshotId: byPoint ? null : at('Microsoft.Compute/snapshots', suffix),
      diskId: at('Microsoft.Compute/disks', suffix),
      sizeGb,
      storage: storage ?? 'Standard_LRS',
      encryptionSetId,
    };
  };
  return {
    vm: { subscriptionId: vm.subscriptionId, resourceGroup: group, name },
    id: at('Microsoft.Compute/virtualMachines'),
    consistency,
    group: { id: groupId, name: group, own: settings.clone.resourceGroup === undefined },
    restorePoint: byPoint ? { collectionId, id: `${collectionId}/restorePoints/${name}` } : null,
    disks: [copyOf(vm.osDisk, null), ...vm.dataDisks.map(disk => copyOf(disk, disk.lun))],
    securityGroupId: at('Microsoft.Network/networkSecurityGroups'),
    network,
    subnetId: settings.clone.subnetId ?? `${network?.id}/subnets/${network?.subnet}`,
    outbound: settings.clone.outbound,
    nicId: at('Microsoft.Network/networkInterfaces'),
  };
}
