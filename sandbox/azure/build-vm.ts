import { armDate } from './clock.ts';
import { quietSysprepLog } from './guests.ts';
import { guidOf } from './guid.ts';
import { compact, type Json, type JsonObject } from './json.ts';
import { shortRegion } from './regions.ts';
import { resourceId, type StoredResource, type VirtualMachine } from './world.ts';
import type { WorldSpec } from './world-file.ts';

type Spec = WorldSpec['virtualMachines'][number];

/** Makes a virtual machine with a full body, and the disks that belong to it. */
export function buildVm(
  spec: Spec,
  subscriptionId: string,
  now: Date,
): { vm: VirtualMachine; disks: StoredResource[] } {
  const id = resourceId(subscriptionId, spec.resourceGroup, `Microsoft.Compute/virtualMachines/${spec.name}`);
  const created = new Date(now.getTime() - 90 * 24 * 3600 * 1000);
  const linux = spec.osType === 'Linux';
  const osDiskSizeGb = spec.osDiskSizeGb ?? (linux ? 30 : 127);
  const disk = (part: string) => `${spec.name}_${part}_${guidOf(`${id}${part}`).replaceAll('-', '')}`;
  const diskId = (name: string) =>
    resourceId(subscriptionId, spec.resourceGroup.toUpperCase(), `Microsoft.Compute/disks/${name}`);
  const osDisk = disk('OsDisk_1');
  const dataDisks = spec.dataDiskSizesGb.map((sizeGb, lun) => ({ lun, sizeGb, name: disk(`DataDisk_${lun}`) }));
  const computerName = linux ? spec.name : spec.name.slice(0, 15);
  const nic = resourceId(subscriptionId, spec.resourceGroup, `Microsoft.Network/networkInterfaces/${spec.name}-nic`);

  const properties: JsonObject = compact({
    hardwareProfile: { vmSize: spec.size },
    storageProfile: {
      imageReference: imageOf(spec),
      osDisk: {
        osType: spec.osType,
        name: osDisk,
        createOption: 'FromImage',
        caching: 'ReadWrite',
        managedDisk: { storageAccountType: 'Premium_LRS', id: diskId(osDisk) },
        deleteOption: 'Delete',
        diskSizeGB: osDiskSizeGb,
      },
      dataDisks: dataDisks.map(
        ({ lun, name, sizeGb }): Json => ({
          lun,
          name,
          createOption: 'Attach',
          caching: 'None',
          managedDisk: { storageAccountType: 'Premium_LRS', id: diskId(name) },
          deleteOption: 'Detach',
          diskSizeGB: sizeGb,
          toBeDetached: false,
        }),
      ),
      diskControllerType: spec.diskControllerType,
    },
    osProfile: {
      computerName,
      adminUsername: linux ? 'azureuser' : 'contosoadmin',
      ...(linux ? { linuxConfiguration: linuxConfiguration } : { windowsConfiguration: windowsConfiguration }),
      secrets: [],
      allowExtensionOperations: true,
      requireGuestProvisionSignal: true,
    },
    securityProfile:
      spec.securityType === 'Standard'
        ? undefined
        : { uefiSettings: { secureBootEnabled: true, vTpmEnabled: true }, securityType: spec.securityType },
    networkProfile: { networkInterfaces: [{ id: nic, properties: { deleteOption: 'Delete' } }] },
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    vmId: guidOf(id),
    timeCreated: armDate(created),
  });

  const vm: VirtualMachine = {
    id,
    name: spec.name,
    subscriptionId,
    resourceGroup: spec.resourceGroup,
    location: shortRegion(spec.location),
    osType: spec.osType,
    generation: spec.generation,
    architecture: spec.architecture,
    securityType: spec.securityType,
    osDiskSizeGb,
    hostName: computerName,
    osName: spec.osName ?? (linux ? 'ubuntu' : 'Windows Server 2022 Datacenter Azure Edition'),
    osVersion: spec.osVersion ?? (linux ? '22.04' : '10.0.20348.2700'),
    properties,
    plan: spec.plan,
    zones: spec.zones,
    identity: undefined,
    tags: spec.tags,
    etag: '"1"',
    power: spec.power,
    generalized: spec.generalized,
    guest: spec.generalized ? 'deprovisioned' : 'provisioned',
    agent: spec.agent,
    behaviour: spec.guest,
    provisioning: { state: 'Succeeded', at: created },
    runCommands: new Map(),
    guestLog: linux ? '' : quietSysprepLog,
    findings: spec.findings,
  };
  const names = [{ name: osDisk, sizeGb: osDiskSizeGb, os: true }, ...dataDisks.map(one => ({ ...one, os: false }))];
  return { vm, disks: names.map(one => buildDisk(vm, diskId(one.name), one, created)) };
}

function imageOf(spec: Spec): JsonObject {
  const linux = {
    publisher: 'Canonical',
    offer: '0001-com-ubuntu-server-jammy',
    sku: `22_04-lts${spec.generation === 'V2' ? '-gen2' : ''}`,
    version: 'latest',
  };
  const windows = {
    publisher: 'MicrosoftWindowsServer',
    offer: 'WindowsServer',
    sku: '2022-datacenter-azure-edition',
    version: 'latest',
  };
  const image = spec.image ?? (spec.osType === 'Linux' ? linux : windows);
  const exact = spec.osType === 'Linux' ? '22.04.202410020' : '20348.2762.241009';
  return { ...image, exactVersion: image.version === 'latest' ? exact : image.version };
}

const patchSettings = { assessmentMode: 'ImageDefault' };
const linuxConfiguration: JsonObject = {
  disablePasswordAuthentication: true,
  ssh: {
    publicKeys: [
      {
        path: '/home/azureuser/.ssh/authorized_keys',
        keyData: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleOnly azureuser',
      },
    ],
  },
  provisionVMAgent: true,
  patchSettings: { patchMode: 'ImageDefault', ...patchSettings },
  enableVMAgentPlatformUpdates: false,
};
const windowsConfiguration: JsonObject = {
  provisionVMAgent: true,
  enableAutomaticUpdates: true,
  patchSettings: { patchMode: 'AutomaticByOS', ...patchSettings },
};

function buildDisk(
  vm: VirtualMachine,
  id: string,
  { name, sizeGb, os }: { name: string; sizeGb: number; os: boolean },
  created: Date,
): StoredResource {
  return {
    id,
    name,
    type: 'disks',
    subscriptionId: vm.subscriptionId,
    resourceGroup: vm.resourceGroup,
    location: vm.location,
    sasUntil: undefined,
    body: compact({
      managedBy: vm.id,
      zones: vm.zones,
      sku: { name: 'Premium_LRS', tier: 'Premium' },
      properties: compact({
        ...(os
          ? {
              osType: vm.osType,
              hyperVGeneration: vm.generation,
              supportedCapabilities: {
                architecture: vm.architecture,
                acceleratedNetwork: true,
                diskControllerTypes: 'SCSI, NVMe',
              },
            }
          : {}),
        securityProfile: os && vm.securityType === 'TrustedLaunch' ? { securityType: 'TrustedLaunch' } : undefined,
        creationData: { createOption: os ? 'FromImage' : 'Empty' },
        diskSizeGB: sizeGb,
        diskSizeBytes: sizeGb * 2 ** 30,
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 100,
        encryption: { type: 'EncryptionAtRestWithPlatformKey' },
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
        timeCreated: armDate(created),
        provisioningState: 'Succeeded',
        diskState: vm.power === 'deallocated' ? 'Reserved' : 'Attached',
        uniqueId: guidOf(`${id} unique`),
        tier: 'P4',
      }),
    }),
  };
}
