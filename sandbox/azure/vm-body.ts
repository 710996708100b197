import { armDate } from './clock.ts';
import { compact, type Json, type JsonObject, listAt, merge, objectAt, textAt } from './json.ts';
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
    etag: hasEtag(apiVersion) ? vm.etag : undefined,
    resources: vm.extensions.length > 0 ? vm.extensions.map(name => extensionBody(vm, name)) : undefined,
  });
}

/** A machine has an etag from 2024-07-01 on. */
export const hasEtag = (apiVersion: string): boolean => apiVersion >= '2024-07-01';

/** What the platform and the agent say of the machine now; a machine that does not run says nothing of its guest. */
export function instanceView(vm: VirtualMachine): JsonObject {
  const at = armDate(vm.provisioning.at);
  const up = vm.power === 'running' || vm.power === 'starting' || vm.power === 'stopping';
  return compact({
    ...(up
      ? {
          computerName: vm.disk.hostName,
          osName: vm.disk.osName,
          osVersion: vm.disk.osVersion,
          vmAgent: agentView(vm, at),
        }
      : {}),
    hyperVGeneration: vm.generation,
    disks: diskViews(vm, at),
    bootDiagnostics: {},
    statuses: [
      ...(vm.generalized ? [{ code: 'OSState/generalized', level: 'Info', displayStatus: 'VM generalized' }] : []),
      provisioningStatus(vm, at),
      { code: `PowerState/${vm.power}`, level: 'Info', displayStatus: powerWords[vm.power] },
    ],
  });
}

function diskViews(vm: VirtualMachine, at: string): Json[] {
  const storage = objectAt(vm.properties, 'storageProfile');
  const encrypted = vm.extensions.some(name => name.startsWith('AzureDiskEncryption'));
  return [objectAt(storage, 'osDisk'), ...listAt(storage, 'dataDisks')].map((disk): Json => {
    const view = { name: textAt(disk, 'name') ?? '', statuses: [provisioned(at)] };
    if (!encrypted) return view;
    const status = { code: 'EncryptionState/encrypted', level: 'Info', displayStatus: 'Encryption is enabled on disk' };
    return { ...view, encryptionSettings: [{ enabled: true }], statuses: [...view.statuses, status] };
  });
}

function extensionBody(vm: VirtualMachine, name: string): JsonObject {
  return {
    name,
    id: `${vm.id}/extensions/${name}`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location: vm.location,
    properties: {
      publisher: 'Microsoft.Azure.Security',
      type: name,
      typeHandlerVersion: '1.4',
      autoUpgradeMinorVersion: true,
      provisioningState: 'Succeeded',
    },
  };
}

function provisioningStatus({ provisioning }: VirtualMachine, time: string): JsonObject {
  const { state, error } = provisioning;
  if (state === 'Succeeded') return provisioned(time);
  const code = `ProvisioningState/${state.toLowerCase()}${error ? `/${error.code}` : ''}`;
  const level = state === 'Failed' ? 'Error' : 'Info';
  return compact({ code, level, displayStatus: error ? 'Provisioning failed' : state, message: error?.message, time });
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
