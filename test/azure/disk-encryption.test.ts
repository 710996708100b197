import { afterAll, beforeAll, expect, test } from 'vitest';
import { oddWorld } from '../../sandbox/azure/odd-machines.ts';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

let real: Real;
beforeAll(async () => {
  const vm = { name: 'half-01', resourceGroup: 'rg-odd', encryption: 'azure-disk-encryption' } as const;
  real = await startReal({ world: { ...oddWorld, virtualMachines: [{ ...vm, dataDiskSizesGb: [64] }] } });
});
afterAll(() => real.close());

/** Says of each disk of the VM whether Azure Disk Encryption is on. */
function encrypt(which: { os: boolean; data: boolean }) {
  for (const disk of real.world.stored.values()) {
    if (disk.type !== 'disks') continue;
    const properties = disk.body.properties as Record<string, unknown>;
    const enabled = 'osType' in properties ? which.os : which.data;
    disk.body = { ...disk.body, properties: { ...properties, encryptionSettingsCollection: { enabled } } as never };
  }
}
const isEncrypted = async () =>
  (await real.azure.findVm({ subscriptionId, resourceGroup: 'rg-odd', name: 'half-01' }))?.diskEncrypted;

test.each([
  ['the OS disk', { os: true, data: false }, true],
  ['a data disk alone', { os: false, data: true }, true],
  ['no disk any more, though the extension stayed', { os: false, data: false }, false],
])('Azure Disk Encryption of %s is seen', async (_, which, seen) => {
  encrypt(which);
  expect(await isEncrypted()).toBe(seen);
});
