import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AddressRefused, addressAt, isPath } from '../../src/azure/address.ts';
import type { Azure } from '../../src/azure/azure.ts';
import { galleryId } from '../../src/azure/names.ts';
import { type Real, startReal } from './real.ts';

const home = new URL('https://management.azure.com');
const subscriptionId = '22222222-2222-2222-2222-222222222222';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-web`;
const vm = { subscriptionId, resourceGroup: 'rg-web', name: 'web-01' };
const gallery = { subscriptionId, resourceGroup: 'rg-images', gallery: 'golden' };

describe('a call', () => {
  test.each([
    ['GET', `${group}?api-version=1`],
    ['DELETE', `${group}/providers/Microsoft.Compute/disks/web-01_OsDisk?api-version=1`],
    ['GET', 'https://management.azure.com/subscriptions/x/operations/y?t=a%2Fb'],
    ['GET', 'https://management.azure.com:443/subscriptions/x?$skiptoken=%2e%2e'],
    ['GET', 'https://westeurope.management.azure.com/subscriptions/x/operations/y'],
  ])('goes where it says: %s %s', (method, url) => {
    expect(addressAt(home, method, url).hostname).toMatch(/management\.azure\.com$/);
  });

  test.each([
    ['GET', `${group}/../rg-payroll`],
    ['GET', `${group}/%2e%2e/rg-payroll`],
    ['GET', `${group}/%2E./rg-payroll`],
    ['GET', `${group}%2f..%2frg-payroll`],
    ['GET', `${group}//x`],
    ['GET', `${group} `],
    ['GET', '/ '],
    ['GET', `/${group}`],
    ['GET', `${group}#/x`],
    ['GET', `${group}\\..\\rg-payroll`],
    ['GET', `${group}/\t../x`],
    ['GET', 'subscriptions/x'],
    ['GET', 'https://evil.example/subscriptions/x'],
    ['GET', 'https://management.azure.com.evil.example/subscriptions/x'],
    ['GET', 'https://management.azure.com@evil.example/subscriptions/x'],
    ['GET', 'https://me:secret@management.azure.com/subscriptions/x'],
    ['GET', 'http://management.azure.com/subscriptions/x'],
    ['GET', 'https://management.azure.com:8443/subscriptions/x'],
    ['GET', 'https://management.azure.com/subscriptions/x/../../y'],
    ['GET', 'https://management.azure.com/subscriptions/%2e%2e/y'],
    ['PUT', 'https://management.azure.com/subscriptions/x'],
    ['GET', '//evil.example/subscriptions/x'],
  ])('that leads elsewhere is refused: %s %s', (method, url) => {
    expect(() => addressAt(home, method, url)).toThrow(AddressRefused);
  });

  test('to a path that is one stays at that very path, whatever is in it', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '%2e', '%2f', 'a', 'subscriptions', '\\', '?', '#'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), parts => {
        const path = `/${parts.join('/')}`;
        if (isPath(path)) expect(decodeURI(addressAt(home, 'GET', path).pathname)).toBe(path);
      }),
    );
  });
});

describe('the door', () => {
  let real: Real;
  beforeAll(async () => {
    real = await startReal();
  });
  afterAll(() => real.close());

  const calls: readonly (readonly [string, (azure: Azure) => Promise<unknown>])[] = [
    ['a VM that climbs', azure => azure.findVm({ ...vm, name: '..' })],
    ['a VM in a group that climbs', azure => azure.deallocate({ ...vm, resourceGroup: '..' })],
    ['a VM of a subscription that climbs', azure => azure.generalize({ ...vm, subscriptionId: '..' })],
    ['a list of a group that climbs', azure => azure.listVms(subscriptionId, '../rg-payroll')],
    ['a version that climbs', azure => azure.deleteVersion({ ...gallery, definition: 'web', version: '..' })],
    ['a Run Command that climbs', azure => azure.findGuestRun(vm, '../x')],
    ['a deletion that climbs', azure => azure.deleteTemporary('disk', `${group}/../rg-payroll/providers/M/disks/x`)],
    [
      'a snapshot of a disk that climbs',
      azure =>
        azure.createSnapshot(`${group}/providers/Microsoft.Compute/snapshots/x`, {
          captureId: 'x',
          attempt: 1,
          expiresAt: '',
          location: 'westeurope',
          diskId: `${group}/../x`,
        }),
    ],
    [
      'a role at a scope that climbs',
      azure =>
        azure.assignRole(galleryId({ ...gallery, gallery: 'golden/../../../../..' }), {
          principal: { id: subscriptionId, type: 'User' },
          roleId: `/providers/Microsoft.Authorization/roleDefinitions/${subscriptionId}`,
        }),
    ],
    [
      'a role that climbs',
      azure =>
        azure.assignRole(galleryId(gallery), {
          principal: { id: subscriptionId, type: 'User' },
          roleId: '/providers/../x',
        }),
    ],
    ['a question at a scope that climbs', azure => azure.listPermissions(`${group}/..`)],
    ['an operation elsewhere', azure => azure.findOperation('https://evil.example/subscriptions/x')],
  ];
  test.each(calls)('refuses %s, and sends nothing', async (_, call) => {
    const before = (await real.statuses()).length;
    await expect(call(real.azure)).rejects.toThrow(AddressRefused);
    expect(await real.statuses()).toHaveLength(before);
  });
});
