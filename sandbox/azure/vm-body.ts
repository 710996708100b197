import { armDate } from './clock.ts';
import { compact, type JsonObject, merge, textAt } from './json.ts';
import type { VirtualMachine } from './world.ts';

const powerWords = {
  starting: 'VM starting',
  running: 'VM running',
  stopping: 'VM stopping',
  stopped: 'VM stopped',
  deallocating: 'VM deallocating',
  deallocated: 'VM deallocated',
} as const;

/** The virtual machine as ARM answers it at that api-version, with the instance view when it was asked for. */
export function vmBody(vm: VirtualMachine, apiVersion: string, withInstanceView: boolean): JsonObject {
  // From 2025-11-01 on, a machine without a security type says so in so many words.
  const explicit = apiVersion >= '2025-11-01' && textAt(vm.properties, 'securityProfile.securityType') === undefined;
  return compact({
    name: vm.name,
    id: vm.id,
    type: 'Microsoft.Compute/virtualMachines',
    location: vm.location,
    tags: vm.tags,
    plan: vm.plan,
    zones: vm.zones,
    identity: vm.identity,
    properties: {
      ...(explicit ? merge(vm.properties, { securityProfile: { securityType: 'Standard' } }) : vm.properties),
      provisioningState: vm.provisioning.state,
      ...(withInstanceView ? { instanceView: instanceView(vm) } : {}),
    },
    etag: vm.etag,
  });
}

/** What the platform and the agent say of the machine now; a machine that does not run says nothing of its guest. */
export function instanceView(vm: VirtualMachine): JsonObject {
  const at = armDate(vm.provisioning.at);
  const up = vm.power === 'running' || vm.power === 'starting' || vm.power === 'stopping';
  const diskName = textAt(vm.properties, 'storageProfile.osDisk.name') ?? `${vm.name}_OsDisk`;
  return compact({
    ...(up
      ? { computerName: vm.hostName, osName: vm.osName, osVersion: vm.osVersion, vmAgent: agentView(vm, at) }
      : {}),
    hyperVGeneration: vm.generation,
    disks: [{ name: diskName, statuses: [provisioned(at)] }],
    bootDiagnostics: {},
    statuses: [
      ...(vm.generalized ? [{ code: 'OSState/generalized', level: 'Info', displayStatus: 'VM generalized' }] : []),
      vm.provisioning.state === 'Succeeded'
        ? provisioned(at)
        : {
            code: `ProvisioningState/${vm.provisioning.state.toLowerCase()}`,
            level: vm.provisioning.state === 'Failed' ? 'Error' : 'Info',
            displayStatus: vm.provisioning.state,
            time: at,
          },
      { code: `PowerState/${vm.power}`, level: 'Info', displayStatus: powerWords[vm.power] },
    ],
  });
}

function agentView(vm: VirtualMachine, time: string): JsonObject {
  const ready = vm.agent === 'Ready';
  return {
    vmAgentVersion: ready ? (vm.osType === 'Linux' ? '2.15.0.1' : '2.7.41491.1183') : 'Unknown',
    ...(ready ? { extensionHandlers: [] } : {}),
    statuses: [
      ready
        ? {
            code: 'ProvisioningState/succeeded',
            level: 'Info',
            displayStatus: 'Ready',
            message: 'Guest Agent is running',
            time,
          }
        : {
            code: 'ProvisioningState/Unavailable',
            level: 'Warning',
            displayStatus: 'Not Ready',
            message: 'VM status blob is found but not yet populated.',
            time,
          },
    ],
  };
}

function provisioned(time: string): JsonObject {
  return { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time };
}
