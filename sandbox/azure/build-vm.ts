import { buildDisk, encryptionSetId } from './build-disks.ts';
import { armDate } from './clock.ts';
import { quietSysprepLog } from './guests.ts';
import { guidOf } from './guid.ts';
import { compact, type Json, type JsonObject } from './json.ts';
import { shortRegion } from './regions.ts';
import { resourceId, type StoredResource, type SystemContent, type VirtualMachine } from './world.ts';
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
  const wanted =
    spec.dataDisks.length > 0
      ? spec.dataDisks
      : spec.dataDiskSizesGb.map((sizeGb, lun) => ({ lun, sizeGb, sku: premium }));
  const dataDisks = wanted.map(one => ({ ...one, name: disk(`DataDisk_${one.lun}`) }));
  const keyed =
    spec.encryption === 'customer-key' ? { diskEncryptionSet: { id: encryptionSetId(subscriptionId) } } : {};
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
        deleteOption: 'Delete',
        diskSizeGB: osDiskSizeGb,
        ...osDiskKinds[spec.osDisk]({ id: diskId(osDisk), keyed }),
      },
      dataDisks: dataDisks.map(
        ({ lun, name, sizeGb, sku }): Json => ({
          lun,
          name,
          createOption: 'Attach',
          caching: 'None',
          managedDisk: { storageAccountType: sku, id: diskId(name), ...keyed },
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
    securityProfile: securityOf(spec),
    networkProfile: { networkInterfaces: [{ id: nic, properties: { deleteOption: 'Delete' } }] },
    virtualMachineScaleSet: spec.scaleSet
      ? {
          id: resourceId(
            subscriptionId,
            spec.resourceGroup,
            `Microsoft.Compute/virtualMachineScaleSets/${spec.scaleSet}`,
          ),
        }
      : undefined,
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    vmId: guidOf(id),
    timeCreated: armDate(created),
  });

  const content: SystemContent = {
    files: spec.files,
    hostName: computerName,
    osName: spec.osName ?? (linux ? 'ubuntu' : 'Windows Server 2022 Datacenter Azure Edition'),
    osVersion: spec.osVersion ?? (linux ? '22.04' : '10.0.20348.2700'),
    agentWorks: spec.agent === 'Ready',
    guest: spec.generalized ? 'deprovisioned' : 'provisioned',
    behaviour: spec.guest,
    generalizations: 0,
    findings: spec.findings,
    log: linux ? '' : quietSysprepLog,
  };
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
    disk: content,
    extensions: [
      ...(spec.encryption === 'azure-disk-encryption' ? [`AzureDiskEncryption${linux ? 'ForLinux' : ''}`] : []),
      ...spec.extensions,
    ],
    properties,
    plan: spec.plan,
    zones: spec.zones,
    identity: undefined,
    tags: spec.tags,
    etag: '"1"',
    power: spec.power,
    generalized: spec.generalized,
    agent: spec.agent,
    provisioning: { state: 'Succeeded', at: created },
    runCommands: new Map(),
  };
  const managed =
    spec.osDisk === 'managed' ? [{ name: osDisk, sizeGb: osDiskSizeGb, sku: premium, content, os: true }] : [];
  const data = dataDisks.map(one => ({ ...one, content: { files: [] }, os: false }));
  return { vm, disks: [...managed, ...data].map(one => buildDisk(vm, spec, diskId(one.name), one, created)) };
}

const premium = 'Premium_LRS';
const osDiskKinds: Readonly<
  Record<Spec['osDisk'], (disk: { readonly id: string; readonly keyed: JsonObject }) => JsonObject>
> = {
  managed: ({ id, keyed }) => ({ caching: 'ReadWrite', managedDisk: { storageAccountType: premium, id, ...keyed } }),
  ephemeral: ({ id }) => ({
    caching: 'ReadOnly',
    diffDiskSettings: { option: 'Local', placement: 'CacheDisk' },
    managedDisk: { storageAccountType: 'Standard_LRS', id },
  }),
  unmanaged: ({ id }) => ({
    caching: 'ReadWrite',
    vhd: { uri: `https://contosovhds.blob.core.windows.net/vhds/${id.split('/').at(-1)}.vhd` },
  }),
};

function securityOf({ securityType, encryptionAtHost }: Spec): JsonObject | undefined {
  const trusted = securityType !== 'Standard';
  if (!trusted && !encryptionAtHost) return undefined;
  return {
    ...(trusted ? { uefiSettings: { secureBootEnabled: true, vTpmEnabled: true }, securityType } : {}),
    ...(encryptionAtHost ? { encryptionAtHost } : {}),
  };
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
