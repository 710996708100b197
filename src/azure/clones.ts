import type { VirtualMachine } from '@azure/arm-compute';
import type { Azure, NewVm, Vm } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { asking } from './errors.ts';
import { partsOf } from './names.ts';
import { tagsOf } from './tags.ts';

/** The part of the door that makes a VM of disks that are there. */
export function clones({ compute }: ArmClients): Pick<Azure, 'createVm'> {
  return {
    createVm: (id, vm) =>
      asking(() => {
        const { subscriptionId, resourceGroup, name } = partsOf(id);
        return begin(onResponse =>
          compute(subscriptionId).virtualMachines.createOrUpdate(resourceGroup, name, fromNewVm(vm), { onResponse }),
        );
      }),
  };
}

/** Nothing goes with the VM when it is deleted: what it is made of is deleted by name, in order. */
function fromNewVm({ source, osDiskId, dataDisks, nicId, ...marks }: NewVm): VirtualMachine {
  const { purchasePlan, zones } = source;
  return {
    location: source.location,
    tags: tagsOf(marks),
    ...(zones.length > 0 ? { zones: [...zones] } : {}),
    ...(purchasePlan ? { plan: purchasePlan } : {}),
    hardwareProfile: { vmSize: source.size },
    storageProfile: {
      diskControllerType: source.diskController,
      osDisk: {
        createOption: 'Attach',
        osType: source.osType,
        managedDisk: { id: osDiskId },
        deleteOption: 'Detach',
      },
      dataDisks: dataDisks.map(({ lun, diskId }) => ({
        lun,
        createOption: 'Attach',
        managedDisk: { id: diskId },
        deleteOption: 'Detach',
      })),
    },
    ...secured(source),
    networkProfile: { networkInterfaces: [{ id: nicId, primary: true, deleteOption: 'Detach' }] },
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
  };
}

/** Azure takes no security type for a standard VM without a subscription's special leave. */
function secured({ securityType, uefi, encryptionAtHost }: Vm): Pick<VirtualMachine, 'securityProfile'> {
  const trusted = securityType === 'TrustedLaunch';
  if (!trusted && !encryptionAtHost) return {};
  return {
    securityProfile: {
      ...(trusted ? { securityType } : {}),
      ...(trusted && uefi ? { uefiSettings: { secureBootEnabled: uefi.secureBoot, vTpmEnabled: uefi.vTpm } } : {}),
      ...(encryptionAtHost ? { encryptionAtHost } : {}),
    },
  };
}
