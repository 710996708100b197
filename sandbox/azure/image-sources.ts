import { ArmError, invalidParameter } from './arm-error.ts';
import { same } from './context.ts';
import { copyContent } from './disk-content.ts';
import { featureOf } from './image-definitions.ts';
import { isObject, type Json, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import type { Call } from './routes.ts';
import type { DataContent, Definition, SystemContent, VirtualMachine, World } from './world.ts';

/** What an image version is made of: the location that it binds the version to, and the disks that it will show. */
export type Source = {
  readonly location: string;
  readonly osDiskImage: JsonObject;
  readonly dataDiskImages: readonly Json[];
  /** What its system disk holds at this moment. */
  readonly content: DataContent | SystemContent | undefined;
};

/** Looks at the source that a new version names, and refuses what Azure refuses. */
export function readSource(world: World, call: Call, definition: Definition, storageProfile: JsonObject): Source {
  const id = textAt(storageProfile, 'source.virtualMachineId') ?? textAt(storageProfile, 'source.id');
  const diskId =
    textAt(storageProfile, 'osDiskImage.source.id') ?? textAt(storageProfile, 'osDiskImage.source.storageAccountId');
  if (id !== undefined && diskId !== undefined)
    throw invalidParameter(
      'Only one of source and osDiskImage may be given.',
      'galleryImageVersion.properties.storageProfile',
    );
  const wanted = id ?? diskId;
  if (wanted === undefined)
    throw invalidParameter(
      "Required parameter 'galleryImageVersion.properties.storageProfile' is missing (null).",
      'galleryImageVersion.properties.storageProfile',
    );
  const vm = world.virtualMachines.get(wanted.toLowerCase());
  if (vm) {
    requireLinked(world, call, 'Microsoft.Compute/virtualMachines/write', vm.id);
    requireFit(definition, vm);
    return fromVm(vm);
  }
  const stored = world.stored.get(wanted.toLowerCase());
  if (stored)
    return {
      location: stored.location,
      osDiskImage: diskImage(numberAt(stored.body, 'properties.diskSizeGB') ?? 30),
      dataDiskImages: [],
      content: copyContent(stored.content),
    };
  for (const gallery of world.galleries.values())
    for (const other of gallery.definitions.values())
      for (const version of other.versions.values())
        if (same(version.id, wanted))
          return {
            location: version.location,
            osDiskImage: objectAt(version.properties, 'storageProfile.osDiskImage'),
            dataDiskImages: listAt(version.properties, 'storageProfile.dataDiskImages'),
            content: version.content,
          };
  throw new ArmError(
    404,
    'NotFound',
    `Source '${wanted}' is not found. Please check that the source exists, and that it is in the same region as the image version.`,
  );
}

function fromVm(vm: VirtualMachine): Source {
  return {
    location: vm.location,
    content: copyContent(vm.disk),
    osDiskImage: diskImage(vm.osDiskSizeGb),
    dataDiskImages: listAt(vm.properties, 'storageProfile.dataDisks')
      .filter(isObject)
      .map(disk => ({
        lun: disk.lun ?? 0,
        sizeInGB: disk.diskSizeGB ?? 32,
        hostCaching: disk.caching ?? 'None',
        source: {},
      })),
  };
}

function diskImage(sizeInGB: number): JsonObject {
  return { sizeInGB, hostCaching: 'ReadWrite', source: {} };
}

/** The machine and the definition must agree, the state of the operating system first of all. */
function requireFit(definition: Definition, vm: VirtualMachine): void {
  const differs = (status: number, code: string, what: string, own: string, parent: string) => {
    if (same(own, parent)) return;
    throw new ArmError(
      status,
      code,
      `The resource with id '${vm.id}' has a different ${what} ['${own}'] than the parent gallery image ${what} ['${parent}'].`,
    );
  };
  const defined = definition.properties;
  differs(400, 'BadRequest', 'OS type', vm.osType, textAt(defined, 'osType') ?? '');
  differs(
    400,
    'BadRequest',
    'OS state',
    vm.generalized ? 'Generalized' : 'Specialized',
    textAt(defined, 'osState') ?? '',
  );
  differs(409, 'Conflict', 'Hypervisor generation', vm.generation, textAt(defined, 'hyperVGeneration') ?? 'V1');
  differs(409, 'Conflict', 'architecture', vm.architecture, textAt(defined, 'architecture') ?? 'x64');
  requireSecurity(vm, featureOf(defined, 'SecurityType') || 'Standard', differs);
  requirePlan(vm, objectAt(defined, 'purchasePlan'));
  if (
    textAt(vm.properties, 'storageProfile.diskControllerType') === 'NVMe' &&
    !/NVMe/i.test(featureOf(defined, 'DiskControllerTypes'))
  )
    throw invalidParameter(
      `The source '${vm.id}' uses disk controller type 'NVMe', which the parent gallery image does not support.`,
      'galleryImage.properties.features',
    );
}

function requireSecurity(
  vm: VirtualMachine,
  wanted: string,
  differs: (...args: [number, string, string, string, string]) => void,
): void {
  if (/Supported$/.test(wanted))
    throw invalidParameter(
      `The security type '${wanted}' is not supported for the source id '${vm.id}'. Currently only Vhd Blob, User Image and Gallery Image Version sources are supported.`,
      'galleryImageVersion.properties.storageProfile.source.id',
    );
  differs(409, 'Conflict', 'security type', vm.securityType, wanted);
}

function requirePlan(vm: VirtualMachine, plan: JsonObject): void {
  const words = (one: Json | undefined) =>
    isObject(one) && textAt(one, 'name')
      ? `{"name":"${textAt(one, 'name')}","publisher":"${textAt(one, 'publisher')}","product":"${textAt(one, 'product')}"}`
      : 'null';
  if (words(vm.plan) === words(plan)) return;
  throw new ArmError(
    409,
    'Conflict',
    `The resource with id '${vm.id}' has a different plan ['${words(vm.plan)}'] than the parent gallery image plan ['${words(plan)}'].`,
  );
}
