import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddWorld } from '../../../sandbox/azure/odd-machines.ts';
import { type Clients, startClients, subscriptionId } from './clients.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-odd`;
const compute = 'api-version=2026-04-01';

describe('the world of odd machines', () => {
  let azure: Clients;
  beforeAll(async () => {
    azure = await startClients({ speed: 400, world: oddWorld });
  });
  afterAll(() => azure.close());

  const get = (name: string) => azure.compute.virtualMachines.get('rg-odd', name, { expand: 'instanceView' });

  it.each<[string, object]>([
    ['ephemeral-01', { storageProfile: { osDisk: { diffDiskSettings: { option: 'Local' } } } }],
    ['unmanaged-01', { storageProfile: { osDisk: { vhd: { uri: expect.stringMatching(/\.vhd$/) } } } }],
    ['ultra-01', { storageProfile: { dataDisks: [{ managedDisk: { storageAccountType: 'UltraSSD_LRS' } }] } }],
    ['encrypted-01', { instanceView: { disks: [{ encryptionSettings: [{ enabled: true }] }] } }],
    [
      'keyed-01',
      {
        storageProfile: {
          osDisk: { managedDisk: { diskEncryptionSet: { id: expect.stringContaining('contoso-key') } } },
        },
      },
    ],
    ['scaled-01', { virtualMachineScaleSet: { id: expect.stringMatching(/virtualMachineScaleSets\/vmss-web$/) } }],
    ['production-01', { tags: { environment: 'production' } }],
    ['trusted-01', { securityProfile: { securityType: 'TrustedLaunch' } }],
    ['gaps-01', { storageProfile: { dataDisks: [{ lun: 1 }, { lun: 4 }, { lun: 7 }] } }],
    ['paid-02', { plan: { publisher: 'fabrikam' } }],
    ['zonal-01', { zones: ['2'] }],
    ['nvme-01', { storageProfile: { diskControllerType: 'NVMe' } }],
  ])('shows what is odd about %s', async (name, oddity) => {
    expect(await get(name)).toMatchObject(oddity);
  });

  it('shows the pool of a balanced machine at its network interface', async () => {
    const vm = await get('balanced-01');
    const nic = await azure.send('GET', `${vm.networkProfile?.networkInterfaces?.[0]?.id}?api-version=2024-05-01`);
    expect(nic.body).toMatchObject({
      properties: {
        virtualMachine: { id: vm.id },
        ipConfigurations: [
          {
            properties: {
              loadBalancerBackendAddressPools: [{ id: expect.stringContaining('/loadBalancers/lb-web/') }],
            },
          },
        ],
      },
    });
  });

  it('keeps what is locked from deletion, and what is frozen from every change', async () => {
    const vm = (name: string) => `${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
    const locked = (verb: string, scope: string) => ({
      status: 409,
      body: {
        error: {
          code: 'ScopeLocked',
          message: expect.stringMatching(new RegExp(`cannot perform ${verb} operation because .*'${scope}'`)),
        },
      },
    });
    expect(await azure.send('DELETE', `${vm('locked-01')}?${compute}`)).toMatchObject(
      locked('delete', vm('locked-01')),
    );
    expect(await azure.send('DELETE', `${group}?api-version=2021-04-01`)).toMatchObject(
      locked('delete', `${vm('locked-01')},.*`),
    );
    expect(await azure.send('POST', `${vm('frozen-01')}/deallocate?${compute}`)).toMatchObject(
      locked('write', vm('frozen-01')),
    );
    expect((await azure.send('POST', `${vm('locked-01')}/deallocate?${compute}`)).status).toBe(202);
  });

  it('takes a machine off its host only when its system disk outlives that', async () => {
    const path = `${group}/providers/Microsoft.Compute/virtualMachines/ephemeral-01/deallocate?${compute}`;
    expect(await azure.send('POST', path)).toMatchObject({
      status: 409,
      body: { error: { code: 'OperationNotAllowed', message: expect.stringContaining('OS disk is ephemeral') } },
    });
  });

  it('lists the locks at a scope and below it, or above it when it is asked so', async () => {
    const list = async (scope: string, filter = '') => {
      const answer = await azure.send(
        'GET',
        `${scope}/providers/Microsoft.Authorization/locks?api-version=2020-05-01${filter}`,
      );
      return answer.body;
    };
    const vm = `${group}/providers/Microsoft.Compute/virtualMachines/locked-01`;
    expect(await list(group)).toMatchObject({
      value: [
        { name: 'keep', properties: { level: 'CanNotDelete', notes: 'Ask the web team first.' } },
        { name: 'freeze', properties: { level: 'ReadOnly' } },
      ],
    });
    expect(await list(vm, '&$filter=atScope()')).toMatchObject({ value: [{ name: 'keep' }] });
    expect(await list(`${vm.replace('locked', 'trusted')}`)).toEqual({ value: [] });
  });

  it('counts cores by family in the usages, and knows the regions without zones', async () => {
    const usages = [];
    for await (const one of azure.compute.usage.list('westeurope')) usages.push(one);
    const kinds = async (location: string) => {
      const answer = await azure.send(
        'GET',
        `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location eq '${location}'`,
      );
      return JSON.stringify(answer.body);
    };
    const family = usages.find(({ name }) => name?.value === 'StandardDsv6Family');
    expect(family).toMatchObject({ currentValue: 2, limit: 100 });
    expect(await kinds('westeurope')).toContain('Standard_ZRS');
    expect(await kinds('ukwest')).not.toContain('Standard_ZRS');
  });
});
