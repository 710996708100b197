import { ArmError, invalidParameter, notAllowed } from './arm-error.ts';
import { type Azure, same } from './context.ts';
import { isSystem } from './disk-content.ts';
import { requiredLocation } from './galleries.ts';
import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import { requireQuota } from './quotas.ts';
import type { Call } from './routes.ts';
import { findSize, type Size } from './sizes.ts';
import type { ResourceGroup, StoredResource, SystemContent, World } from './world.ts';

/** What a new machine is made of, once nothing speaks against it. */
export type NewVm = {
  readonly location: string;
  readonly size: Size;
  readonly zones: readonly string[] | undefined;
  readonly osDisk: StoredResource;
  readonly content: SystemContent;
  readonly dataDisks: readonly { readonly lun: number; readonly disk: StoredResource; readonly sent: JsonObject }[];
  readonly securityType: 'Standard' | 'TrustedLaunch' | 'ConfidentialVM';
};

/** Reads the PUT of a machine that there is not yet, and refuses what Azure refuses. */
export function readNewVm({ world }: Azure, call: Call, group: ResourceGroup): NewVm {
  const sent = call.object();
  const properties = objectAt(sent, 'properties');
  const location = requiredLocation(sent);
  const storage = objectAt(properties, 'storageProfile');
  const option = textAt(storage, 'osDisk.createOption') ?? '';
  if (!same(option, 'Attach'))
    throw invalidParameter(
      `This simulated Azure makes machines of disks that are there: storageProfile.osDisk.createOption '${option}' is not supported.`,
      'storageProfile.osDisk.createOption',
    );
  if (properties.osProfile !== undefined) throw invalidParameter("Parameter 'osProfile' is not allowed.", 'osProfile');
  const size = sizeOf(world, textAt(properties, 'hardwareProfile.vmSize') ?? '', location);
  const zones = listAt(sent, 'zones').filter(zone => typeof zone === 'string');
  const at = { world, call, location, zones };
  const osDisk = attachable(at, textAt(storage, 'osDisk.managedDisk.id'), 'osDisk.managedDisk.id');
  if (!isSystem(osDisk.content))
    throw invalidParameter(`Disk '${osDisk.id}' has no operating system to boot from.`, 'osDisk.managedDisk.id');
  const dataDisks = listAt(storage, 'dataDisks')
    .filter(isObject)
    .map((one, index) => ({
      lun: numberAt(one, 'lun') ?? 0,
      disk: attachable(at, textAt(one, 'managedDisk.id'), `dataDisks[${index}].managedDisk.id`),
      sent: one,
    }));
  refuseLuns(dataDisks, size);
  const securityType = securityOf(properties, osDisk);
  refuseHostEncryption(world, properties);
  refuseMisfit(size, osDisk, textAt(storage, 'diskControllerType') ?? 'SCSI');
  refusePlan(objectAt(sent, 'plan'), objectAt(osDisk.body, 'properties.purchasePlan'));
  requireQuota(world, group.subscriptionId, location, size);
  return {
    location,
    size,
    zones: zones.length > 0 ? zones : undefined,
    osDisk,
    content: osDisk.content,
    dataDisks,
    securityType,
  };
}

function sizeOf(world: World, name: string, location: string): Size {
  const size = findSize(name);
  if (!size)
    throw invalidParameter(
      `The value ${name} provided for the VM size is not valid. The valid sizes in the current region are listed by Microsoft.Compute/skus.`,
      'vmSize',
    );
  if (!world.restrictedSizes.has(size.name.toLowerCase())) return size;
  throw new ArmError(
    409,
    'SkuNotAvailable',
    `The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: ${size.name}' is currently not available in location '${location}'. Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.`,
  );
}

type Place = {
  readonly world: World;
  readonly call: Call;
  readonly location: string;
  readonly zones: readonly string[];
};

/** The managed disk of that id, when it may be attached here. */
function attachable({ world, call, location, zones }: Place, id: string | undefined, target: string): StoredResource {
  if (id === undefined) throw invalidParameter(`Required parameter '${target}' is missing (null).`, target);
  const disk = world.stored.get(id.toLowerCase());
  if (disk?.type !== 'disks' || disk.location !== location)
    throw new ArmError(404, 'NotFound', `Disk ${id} is not found.`);
  requireLinked(world, call, 'Microsoft.Compute/disks/write', disk.id);
  const owner = textAt(disk.body, 'managedBy');
  if (owner !== undefined)
    throw new ArmError(
      409,
      'ConflictingUserInput',
      `Disk '${disk.id}' cannot be attached as the disk is already owned by VM '${owner}'.`,
    );
  if (textAt(disk.body, 'properties.provisioningState') !== 'Succeeded')
    throw notAllowed(`Disk '${disk.id}' cannot be attached: its provisioning has not succeeded.`);
  const own = listAt(disk.body, 'zones');
  if (own.length > 0 && !own.some(zone => zones.some(one => one === zone)))
    throw new ArmError(
      400,
      'BadRequest',
      `Disk '${disk.id}' cannot be attached to the VM because it is not in the same zone as the VM. VM zone: '${zones.join(',')}'. Disk zone: '${own.join(',')}'.`,
    );
  return disk;
}

function refuseLuns(dataDisks: NewVm['dataDisks'], size: Size): void {
  const luns = dataDisks.map(({ lun }) => lun);
  const twice = luns.find((lun, index) => luns.indexOf(lun) !== index);
  if (twice !== undefined) throw invalidParameter(`A disk at LUN ${twice} already exists.`, 'dataDisks.lun');
  if (luns.length <= size.maxDataDisks) return;
  throw notAllowed(
    `The maximum number of data disks allowed to be attached to a VM of this size is ${size.maxDataDisks}.`,
  );
}

function securityOf(properties: JsonObject, osDisk: StoredResource): NewVm['securityType'] {
  const given = textAt(properties, 'securityProfile.securityType') ?? 'Standard';
  const known = (['Standard', 'TrustedLaunch', 'ConfidentialVM'] as const).find(one => same(one, given));
  if (!known) throw invalidParameter(`The value '${given}' of parameter 'securityType' is invalid.`, 'securityType');
  const own = textAt(osDisk.body, 'properties.securityProfile.securityType') ?? 'Standard';
  if (own === known) return known;
  throw new ArmError(
    400,
    'BadRequest',
    'Security type of VM is not compatible with the security type of attached OS Disk.',
  );
}

function refuseHostEncryption(world: World, properties: JsonObject): void {
  if (objectAt(properties, 'securityProfile').encryptionAtHost !== true) return;
  if (world.registeredFeatures.has('microsoft.compute/encryptionathost')) return;
  throw invalidParameter(
    "The property 'securityProfile.encryptionAtHost' is not valid because the 'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription.",
    'securityProfile.encryptionAtHost',
  );
}

function refuseMisfit(size: Size, osDisk: StoredResource, controller: string): void {
  const generation = textAt(osDisk.body, 'properties.hyperVGeneration') ?? 'V1';
  if (!size.generations.split(',').includes(generation))
    throw new ArmError(
      400,
      'BadRequest',
      `The selected VM size '${size.name}' cannot boot Hypervisor Generation '${generation === 'V1' ? 1 : 2}'. If this was a Create operation please check that the Hypervisor Generation of the Image matches the Hypervisor Generation of the selected VM Size.`,
    );
  const architecture = textAt(osDisk.body, 'properties.supportedCapabilities.architecture') ?? 'x64';
  if (architecture !== size.architecture)
    throw new ArmError(
      400,
      'BadRequest',
      `Cannot create a VM of size '${size.name}' because this VM size only supports a CPU Architecture of '${size.architecture}', but an image or disk with CPU Architecture '${architecture}' was given.`,
    );
  if (!size.diskControllers.split(',').some(one => same(one.trim(), controller)))
    throw invalidParameter(
      `The VM size '${size.name}' cannot boot with OS image or disk. Please check that disk controller types supported by the OS image or disk is one of the supported disk controller types for the VM size '${size.name}'.`,
      'diskControllerType',
    );
}

/** A disk that came from the Marketplace goes on being under its plan. */
function refusePlan(plan: JsonObject, wanted: JsonObject): void {
  if (textAt(wanted, 'name') === undefined) return;
  if (['name', 'publisher', 'product'].every(key => same(textAt(plan, key) ?? '', textAt(wanted, key) ?? ''))) return;
  throw new ArmError(
    400,
    'VMMarketplaceInvalidInput',
    'Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request.',
  );
}
