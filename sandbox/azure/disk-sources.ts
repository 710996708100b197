import { ArmError, notAllowed } from './arm-error.ts';
import { compact, type JsonObject, objectAt, textAt } from './json.ts';
import type { World } from './world.ts';

/** What a copy takes over from the disk or snapshot that it is made of; 404 when that is not there. */
export function inherited(world: World, given: JsonObject): JsonObject {
  const sourceId = textAt(given, 'creationData.sourceResourceId');
  if (sourceId === undefined) return {};
  const source = world.stored.get(sourceId.toLowerCase());
  if (!source) throw new ArmError(404, 'NotFound', `Resource ${sourceId} is not found.`);
  const from = objectAt(source.body, 'properties');
  if (objectAt(given, 'securityProfile').securityType !== undefined)
    throw new ArmError(400, 'BadRequest', "Security Type 'TrustedLaunch' is not supported for CreateOption 'Copy'.");
  const { osType, hyperVGeneration, diskSizeGB, diskSizeBytes, securityProfile, supportedCapabilities, purchasePlan } =
    from;
  return compact({
    osType,
    hyperVGeneration,
    diskSizeGB,
    diskSizeBytes,
    securityProfile,
    supportedCapabilities,
    purchasePlan,
  });
}

/** What a managed image takes over from its machine, which must be generalized and without Trusted Launch. */
export function imageOf(world: World, given: JsonObject): JsonObject {
  const vmId = textAt(given, 'sourceVirtualMachine.id');
  if (vmId === undefined) return {};
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
  return { storageProfile: { osDisk, dataDisks: [] }, hyperVGeneration: vm.generation };
}
