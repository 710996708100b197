import type {
  ComputeManagementClient,
  DataDisk,
  Disk,
  Plan,
  VirtualMachine,
  VirtualMachineInstanceView,
} from '@azure/arm-compute';
import { scrub } from '../scrub.ts';
import type {
  Azure,
  PowerState,
  PurchasePlan,
  SecurityType,
  Vm,
  VmDisk,
  VmFacts,
  VmListing,
  VmStatus,
} from './azure.ts';
import type { ArmClients } from './clients.ts';
import { asking, finding } from './errors.ts';
import { parseResourceId, parseVmId, vmId } from './names.ts';
import { keptTags } from './vm-tags.ts';

type Verbs = Pick<Azure, 'listVms' | 'findVm' | 'findVmStatus' | 'findVmFacts'>;

/** What the door tells of virtual machines. */
export function virtualMachines({ compute }: ArmClients): Verbs {
  return {
    listVms: (subscriptionId, resourceGroup) =>
      asking(async () => {
        const { virtualMachines } = compute(subscriptionId);
        const found: VmListing[] = [];
        for await (const vm of resourceGroup ? virtualMachines.list(resourceGroup) : virtualMachines.listAll()) {
          const ref = parseVmId(vm.id ?? '');
          if (ref) found.push({ ...ref, location: vm.location, osType: osTypeOf(vm) });
        }
        return found;
      }),

    findVm: ref =>
      finding(async () => {
        const client = compute(ref.subscriptionId);
        const vm = await client.virtualMachines.get(ref.resourceGroup, ref.name, { expand: 'instanceView' });
        const { osDisk, dataDisks = [] } = vm.storageProfile ?? {};
        // The extension stays when the disks are decrypted again: only the disks themselves say.
        const mayBeEncrypted = extensionsOf(vm).some(type => /^AzureDiskEncryption/i.test(type));
        const [system, ...data] = await Promise.all([
          findDisk(client, osDisk?.managedDisk?.id),
          ...dataDisks.map(one => (isTold(one) && !mayBeEncrypted ? null : findDisk(client, one.managedDisk?.id))),
        ]);
        return toVm(vm, system ?? null, data);
      }),

    findVmStatus: ref =>
      finding(async () =>
        toStatus(await compute(ref.subscriptionId).virtualMachines.instanceView(ref.resourceGroup, ref.name)),
      ),

    findVmFacts: ref =>
      finding(async () => toFacts(await compute(ref.subscriptionId).virtualMachines.get(ref.resourceGroup, ref.name))),
  };
}

const powerStates: readonly PowerState[] = [
  'starting',
  'running',
  'stopping',
  'stopped',
  'deallocating',
  'deallocated',
];

function toStatus(view: VirtualMachineInstanceView | undefined): VmStatus {
  const codes = (view?.statuses ?? []).map(status => status.code ?? '');
  const power = codes.find(code => code.startsWith('PowerState/'))?.slice('PowerState/'.length);
  const agent = view?.vmAgent?.statuses?.[0];
  return {
    power: powerStates.find(state => state === power) ?? 'unknown',
    generalized: codes.some(code => code.toLowerCase() === 'osstate/generalized'),
    agent: {
      ready: agent?.displayStatus === 'Ready',
      says: scrub(agent?.message ?? agent?.displayStatus ?? 'no word from it'),
    },
  };
}

/** Azure leaves a data disk's size and SKU out of a VM that is deallocated. */
const isTold = ({ diskSizeGB, managedDisk }: DataDisk): boolean =>
  diskSizeGB !== undefined && managedDisk?.storageAccountType !== undefined;

async function findDisk({ disks }: ComputeManagementClient, id: string | undefined): Promise<Disk | null> {
  const { resourceGroup, names } = parseResourceId(id ?? '') ?? {};
  const name = names?.[0];
  return resourceGroup && name ? finding(() => disks.get(resourceGroup, name)) : null;
}

function toDisk(attached: Pick<DataDisk, 'diskSizeGB' | 'managedDisk'> | undefined, disk: Disk | null): VmDisk {
  const { managedDisk } = attached ?? {};
  return {
    id: managedDisk?.id ?? null,
    sizeGb: disk?.diskSizeGB ?? attached?.diskSizeGB ?? null,
    storage: disk?.sku?.name ?? managedDisk?.storageAccountType ?? null,
    encryptionSetId: disk?.encryption?.diskEncryptionSetId ?? managedDisk?.diskEncryptionSet?.id ?? null,
  };
}

function toVm(vm: VirtualMachine, disk: Disk | null, dataDisks: readonly (Disk | null)[]): Vm {
  const ref = parseVmId(vm.id ?? '');
  if (!ref) throw new Error('Azure answered a virtual machine without a resource id.');
  const { storageProfile, securityProfile, plan } = vm;
  const { osDisk } = storageProfile ?? {};
  const uefi = securityProfile?.uefiSettings;
  const extensions = extensionsOf(vm);
  const generation = vm.instanceView?.hyperVGeneration ?? disk?.hyperVGeneration;
  return {
    ...ref,
    ...toStatus(vm.instanceView),
    id: vmId(ref),
    vmId: vm.vmId ?? null,
    location: vm.location,
    size: vm.hardwareProfile?.vmSize ?? 'unknown',
    osType: osTypeOf(vm),
    generation: generation === 'V2' ? 'V2' : 'V1',
    architecture: disk?.supportedCapabilities?.architecture === 'Arm64' ? 'Arm64' : 'x64',
    securityType: securityTypeOf(securityProfile?.securityType),
    diskController: storageProfile?.diskControllerType === 'NVMe' ? 'NVMe' : 'SCSI',
    purchasePlan: toPurchasePlan(plan),
    ...diskPlanOf(plan, disk),
    zones: vm.zones ?? [],
    uefi: uefi ? { secureBoot: uefi.secureBootEnabled ?? false, vTpm: uefi.vTpmEnabled ?? false } : null,
    osDisk: {
      ...toDisk(osDisk, disk),
      managed: Boolean(osDisk?.managedDisk),
      ephemeral: osDisk?.diffDiskSettings?.option === 'Local',
    },
    dataDisks: (storageProfile?.dataDisks ?? []).map((one, index) => ({
      lun: one.lun,
      ...toDisk(one, dataDisks[index] ?? null),
    })),
    nicIds: (vm.networkProfile?.networkInterfaces ?? []).flatMap(({ id }) => id ?? []),
    ...(extensions.length > 0 ? { extensions } : {}),
    ...(osDisk?.managedDisk?.securityProfile?.securityEncryptionType
      ? {
          confidential: {
            encryption: osDisk.managedDisk.securityProfile.securityEncryptionType,
            encryptionSetId: osDisk.managedDisk.securityProfile.diskEncryptionSet?.id ?? null,
          },
        }
      : {}),
    ...(securityProfile?.encryptionAtHost ? { encryptionAtHost: true } : {}),
    inScaleSet: Boolean(vm.virtualMachineScaleSet?.id),
    diskEncrypted: [disk, ...dataDisks].some(one => one?.encryptionSettingsCollection?.enabled),
    tags: keptTags(vm.tags),
  };
}

const toPurchasePlan = (plan: Plan | undefined): PurchasePlan | null =>
  plan?.name && plan.publisher && plan.product
    ? { name: plan.name, publisher: plan.publisher, product: plan.product }
    : null;

/** A disk keeps the purchase plan of the image that it came from, also where a VM was made of it without one. */
function diskPlanOf(plan: Plan | undefined, disk: Disk | null): Pick<Vm, 'diskPlan'> {
  const diskPlan = toPurchasePlan(plan) ? null : toPurchasePlan(disk?.purchasePlan);
  return diskPlan ? { diskPlan } : {};
}

function toFacts(vm: VirtualMachine): VmFacts {
  const { vmId: id, location, hardwareProfile, storageProfile, tags } = vm;
  const disks = [storageProfile?.osDisk, ...(storageProfile?.dataDisks ?? [])];
  return {
    vmId: id ?? null,
    location,
    size: hardwareProfile?.vmSize ?? 'unknown',
    diskIds: disks.flatMap(disk => disk?.managedDisk?.id ?? []),
    osType: osTypeOf(vm),
    osDiskId: storageProfile?.osDisk?.managedDisk?.id ?? null,
    dataDisks: (storageProfile?.dataDisks ?? []).map(({ lun, managedDisk }) => ({ lun, id: managedDisk?.id ?? null })),
    inScaleSet: Boolean(vm.virtualMachineScaleSet?.id),
    encryptionSetIds: Object.fromEntries(
      disks.flatMap(disk => {
        const { id: diskId, diskEncryptionSet } = disk?.managedDisk ?? {};
        return diskId && diskEncryptionSet?.id ? [[diskId.toLowerCase(), diskEncryptionSet.id]] : [];
      }),
    ),
    tags: keptTags(tags),
  };
}

const extensionsOf = ({ resources = [] }: VirtualMachine): readonly string[] =>
  resources.flatMap(({ typePropertiesType }) => typePropertiesType ?? []).sort();

const osTypeOf = (vm: VirtualMachine): Vm['osType'] =>
  vm.storageProfile?.osDisk?.osType === 'Windows' ? 'Windows' : 'Linux';

const securityTypeOf = (type: string | undefined): SecurityType =>
  type === 'TrustedLaunch' || type === 'ConfidentialVM' ? type : 'Standard';
