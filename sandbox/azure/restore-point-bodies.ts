import { armDate } from './clock.ts';
import { compact, type Json, type JsonObject } from './json.ts';
import type { DiskRestorePoint, RestorePoint, RestorePointCollection } from './world.ts';

/** The type of the resource that restore points are in. */
export const restorePointType = 'Microsoft.Compute/restorePointCollections';

/** A restore point; with the instance view, also how much of the copy behind each disk is done. */
export function pointBody(point: RestorePoint, withView: boolean): JsonObject {
  const done = point.provisioningState === 'Succeeded';
  const status: Json = done
    ? { code: 'ReplicationState/succeeded', level: 'Info', displayStatus: 'Succeeded' }
    : { code: 'ReplicationState/replicating', level: 'Info', displayStatus: 'Replicating' };
  const disks = point.disks.map(
    ({ id }): Json => ({ id, replicationStatus: { status, completionPercent: done ? 100 : 0 } }),
  );
  return {
    id: point.id,
    name: point.name,
    type: `${restorePointType}/restorePoints`,
    properties: compact({
      ...point.properties,
      provisioningState: point.provisioningState,
      timeCreated: armDate(point.takenAt),
      instanceView: withView ? { diskRestorePoints: disks, statuses: [] } : undefined,
    }),
  };
}

/** A collection, with its points when they were asked for. */
export function collectionBody(one: RestorePointCollection, withPoints: boolean): JsonObject {
  return compact({
    id: one.id,
    name: one.name,
    type: restorePointType,
    location: one.location,
    tags: one.tags,
    properties: compact({
      ...one.properties,
      restorePoints: withPoints ? [...one.points.values()].map(point => pointBody(point, false)) : undefined,
    }),
  });
}

/** One disk of a restore point. */
export function diskPointBody(point: RestorePoint, { id, name, properties }: DiskRestorePoint): JsonObject {
  const { osType, hyperVGeneration, purchasePlan, supportedCapabilities } = properties;
  const { sourceResourceId, sourceUniqueId, encryption, securityProfile } = properties;
  return {
    id,
    name,
    type: `${restorePointType}/restorePoints/diskRestorePoints`,
    properties: compact({
      timeCreated: armDate(point.takenAt),
      sourceResourceId,
      sourceUniqueId,
      osType,
      hyperVGeneration,
      purchasePlan,
      supportedCapabilities,
      encryption,
      securityProfile,
      completionPercent: 100,
    }),
  };
}
