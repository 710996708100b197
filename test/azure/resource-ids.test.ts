import { describe, expect, test } from 'vitest';
import {
  galleryId,
  isGuid,
  isResourceId,
  parseResourceId,
  parseVmId,
  partsOf,
  versionId,
} from '../../src/azure/names.ts';

const subscription = '11111111-1111-4111-8111-111111111111';
const group = `/subscriptions/${subscription}/resourceGroups/rg-web`;
const disk = `${group}/providers/Microsoft.Compute/disks/web-01_OsDisk`;

describe('the id of a resource', () => {
  test('is of its type, in any case', () => {
    expect(isResourceId(disk, 'Microsoft.Compute/disks')).toBe(true);
    expect(isResourceId(disk.toUpperCase(), 'microsoft.compute/DISKS')).toBe(true);
    const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/web`;
    expect(isResourceId(subnet, 'Microsoft.Network/virtualNetworks/subnets')).toBe(true);
    expect(isResourceId(`${disk.slice(0, -'web-01_OsDisk'.length)}a`, 'Microsoft.Compute/disks')).toBe(true);
    expect(isResourceId(`${disk.slice(0, -'web-01_OsDisk'.length)}a..b.(1)`, 'Microsoft.Compute/disks')).toBe(true);
    for (const name of ['.a', 'a.', 'a.b'])
      expect(isResourceId(`${group}/providers/Microsoft.Compute/disks/${name}`, 'Microsoft.Compute/disks')).toBe(true);
    for (const names of ['../subnets/web', 'net/subnets/..', 'a b/subnets/web'])
      expect(
        isResourceId(
          `${group}/providers/Microsoft.Network/virtualNetworks/${names}`,
          'Microsoft.Network/virtualNetworks/subnets',
        ),
        names,
      ).toBe(false);
  });

  test.each([
    ['another type', `${group}/providers/Microsoft.Compute/snapshots/web-01`],
    ['another provider', `${group}/providers/Microsoft.Network/disks/web-01`],
    ['a child of it', `${disk}/children/one`],
    ['a path without a name', `${disk}/children`],
    ['no name at all', `${group}/providers/Microsoft.Compute/disks`],
    ['an empty name', `${group}/providers/Microsoft.Compute/disks/`],
    ['a name of dots', `${group}/providers/Microsoft.Compute/disks/..`],
    ['a name with a question mark', `${disk}?api-version=1`],
    ['a name with a space before it', `${group}/providers/Microsoft.Compute/disks/ web`],
    ['a name that is too long', `${group}/providers/Microsoft.Compute/disks/${'a'.repeat(121)}`],
    ['something before it', `https://management.azure.com${disk}`],
    ['something before it without a slash', `x${disk}`],
    ['a subscription that is none', disk.replace(subscription, 'mine')],
    ['a group that is none', disk.replace('rg-web', 'rg web')],
    ['other words than resourceGroups', disk.replace('resourceGroups', 'groups')],
    ['other words than providers', disk.replace('providers', 'things')],
    ['other words than subscriptions', disk.replace('subscriptions', 'tenants')],
    ['nothing', ''],
  ])('is not one with %s', (_what, id) => {
    expect(isResourceId(id, 'Microsoft.Compute/disks')).toBe(false);
  });

  test('is made of the names in it', () => {
    const ref = { subscriptionId: subscription, resourceGroup: 'rg-web', gallery: 'golden' };
    expect(galleryId(ref)).toBe(`${group}/providers/Microsoft.Compute/galleries/golden`);
    expect(versionId({ ...ref, definition: 'web', version: '1.0.0' })).toBe(
      `${group}/providers/Microsoft.Compute/galleries/golden/images/web/versions/1.0.0`,
    );
  });

  test('has its parts read back, and a text with more or less before it or behind has none', () => {
    const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/web`;
    expect(parseResourceId(subnet)).toEqual({
      ...{ subscriptionId: subscription, resourceGroup: 'rg-web', names: ['net', 'web'] },
    });
    expect(partsOf(subnet)).toEqual({
      ...{ subscriptionId: subscription, resourceGroup: 'rg-web', name: 'net', child: 'web' },
    });
    expect(partsOf(disk)).toMatchObject({ name: 'web-01_OsDisk', child: '' });
    for (const wrong of [`x${disk}`, `${disk}/children`, `${group}/providers/Microsoft.Compute`, '', 'web-01'])
      expect(() => partsOf(wrong)).toThrow(`This is no resource id: ${wrong}`);
  });

  test('of a VM is nothing else', () => {
    const vm = `${group}/providers/Microsoft.Compute/virtualMachines/web-01`;
    expect(parseVmId(vm)).toEqual({ subscriptionId: subscription, resourceGroup: 'rg-web', name: 'web-01' });
    for (const wrong of [`x${vm}`, `${vm}/extensions/x`, disk, vm.replace('web-01', ''), 'web-01'])
      expect(parseVmId(wrong)).toBeNull();
  });

  test('of a principal or a subscription is a GUID', () => {
    expect([
      isGuid(subscription),
      isGuid(subscription.toUpperCase()),
      isGuid(`${subscription}1`),
      isGuid('web'),
    ]).toEqual([true, true, false, false]);
  });
});
