import { changeNotAllowed, invalidParameter, notAllowed, resourceNotFound } from './arm-error.ts';
import { type Azure, groupKey, groupOf, same, subscriptionOf, vmOf } from './context.ts';
import { createVm } from './create-vm.ts';
import { deleteVm } from './delete-vm.ts';
import { compact, isObject, type JsonObject, merge, objectAt, textAt } from './json.ts';
import { requireIdle } from './power.ts';
import type { Answer, Call, Route } from './routes.ts';
import { hasEtag, instanceView, vmBody } from './vm-body.ts';
import type { VirtualMachine } from './world.ts';

/** Making, reading, tagging and deleting virtual machines. */
export function virtualMachineRoutes(azure: Azure): Route[] {
  const { world, clock, operations } = azure;
  const listPath = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Compute/virtualMachines';
  const path = `${listPath}/:vm`;

  const body = (vm: VirtualMachine, call: Call) =>
    vmBody(vm, call.apiVersion, same(call.query('$expand'), 'instanceView'));

  function list(call: Call, belongs: (vm: VirtualMachine) => boolean): Answer {
    const expand = same(call.query('$expand'), 'instanceView') || call.query('statusOnly') === 'true';
    const value = [...world.virtualMachines.values()].filter(belongs).map(vm => vmBody(vm, call.apiVersion, expand));
    return { status: 200, body: { value } };
  }

  function update(call: Call): Answer {
    const sent = call.object();
    const vm = findVm(call);
    if (!vm && call.method === 'PUT') return createVm(azure, call, groupOf(world, call));
    if (!vm) throw resourceNotFound('Microsoft.Compute/virtualMachines', call.param('vm'), groupOf(world, call).name);
    if (vm.generalized)
      throw notAllowed(`Operation 'Update VM' is not allowed on VM '${vm.name}' since the VM is generalized.`);
    requireIdle(azure, vm);
    refuseFixed(vm, sent);
    if (isObject(sent.tags)) vm.tags = sent.tags;
    if (isObject(sent.identity)) vm.identity = sent.identity;
    if (isObject(sent.properties)) vm.properties = merge(vm.properties, updatable(sent.properties));
    vm.etag = `"${Number(vm.etag.replaceAll('"', '')) + 1}"`;
    vm.provisioning = { state: 'Updating', at: clock.date() };
    const operation = operations.begin(call, {
      ...planOf(vm, 'Update VM'),
      durationMs: 5_000,
      succeeded: () => {
        vm.provisioning = { state: 'Succeeded', at: clock.date() };
        return undefined;
      },
      failed: () => {
        vm.provisioning = { state: 'Failed', at: clock.date() };
      },
    });
    return {
      status: 200,
      headers: { ...operation.headers('status-only'), ...(hasEtag(call.apiVersion) ? { etag: vm.etag } : {}) },
      body: vmBody(vm, call.apiVersion, false),
    };
  }

  function remove(call: Call): Answer {
    const vm = findVm(call);
    return vm ? deleteVm(azure, call, vm) : { status: 204 };
  }

  function findVm(call: Call): VirtualMachine | undefined {
    const { subscriptionId, name } = groupOf(world, call);
    return [...world.virtualMachines.values()].find(
      vm =>
        groupKey(vm.subscriptionId, vm.resourceGroup) === groupKey(subscriptionId, name) &&
        same(vm.name, call.param('vm')),
    );
  }

  return [
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Compute/virtualMachines',
      bucket: 'HighCostGet',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        return list(call, vm => vm.subscriptionId === id);
      },
    },
    {
      method: 'GET',
      path: listPath,
      bucket: 'HighCostGet',
      answer: call => {
        const { subscriptionId, name } = groupOf(world, call);
        return list(call, vm => vm.subscriptionId === subscriptionId && same(vm.resourceGroup, name));
      },
    },
    {
      method: 'GET',
      path,
      bucket: 'LowCostGet',
      answer: call => ({ status: 200, body: body(vmOf(world, call), call) }),
    },
    {
      method: 'GET',
      path: `${path}/instanceView`,
      bucket: 'LowCostGet',
      answer: call => ({ status: 200, body: instanceView(vmOf(world, call)) }),
    },
    { method: 'PUT', path, bucket: 'PutVM', answer: update },
    { method: 'PATCH', path, bucket: 'UpdateVM', answer: update },
    { method: 'DELETE', path, bucket: 'DeleteVM', answer: remove },
    {
      method: 'POST',
      path: `${path}/retrieveBootDiagnosticsData`,
      bucket: 'LowCostGet',
      answer: call => {
        const vm = vmOf(world, call);
        const blob = (name: string) => `${call.origin}/_storage/bootdiagnostics/${vm.name}/${name}`;
        return {
          status: 200,
          body: {
            consoleScreenshotBlobUri: blob('screenshot.bmp'),
            serialConsoleLogBlobUri: blob('serialconsole.log'),
          },
        };
      },
    },
  ];
}

function planOf(vm: VirtualMachine, title: string) {
  return {
    segment: 'operations',
    title,
    resourceId: vm.id,
    subscriptionId: vm.subscriptionId,
    location: vm.location,
  } as const;
}

function refuseFixed(vm: VirtualMachine, sent: JsonObject): void {
  const location = textAt(sent, 'location');
  if (location !== undefined && !same(location.replaceAll(' ', ''), vm.location))
    throw invalidParameter(`The location of VM '${vm.name}' cannot be changed.`, 'location');
  const computerName = textAt(sent, 'properties.osProfile.computerName');
  if (computerName !== undefined && computerName !== textAt(vm.properties, 'osProfile.computerName'))
    throw changeNotAllowed('osProfile.computerName');
}

/** Of the sent properties those that a client owns: the rest is the platform's to say. */
function updatable(properties: JsonObject): JsonObject {
  return compact({
    hardwareProfile: properties.hardwareProfile,
    diagnosticsProfile: properties.diagnosticsProfile,
    additionalCapabilities: properties.additionalCapabilities,
    licenseType: properties.licenseType,
    userData: properties.userData,
    ...(isObject(properties.securityProfile) ? { securityProfile: objectAt(properties, 'securityProfile') } : {}),
  });
}
