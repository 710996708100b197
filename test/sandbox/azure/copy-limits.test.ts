import { afterEach, beforeEach, expect, test } from 'vitest';
import { oddWorld } from '../../../sandbox/azure/odd-machines.ts';
import { type Clients, startClients } from './clients.ts';
import { cloneGroup, copyDisk, makeCloneGround } from './clone.ts';

const network = `${cloneGroup}/providers/Microsoft.Network`;
const networkApi = 'api-version=2024-05-01';

let azure: Clients;
let subnet = '';
beforeEach(async () => {
  azure = await startClients({ speed: 800, world: oddWorld });
  subnet = await makeCloneGround(azure);
});
afterEach(() => azure.close());

const refused = (status: number, code: string, message: RegExp) => ({
  status,
  body: { error: expect.objectContaining({ code, message: expect.stringMatching(message) }) },
});
const osDiskOf = (name: string) => {
  const found = [...azure.world.stored.values()].find(one => one.name.startsWith(`${name}_OsDisk`));
  if (!found) throw new Error(`There is no disk of ${name}.`);
  return found;
};

test('a disk has 500 incremental snapshots and no more', async () => {
  const disk = osDiskOf('trusted-01');
  const properties = { creationData: { createOption: 'Copy', sourceResourceId: disk.id }, incremental: true };
  for (let at = 0; at < 500; at += 1)
    azure.world.stored.set(`s${at}`, { ...disk, id: `s${at}`, type: 'snapshots', body: { properties } });
  const put = (name: string) =>
    azure.send('PUT', `${cloneGroup}/providers/Microsoft.Compute/snapshots/${name}?api-version=2026-03-02`, {
      body: { location: 'westeurope', properties },
    });
  expect(await put('one-more')).toMatchObject(refused(409, 'SnapshotLimitReached', /snapshot count was exceeded/));
  azure.world.stored.delete('s0');
  expect((await put('in-its-place')).status).toBeLessThan(300);
});

test('a subnet has as many addresses as its prefix, but for the five that Azure keeps', async () => {
  const small = `${network}/virtualNetworks/small`;
  const properties = {
    addressSpace: { addressPrefixes: ['10.1.0.0/29'] },
    subnets: [{ name: 'a', properties: { addressPrefix: '10.1.0.0/29' } }],
  };
  await azure.send('PUT', `${small}?${networkApi}`, { body: { location: 'westeurope', properties } });
  const card = (name: string) =>
    azure.send('PUT', `${network}/networkInterfaces/${name}?${networkApi}`, {
      body: {
        location: 'westeurope',
        properties: { ipConfigurations: [{ name: 'a', properties: { subnet: { id: `${small}/subnets/a` } } }] },
      },
    });
  for (const name of ['one', 'two', 'three']) expect((await card(name)).status).toBe(201);
  expect(await card('four')).toMatchObject(refused(400, 'SubnetIsFull', /10\.1\.0\.0\/29 is already full/));
  const { body } = await azure.send('GET', `${small}/usages?${networkApi}`);
  expect(body).toMatchObject({ value: [{ id: `${small}/subnets/a`, currentValue: 3, limit: 3 }] });
});

test('a region of a subscription has as many networks as its quota', async () => {
  const networks = [...azure.world.network.values()].filter(({ type }) => type === 'virtualNetworks');
  azure.world.quotas.set('virtualnetworks', networks.length);
  const body = {
    location: 'westeurope',
    properties: { addressSpace: { addressPrefixes: ['10.2.0.0/16'] }, subnets: [] },
  };
  const answer = await azure.send('PUT', `${network}/virtualNetworks/more?${networkApi}`, { body });
  expect(answer).toMatchObject(refused(400, 'VnetCountLimitReached', /Cannot create more than \d+ virtual networks/));
});

test('a VM is encrypted at its host only where the feature is registered', async () => {
  const disk = await copyDisk(azure, osDiskOf('production-01').id, 'copied');
  const ip = { name: 'a', properties: { subnet: { id: subnet } } };
  const wire = {
    location: 'westeurope',
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      securityProfile: { encryptionAtHost: true },
      storageProfile: { osDisk: { osType: 'Linux', createOption: 'Attach', managedDisk: { id: disk } } },
      networkProfile: {
        networkApiVersion: '2022-11-01',
        networkInterfaceConfigurations: [{ name: 'nic', properties: { ipConfigurations: [ip] } }],
      },
    },
  };
  const path = `${cloneGroup}/providers/Microsoft.Compute/virtualMachines/made?api-version=2026-04-01`;
  azure.world.registeredFeatures.clear();
  expect(await azure.send('PUT', path, { body: wire })).toMatchObject(
    refused(400, 'InvalidParameter', /'Microsoft\.Compute\/EncryptionAtHost' feature is not enabled/),
  );
  azure.world.registeredFeatures.add('microsoft.compute/encryptionathost');
  expect((await azure.send('PUT', path, { body: wire })).status).toBeLessThan(300);
});
