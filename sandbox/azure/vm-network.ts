import { randomUUID } from 'node:crypto';
import { ArmError, invalidParameter } from './arm-error.ts';
import type { Azure } from './context.ts';
import { isObject, type Json, type JsonObject, listAt, objectAt, textAt } from './json.ts';
import { requireLinked } from './linked.ts';
import { completeInterface, refuseTaken } from './network-interfaces.ts';
import { invalidReference } from './network-resources.ts';
import type { Call } from './routes.ts';
import { type NetworkResource, type ResourceGroup, resourceId } from './world.ts';

/** The interfaces of a new machine: those that it names, and those that it describes, which are made with it. */
export function interfacesOf(azure: Azure, call: Call, group: ResourceGroup, location: string, vmId: string) {
  const { world } = azure;
  const profile = objectAt(call.object(), 'properties.networkProfile');
  const named = listAt(profile, 'networkInterfaces')
    .filter(isObject)
    .map(one => ({ nic: attachable(azure, call, textAt(one, 'id') ?? '', location, vmId), sent: one }));
  const described = listAt(profile, 'networkInterfaceConfigurations').filter(isObject);
  if (described.length > 0 && textAt(profile, 'networkApiVersion') === undefined)
    throw invalidParameter("Required parameter 'networkApiVersion' is missing (null).", 'networkApiVersion');
  if (named.length + described.length === 0)
    throw invalidParameter("Required parameter 'networkProfile' is missing (null).", 'networkProfile');
  const made = described.map(one => ({ nic: describe(one), sent: one }));
  for (const { nic } of made) world.network.set(nic.id.toLowerCase(), nic);
  const networkInterfaces = [...named, ...made].map(
    ({ nic, sent }, index): Json => ({
      id: nic.id,
      properties: {
        primary: index === 0,
        deleteOption: textAt(sent, 'properties.deleteOption') ?? 'Detach',
      },
    }),
  );
  return { networkInterfaces, nics: [...named, ...made].map(({ nic }) => nic) };

  function describe(one: JsonObject): NetworkResource {
    const name = textAt(one, 'name') ?? '';
    const id = resourceId(group.subscriptionId, group.name, `Microsoft.Network/networkInterfaces/${name}`);
    if (world.network.has(id.toLowerCase()))
      throw new ArmError(409, 'Conflict', `The network interface '${id}' is there already.`);
    requireLinked(world, call, 'Microsoft.Network/networkInterfaces/write', id);
    const { primary: _first, deleteOption: _fate, ...given } = objectAt(one, 'properties');
    return {
      id,
      name,
      type: 'networkInterfaces',
      subscriptionId: group.subscriptionId,
      resourceGroup: group.name,
      location,
      tags: undefined,
      properties: {
        ...completeInterface(world, given, { id, location, before: undefined, call }),
        provisioningState: 'Succeeded',
      },
      etag: `W/"${randomUUID()}"`,
      reserved: undefined,
    };
  }
}

function attachable({ world, clock }: Azure, call: Call, id: string, location: string, vmId: string): NetworkResource {
  const nic = world.network.get(id.toLowerCase());
  if (nic?.type !== 'networkInterfaces' || nic.location !== location) throw invalidReference(id, vmId);
  requireLinked(world, call, 'Microsoft.Network/networkInterfaces/join/action', nic.id);
  refuseTaken(world, nic, clock.ms(), vmId);
  return nic;
}
