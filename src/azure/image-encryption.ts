import type { EncryptionImages, TargetRegion } from '@azure/arm-compute';
import type { Vm } from './azure.ts';

type Keys = Pick<Vm, 'osDisk' | 'dataDisks' | 'confidential'>;

/** How a version is encrypted in a region: with the customer's keys where its source is, and as a confidential source is. */
export function encryptionOf(source: Keys | undefined): Pick<TargetRegion, 'encryption'> {
  if (!source) return {};
  const data = source.dataDisks.flatMap(({ lun, encryptionSetId }) =>
    encryptionSetId ? [{ lun, diskEncryptionSetId: encryptionSetId }] : [],
  );
  const os = osDiskImage(source);
  if (!os && data.length === 0) return {};
  return {
    encryption: { ...(os ? { osDiskImage: os } : {}), ...(data.length > 0 ? { dataDiskImages: data } : {}) },
  };
}

function osDiskImage({ osDisk, confidential }: Keys): EncryptionImages['osDiskImage'] {
  if (confidential)
    return {
      securityProfile: {
        confidentialVMEncryptionType: typeOf(confidential),
        ...(confidential.encryptionSetId ? { secureVMDiskEncryptionSetId: confidential.encryptionSetId } : {}),
      },
    };
  return osDisk.encryptionSetId ? { diskEncryptionSetId: osDisk.encryptionSetId } : undefined;
}

/** A VM and an image call the same by different words. */
function typeOf({ encryption, encryptionSetId }: NonNullable<Vm['confidential']>): string {
  if (encryption === 'NonPersistedTPM') return 'NonPersistedTPM';
  if (encryption !== 'DiskWithVMGuestState') return 'EncryptedVMGuestStateOnlyWithPmk';
  return encryptionSetId ? 'EncryptedWithCmk' : 'EncryptedWithPmk';
}
