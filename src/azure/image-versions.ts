import type { GalleryImageVersion } from '@azure/arm-compute';
import { scrub } from '../scrub.ts';
import type { Azure, Version } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { asking, finding } from './errors.ts';
import { encryptionOf } from './image-encryption.ts';
import { captureTag, lastingTags, tagOf } from './tags.ts';

type Verbs = Pick<Azure, 'listVersions' | 'findVersion' | 'createVersion' | 'deleteVersion'>;

/** The image versions' part of the door. */
export function imageVersions({ compute }: ArmClients): Verbs {
  return {
    listVersions: ref =>
      asking(async () => {
        const { galleryImageVersions } = compute(ref.subscriptionId);
        const found: Version[] = [];
        for await (const version of galleryImageVersions.listByGalleryImage(
          ref.resourceGroup,
          ref.gallery,
          ref.definition,
        ))
          found.push(toVersion(version));
        return found;
      }),

    findVersion: ref =>
      finding(async () => {
        const { galleryImageVersions } = compute(ref.subscriptionId);
        return toVersion(
          await galleryImageVersions.get(ref.resourceGroup, ref.gallery, ref.definition, ref.version, {
            expand: 'ReplicationStatus',
          }),
        );
      }),

    createVersion: (ref, version) =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).galleryImageVersions.createOrUpdate(
            ref.resourceGroup,
            ref.gallery,
            ref.definition,
            ref.version,
            {
              location: version.location,
              tags: lastingTags(version),
              storageProfile: { source: { virtualMachineId: version.vmId } },
              publishingProfile: {
                targetRegions: version.regions.map(({ name, replicas }) => ({
                  name,
                  regionalReplicaCount: replicas,
                  storageAccountType: version.storage,
                  ...encryptionOf(version.keysOf),
                })),
                storageAccountType: version.storage,
                replicationMode: version.replication,
                excludeFromLatest: version.excludeFromLatest,
                ...(version.endOfLifeDate ? { endOfLifeDate: new Date(version.endOfLifeDate) } : {}),
              },
            },
            { onResponse },
          ),
        ),
      ),

    deleteVersion: ref =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).galleryImageVersions.delete(
            ref.resourceGroup,
            ref.gallery,
            ref.definition,
            ref.version,
            {
              onResponse,
            },
          ),
        ),
      ),
  };
}

function toVersion(version: GalleryImageVersion): Version {
  return {
    name: version.name ?? '',
    provisioningState: version.provisioningState ?? 'Unknown',
    captureId: tagOf(version.tags, captureTag),
    aggregatedState: version.replicationStatus?.aggregatedState ?? 'Unknown',
    regions: (version.replicationStatus?.summary ?? []).map(({ region, state, progress, details }) => ({
      region: region ?? '',
      state: state ?? 'Unknown',
      percent: progress ?? 0,
      ...(details ? { details: scrub(details) } : {}),
    })),
  };
}
