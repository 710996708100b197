import type { Disk, VirtualMachine, VirtualMachineInstanceView } from '@azure/arm-compute';
import type { Azure, GuestRun, PowerState, SecurityType, Vm, VmListing, VmStatus } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { AzureError, asking, finding, requestIdOf } from './errors.ts';
import { parseVmId, vmId } from './names.ts';

type Verbs = Pick<
  Azure,
  'listVms' | 'findVm' | 'findVmStatus' | 'findGuestRun' | 'startGuestRun' | 'deallocate' | 'generalize'
>;

/** The virtual machine's part of the door. */
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
        const diskId = vm.storageProfile?.osDisk?.managedDisk?.id;
        const [, group, name] =
          /\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Compute\/disks\/([^/]+)$/i.exec(diskId ?? '') ?? [];
        const disk = group && name ? await finding(() => client.disks.get(group, name)) : null;
        return toVm(vm, disk);
      }),

    findVmStatus: ref =>
      finding(async () =>
        toStatus(await compute(ref.subscriptionId).virtualMachines.instanceView(ref.resourceGroup, ref.name)),
      ),

    findGuestRun: (ref, name) =>
      finding(async () => {
        const runs = compute(ref.subscriptionId).virtualMachineRunCommands;
        try {
          const run = await asking(() =>
            runs.getByVirtualMachine(ref.resourceGroup, ref.name, name, { expand: 'instanceView' }),
          );
          return toGuestRun(run.instanceView, run.provisioningState);
        } catch (error) {
          // The instance view comes from the agent: a VM that is down may have none, though the command is there.
          if (!(error instanceof AzureError) || error.status !== 409) throw error;
          const run = await runs.getByVirtualMachine(ref.resourceGroup, ref.name, name);
          return toGuestRun(undefined, run.provisioningState);
        }
      }),

    startGuestRun: (ref, { name, location, script, timeoutSeconds }) =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).virtualMachineRunCommands.createOrUpdate(
            ref.resourceGroup,
            ref.name,
            name,
            {
              location,
              source: { script },
              asyncExecution: true,
              timeoutInSeconds: timeoutSeconds,
              treatFailureAsDeploymentFailure: false,
            },
            { onResponse },
          ),
        ),
      ),

    deallocate: ref =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).virtualMachines.deallocate(ref.resourceGroup, ref.name, { onResponse }),
        ),
      ),

    generalize: ref =>
      asking(async () => {
        let requestId: string | null = null;
        await compute(ref.subscriptionId).virtualMachines.generalize(ref.resourceGroup, ref.name, {
          onResponse: ({ headers }) => {
            requestId = requestIdOf(headers);
          },
        });
        return { operation: null, retryAfterMs: null, requestId };
      }),
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
      says: agent?.message ?? agent?.displayStatus ?? 'no word from it',
    },
  };
}

function toVm(vm: VirtualMachine, disk: Disk | null): Vm {
  const ref = parseVmId(vm.id ?? '');
  if (!ref) throw new Error('Azure answered a virtual machine without a resource id.');
  const { storageProfile, plan } = vm;
  const generation = vm.instanceView?.hyperVGeneration ?? disk?.hyperVGeneration;
  return {
    ...ref,
    ...toStatus(vm.instanceView),
    id: vmId(ref),
    location: vm.location,
    size: vm.hardwareProfile?.vmSize ?? 'unknown',
    osType: osTypeOf(vm),
    generation: generation === 'V2' ? 'V2' : 'V1',
    architecture: disk?.supportedCapabilities?.architecture === 'Arm64' ? 'Arm64' : 'x64',
    securityType: securityTypeOf(vm.securityProfile?.securityType),
    diskController: storageProfile?.diskControllerType === 'NVMe' ? 'NVMe' : 'SCSI',
    purchasePlan:
      plan?.name && plan.publisher && plan.product
        ? { name: plan.name, publisher: plan.publisher, product: plan.product }
        : null,
    osDisk: {
      sizeGb: disk?.diskSizeGB ?? storageProfile?.osDisk?.diskSizeGB ?? null,
      managed: Boolean(storageProfile?.osDisk?.managedDisk),
      ephemeral: storageProfile?.osDisk?.diffDiskSettings?.option === 'Local',
    },
    dataDisks: (storageProfile?.dataDisks ?? []).map(({ lun, diskSizeGB, managedDisk }) => ({
      lun,
      sizeGb: diskSizeGB ?? null,
      storage: managedDisk?.storageAccountType ?? null,
    })),
    inScaleSet: Boolean(vm.virtualMachineScaleSet?.id),
    diskEncrypted: Boolean(disk?.encryptionSettingsCollection?.enabled),
    tags: vm.tags ?? {},
  };
}

function toGuestRun(
  view: { executionState?: string; exitCode?: number; output?: string; error?: string } | undefined,
  provisioningState: string | undefined,
): GuestRun {
  const facts = { exitCode: view?.exitCode ?? null, output: [view?.output, view?.error].filter(Boolean).join('\n') };
  switch (view?.executionState) {
    case 'Running':
      return { state: 'running', ...facts };
    case 'Succeeded':
      return { state: 'succeeded', ...facts };
    case 'Failed':
      return { state: 'failed', ...facts };
    case 'TimedOut':
    case 'Canceled':
      return { state: 'ended', ...facts };
    default:
      return { state: provisioningState === 'Failed' ? 'ended' : 'pending', ...facts };
  }
}

const osTypeOf = (vm: VirtualMachine): Vm['osType'] =>
  vm.storageProfile?.osDisk?.osType === 'Windows' ? 'Windows' : 'Linux';

const securityTypeOf = (type: string | undefined): SecurityType =>
  type === 'TrustedLaunch' || type === 'ConfidentialVM' ? type : 'Standard';
