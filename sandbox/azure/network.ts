import { resourceNotFound } from './arm-error.ts';
import { type Azure, groupOf, same, subscriptionOf } from './context.ts';
import { type JsonObject, listAt, textAt } from './json.ts';
import type { Route } from './routes.ts';
import type { VirtualMachine } from './world.ts';

/** The network interfaces of the machines, as far as a client asks for them to show a machine's addresses. */
export function networkRoutes({ world }: Azure): Route[] {
  const nics = (belongs: (vm: VirtualMachine) => boolean) =>
    [...world.virtualMachines.values()].filter(belongs).map(nicBody);
  const listPath = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Network/networkInterfaces';
  const empty = { status: 200, body: { value: [] } };

  return [
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Network/networkInterfaces',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return { status: 200, body: { value: nics(vm => vm.subscriptionId === id) } };
      },
    },
    {
      method: 'GET',
      path: listPath,
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return {
          status: 200,
          body: { value: nics(vm => vm.subscriptionId === subscriptionId && same(vm.resourceGroup, name)) },
        };
      },
    },
    {
      method: 'GET',
      path: `${listPath}/:nic`,
      answer: call => {
        const { name } = groupOf(world, call);
        const found = nics(vm => same(vm.resourceGroup, name)).find(nic =>
          same(textAt(nic, 'name') ?? '', call.param('nic')),
        );
        if (!found) throw resourceNotFound('Microsoft.Network/networkInterfaces', call.param('nic'), name);
        return { status: 200, body: found };
      },
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Network/publicIPAddresses',
      answer: () => empty,
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Network/publicIPAddresses',
      answer: () => empty,
    },
  ];
}

function nicBody(vm: VirtualMachine): JsonObject {
  const id = textAt(listAt(vm.properties, 'networkProfile.networkInterfaces')[0], 'id') ?? '';
  const host = 4 + (vm.name.length % 200);
  return {
    name: id.split('/').at(-1) ?? '',
    id,
    type: 'Microsoft.Network/networkInterfaces',
    location: vm.location,
    properties: {
      provisioningState: 'Succeeded',
      primary: true,
      macAddress: '00-0D-3A-00-00-01',
      ipConfigurations: [
        {
          name: 'ipconfig1',
          id: `${id}/ipConfigurations/ipconfig1`,
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: `10.0.0.${host}`,
            privateIPAllocationMethod: 'Dynamic',
            primary: true,
          },
        },
      ],
      virtualMachine: { id: vm.id },
    },
  };
}
