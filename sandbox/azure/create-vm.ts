import { randomUUID } from 'node:crypto';
import { armDate } from './clock.ts';
import type { Azure } from './context.ts';
import { boot } from './guests.ts';
import { compact, isObject, type Json, type JsonObject, merge, objectAt, textAt } from './json.ts';
import type { Answer, Call } from './routes.ts';
import { hasEtag, vmBody } from './vm-body.ts';
import { interfacesOf } from './vm-network.ts';
import { type NewVm, readNewVm } from './vm-request.ts';
import { type ResourceGroup, resourceId, type StoredResource, type VirtualMachine } from './world.ts';

// No recording says how long: a machine of a disk that is there boots, and its agent reports soon after.
const createMs = 45_000;
const agentMs = { Linux: 30_000, Windows: 60_000 };
const reservedMs = 180_000;

/** Makes a machine of disks that are there: it boots with what is on them, and its agent gets ready after that. */
export function createVm(azure: Azure, call: Call, group: ResourceGroup): Answer {
  const { world, clock, operations } = azure;
  const wanted = readNewVm(azure, call, group);
  const name = call.param('vm');
  const id = resourceId(group.subscriptionId, group.name, `Microsoft.Compute/virtualMachines/${name}`);
  const { networkInterfaces, nics } = interfacesOf(azure, call, group, wanted.location, id);
  const vm = machineOf(call.object(), { id, name, group, wanted, networkInterfaces, now: clock.date() });
  world.virtualMachines.set(id.toLowerCase(), vm);
  for (const disk of [wanted.osDisk, ...wanted.dataDisks.map(one => one.disk)]) attach(disk, vm);

  const operation = operations.begin(call, {
    segment: 'operations',
    title: 'Create VM',
    resourceId: vm.id,
    subscriptionId: vm.subscriptionId,
    location: vm.location,
    durationMs: createMs,
    retryAfterSeconds: 10,
    succeeded: () => {
      boot(vm, clock.date());
      vm.agent = 'Not Ready';
      clock.after(agentMs[vm.osType], () => {
        if (vm.power === 'running' && vm.disk.agentWorks && vm.disk.guest !== 'deprovisioned') vm.agent = 'Ready';
      });
      return undefined;
    },
    failed: (code, message) => {
      vm.power = 'deallocated';
      vm.provisioning = { state: 'Failed', at: clock.date(), error: { code, message } };
      for (const nic of nics) nic.reserved = { forVm: vm.id, untilMs: clock.ms() + reservedMs };
    },
  });
  return {
    status: 201,
    headers: { ...operation.headers('status-only'), ...(hasEtag(call.apiVersion) ? { etag: vm.etag } : {}) },
    body: vmBody(vm, call.apiVersion, false),
  };
}

type Parts = {
  readonly id: string;
  readonly name: string;
  readonly group: ResourceGroup;
  readonly wanted: NewVm;
  readonly networkInterfaces: readonly Json[];
  readonly now: Date;
};

function machineOf(sent: JsonObject, { id, name, group, wanted, networkInterfaces, now }: Parts): VirtualMachine {
  const { osDisk, content, size } = wanted;
  const disk = objectAt(osDisk.body, 'properties');
  const osType = disk.osType === 'Windows' ? 'Windows' : 'Linux';
  const given = objectAt(sent, 'properties');
  return {
    id,
    name,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    location: wanted.location,
    osType,
    generation: disk.hyperVGeneration === 'V2' ? 'V2' : 'V1',
    architecture: size.architecture,
    securityType: wanted.securityType,
    osDiskSizeGb: Number(disk.diskSizeGB ?? 30),
    disk: content,
    extensions: [],
    properties: compact({
      hardwareProfile: { vmSize: size.name },
      storageProfile: compact({
        osDisk: { osType, ...attached(objectAt(given, 'storageProfile.osDisk'), osDisk) },
        dataDisks: wanted.dataDisks.map(
          (one): Json => ({ lun: one.lun, ...attached(one.sent, one.disk), toBeDetached: false }),
        ),
        diskControllerType: textAt(given, 'storageProfile.diskControllerType') ?? 'SCSI',
      }),
      securityProfile: isObject(given.securityProfile) ? given.securityProfile : undefined,
      networkProfile: { networkInterfaces },
      diagnosticsProfile: isObject(given.diagnosticsProfile) ? given.diagnosticsProfile : undefined,
      licenseType: given.licenseType,
      vmId: randomUUID(),
      timeCreated: armDate(now),
    }),
    plan: isObject(sent.plan) ? sent.plan : undefined,
    zones: wanted.zones,
    identity: isObject(sent.identity) ? sent.identity : undefined,
    tags: isObject(sent.tags) ? sent.tags : undefined,
    etag: '"1"',
    power: 'starting',
    generalized: false,
    agent: 'Not Ready',
    provisioning: { state: 'Creating', at: now },
    runCommands: new Map(),
  };
}

function attached(sent: JsonObject, disk: StoredResource): JsonObject {
  return {
    name: disk.name,
    createOption: 'Attach',
    caching: sent.caching ?? 'None',
    managedDisk: { storageAccountType: textAt(disk.body, 'sku.name') ?? 'Premium_LRS', id: disk.id },
    deleteOption: sent.deleteOption ?? 'Detach',
    diskSizeGB: objectAt(disk.body, 'properties').diskSizeGB ?? 32,
  };
}

function attach(disk: StoredResource, vm: VirtualMachine): void {
  disk.body = merge(disk.body, { managedBy: vm.id, properties: { diskState: 'Attached' } });
}
