import { invalidParameter } from './arm-error.ts';
import type { Azure } from './context.ts';
import { copyContent } from './disk-content.ts';
import { guidOf } from './guid.ts';
import { compact, isObject, type Json, type JsonObject, listAt, objectAt, textAt } from './json.ts';
import type { DiskRestorePoint, RestorePoint, RestorePointCollection, VirtualMachine } from './world.ts';

/** A restore point of a machine: every managed disk as it is at this one moment. */
export function restorePoint(
  { world, clock }: Azure,
  collection: RestorePointCollection,
  vm: VirtualMachine,
  name: string,
  mode: string | undefined,
): RestorePoint {
  const id = `${collection.id}/restorePoints/${name}`;
  const disks: DiskRestorePoint[] = [];
  const profile = objectAt(vm.properties, 'storageProfile');

  /** The disk as the source metadata tells it, its restore point with it. */
  function freeze(disk: JsonObject): JsonObject {
    const diskId = textAt(disk, 'managedDisk.id') ?? '';
    const stored = world.stored.get(diskId.toLowerCase());
    if (!stored)
      throw invalidParameter(
        `Restore points of VM '${vm.name}' are not supported: it has a disk that is not managed.`,
        'source',
      );
    const pointName = `${stored.name}_${guidOf(`${id} ${diskId}`)}`;
    const properties = objectAt(stored.body, 'properties');
    const point: DiskRestorePoint = {
      id: `${id}/diskRestorePoints/${pointName}`,
      name: pointName,
      properties: { ...properties, sourceResourceId: stored.id, sourceUniqueId: properties.uniqueId },
      content: copyContent(stored.content),
    };
    disks.push(point);
    const { osType, name: diskName, diskSizeGB, caching, managedDisk, lun } = disk;
    return compact({
      lun,
      osType,
      name: diskName,
      caching,
      diskSizeGB,
      managedDisk,
      diskRestorePoint: { id: point.id },
    });
  }

  const storageProfile = compact({
    osDisk: freeze(objectAt(profile, 'osDisk')),
    dataDisks: listAt(profile, 'dataDisks')
      .filter(isObject)
      .map((one): Json => freeze(one)),
    diskControllerType: profile.diskControllerType,
  });
  const { hardwareProfile, osProfile, securityProfile, vmId, licenseType } = vm.properties;
  return {
    id,
    name,
    disks,
    takenAt: clock.date(),
    provisioningState: 'Creating',
    properties: {
      consistencyMode: mode ?? 'ApplicationConsistent',
      sourceMetadata: compact({
        hardwareProfile,
        storageProfile,
        osProfile,
        securityProfile,
        vmId,
        licenseType,
        location: vm.location,
        hyperVGeneration: vm.generation,
        diagnosticsProfile: vm.properties.diagnosticsProfile,
      }),
    },
  };
}
