import { ArmError, invalidParameter, notAllowed } from './arm-error.ts';
import { copyContent } from './disk-content.ts';
import { compact, type Json, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import { zonesOf } from './regions.ts';
import type { Call } from './routes.ts';
import type { DataContent, StoredResource, SystemContent, World } from './world.ts';

/** What a new disk, snapshot or image gets from what it is made of. */
type Taken = {
  /** Where the client says something else, that goes. */
  readonly properties: JsonObject;
  /** Here the source goes. */
  readonly fixed: JsonObject;
  readonly content: DataContent | SystemContent | undefined;
};

/** What a copy takes over from its source, with what is on it at this moment; 404 when that is not there. */
export function inherited(world: World, given: JsonObject, location: string): Taken {
  const sourceId = textAt(given, 'creationData.sourceResourceId');
  if (sourceId === undefined) return { properties: {}, fixed: {}, content: { files: [] } };
  const source = sourceOf(world, sourceId);
  if (!source) throw new ArmError(404, 'NotFound', `Resource ${sourceId} is not found.`);
  if (source.location !== location)
    throw invalidParameter(
      `Source resource ${sourceId} is in region '${source.location}', but the copy is asked for in '${location}'. Both must be in the same region.`,
      'sourceResourceId',
    );
  const { osType, hyperVGeneration, diskSizeGB, diskSizeBytes, securityProfile, supportedCapabilities, purchasePlan } =
    source.properties;
  const { encryption, encryptionSettingsCollection } = source.properties;
  const wantedGb = numberAt(given, 'diskSizeGB');
  if (wantedGb !== undefined && wantedGb < Number(diskSizeGB ?? 0))
    throw invalidParameter(
      `Disk size ${wantedGb} GB is smaller than its source, which has ${diskSizeGB} GB.`,
      'diskSizeGB',
    );
  return {
    properties: compact({
      osType,
      diskSizeGB,
      encryption,
      networkAccessPolicy: 'AllowAll',
      publicNetworkAccess: 'Enabled',
    }),
    fixed: compact({
      creationData: { ...objectAt(given, 'creationData'), sourceUniqueId: source.properties.uniqueId },
      hyperVGeneration,
      diskSizeBytes: wantedGb === undefined ? diskSizeBytes : wantedGb * 2 ** 30,
      securityProfile,
      supportedCapabilities,
      purchasePlan,
      encryptionSettingsCollection,
    }),
    content: copyContent(source.content),
  };
}

/** Refuses a new disk or snapshot that Azure does not make. */
export function refuseDisk(asked: {
  world: World;
  call: Call;
  kind: StoredResource['type'];
  location: string;
  sent: JsonObject;
}): void {
  const { world, call, kind, location, sent } = asked;
  if (kind === 'images') return;
  const given = objectAt(sent, 'properties');
  const option = textAt(given, 'creationData.createOption') ?? '';
  const sourceId = textAt(given, 'creationData.sourceResourceId');
  const allowed = kind === 'disks' ? ['Empty', 'Copy', 'Restore'] : ['Copy'];
  if (!allowed.includes(option))
    throw invalidParameter(
      `The value '${option}' of parameter 'creationData.createOption' is not supported by this simulated Azure.`,
      'creationData.createOption',
    );
  if (option !== 'Empty' && sourceId === undefined)
    throw invalidParameter(
      "Required parameter 'creationData.sourceResourceId' is missing (null).",
      'creationData.sourceResourceId',
    );
  const securityType = textAt(given, 'securityProfile.securityType');
  if (securityType !== undefined && option !== 'Empty')
    throw new ArmError(
      400,
      'BadRequest',
      `Security Type '${securityType}' is not supported for CreateOption '${option}'.`,
    );
  // Of a snapshot too Azure asks for the action of disks: https://github.com/kubernetes/kubernetes/issues/93020
  if (sourceId !== undefined && sourceOf(world, sourceId))
    requireLinked(world, call, 'Microsoft.Compute/disks/beginGetAccess/action', sourceId);
  const keys = textAt(given, 'encryption.diskEncryptionSetId');
  if (keys !== undefined) requireLinked(world, call, 'Microsoft.Compute/diskEncryptionSets/read', keys);
  const source = world.stored.get(sourceId?.toLowerCase() ?? '');
  const sourceSku = textAt(source?.body, 'sku.name') ?? '';
  if (kind === 'snapshots' && /^(UltraSSD|PremiumV2)_/.test(sourceSku) && given.incremental !== true)
    throw notAllowed(`Full snapshots of disks with sku '${sourceSku}' are not supported: make it incremental.`);
  refuseZones(textAt(sent, 'sku.name') ?? '', listAt(sent, 'zones'), location);
}

function refuseZones(sku: string, zones: readonly Json[], location: string): void {
  const there = zonesOf(location);
  const wrong = zones.find(zone => typeof zone !== 'string' || !there.includes(zone));
  if (wrong !== undefined)
    throw new ArmError(
      400,
      'InvalidAvailabilityZone',
      `The zone(s) '${String(wrong)}' for resource is not supported. The supported zones for location '${location}' are '${there.join(',')}'`,
    );
  if (/_ZRS$/.test(sku) && there.length === 0)
    throw invalidParameter(`The sku '${sku}' is not supported in region '${location}'.`, 'sku.name');
  if (/_ZRS$/.test(sku) && zones.length > 0)
    throw invalidParameter(`A disk with sku '${sku}' is in every zone and cannot be put in one.`, 'zones');
}

type Source = { readonly location: string; readonly properties: JsonObject } & Pick<Taken, 'content'>;

function sourceOf(world: World, id: string): Source | null {
  const stored = world.stored.get(id.toLowerCase());
  if (stored)
    return { location: stored.location, properties: objectAt(stored.body, 'properties'), content: stored.content };
  for (const { points, location } of world.restorePoints.values())
    for (const { disks } of points.values())
      for (const disk of disks)
        if (disk.id.toLowerCase() === id.toLowerCase())
          return { location, properties: disk.properties, content: disk.content };
  return null;
}

/** What a managed image takes over from its machine, which must be generalized and without Trusted Launch. */
export function imageOf(world: World, given: JsonObject): Taken {
  const vmId = textAt(given, 'sourceVirtualMachine.id');
  if (vmId === undefined) return { properties: {}, fixed: {}, content: undefined };
  const vm = world.virtualMachines.get(vmId.toLowerCase());
  if (!vm) throw new ArmError(404, 'NotFound', `Resource ${vmId} is not found.`);
  if (!vm.generalized)
    throw notAllowed(`The Virtual Machine '${vm.name}' needs to be generalized before an image can be created of it.`);
  if (vm.securityType !== 'Standard')
    throw new ArmError(
      409,
      'OperationNotAllowed',
      `Managed image creation is not supported for virtual machine with '${vm.securityType}' security type.`,
    );
  const osDisk = {
    osType: vm.osType,
    osState: 'Generalized',
    diskSizeGB: vm.osDiskSizeGb,
    caching: 'ReadWrite',
    storageAccountType: 'Premium_LRS',
  };
  return {
    properties: {},
    fixed: { storageProfile: { osDisk, dataDisks: [] }, hyperVGeneration: vm.generation },
    content: copyContent(vm.disk),
  };
}
