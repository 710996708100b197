import type { Azure, NewDisk, RestorePoint } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { asking, finding, requestIdOf } from './errors.ts';
import { partsOf } from './names.ts';
import { tagsOf } from './tags.ts';

type Verbs = Pick<
  Azure,
  'createSnapshot' | 'createDisk' | 'createRestorePointCollection' | 'createRestorePoint' | 'findRestorePoint'
>;

/** The part of the door that copies disks: by snapshots one by one, or all of a VM at one moment by a restore point. */
export function diskCopies({ compute }: ArmClients): Verbs {
  return {
    createSnapshot: (id, { location, diskId, ...marks }) =>
      asking(() => {
        const { subscriptionId, resourceGroup, name } = partsOf(id);
        return begin(onResponse =>
          compute(subscriptionId).snapshots.createOrUpdate(
            resourceGroup,
            name,
            {
              location,
              tags: tagsOf(marks),
              sku: { name: 'Standard_LRS' },
              incremental: true,
              creationData: { createOption: 'Copy', sourceResourceId: diskId },
              ...closedToExport,
            },
            { onResponse },
          ),
        );
      }),

    createDisk: (id, disk) =>
      asking(() => {
        const { subscriptionId, resourceGroup, name } = partsOf(id);
        return begin(onResponse =>
          compute(subscriptionId).disks.createOrUpdate(resourceGroup, name, fromDisk(disk), { onResponse }),
        );
      }),

    createRestorePointCollection: (id, { location, vmId, ...marks }) =>
      asking(async () => {
        const { subscriptionId, resourceGroup, name } = partsOf(id);
        let requestId: string | null = null;
        await compute(subscriptionId).restorePointCollections.createOrUpdate(
          resourceGroup,
          name,
          { location, tags: tagsOf(marks), source: { id: vmId } },
          {
            onResponse: ({ headers }) => {
              requestId = requestIdOf(headers);
            },
          },
        );
        return { operation: null, retryAfterMs: null, requestId };
      }),

    // A point that is consistent for applications would put an extension into the source, and so into the image.
    createRestorePoint: id =>
      asking(() => {
        const { subscriptionId, resourceGroup, name, child } = partsOf(id);
        return begin(onResponse =>
          compute(subscriptionId).restorePoints.create(
            resourceGroup,
            name,
            child,
            { consistencyMode: 'CrashConsistent' },
            { onResponse },
          ),
        );
      }),

    findRestorePoint: id =>
      finding(async (): Promise<RestorePoint> => {
        const { subscriptionId, resourceGroup, name, child } = partsOf(id);
        const found = await compute(subscriptionId).restorePoints.get(resourceGroup, name, child);
        const { osDisk, dataDisks = [] } = found.sourceMetadata?.storageProfile ?? {};
        const parts = [
          { lun: null, id: osDisk?.diskRestorePoint?.id },
          ...dataDisks.map(one => ({ lun: one.lun ?? null, id: one.diskRestorePoint?.id })),
        ];
        return {
          provisioningState: found.provisioningState ?? 'Unknown',
          disks: parts.flatMap(({ lun, id: diskId }) => (diskId ? [{ lun, id: diskId }] : [])),
        };
      }),
  };
}

/** Nobody may download a copy of somebody's disk: without these, Azure lets it out over public networks, even of a source that is closed. */
const closedToExport = { networkAccessPolicy: 'DenyAll', publicNetworkAccess: 'Disabled' } as const;

/** The security type is not sent: a copy has it from its source, and Azure refuses to be told. */
function fromDisk({ location, zones, storage, sourceId, from, os, encryptionSetId, ...marks }: NewDisk) {
  return {
    location,
    tags: tagsOf(marks),
    sku: { name: storage },
    ...(zones.length > 0 ? { zones: [...zones] } : {}),
    ...(os ? { osType: os.type, hyperVGeneration: os.generation } : {}),
    creationData: { createOption: from === 'snapshot' ? 'Copy' : 'Restore', sourceResourceId: sourceId },
    ...closedToExport,
    ...(encryptionSetId
      ? { encryption: { diskEncryptionSetId: encryptionSetId, type: 'EncryptionAtRestWithCustomerKey' } }
      : {}),
  };
}
