import { expect, test } from 'vitest';
import { allowancesOf, leftOf } from '../../src/azure/allowances.ts';

const group = 'https://management.azure.com/subscriptions/S1/resourceGroups/rg/providers/Microsoft.Compute';
const vm = '/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/web-01';

test.each([
  [
    'GET',
    `${group}/virtualMachines/web-01/instanceView?api-version=1`,
    ['s1 reads', 's1 LowCostGetSubscriptionMaximum', `${vm} LowCostGetResource`],
  ],
  [
    'GET',
    `${group}/virtualMachines/web-01/runCommands/x?$expand=instanceView`,
    ['s1 reads', 's1 LowCostGetSubscriptionMaximum', `${vm} LowCostGetResource`],
  ],
  [
    'POST',
    `${group}/virtualMachines/web-01/deallocate`,
    ['s1 writes', 's1 DeleteVMSubscriptionMaximum', `${vm} DeleteVMResource`],
  ],
  [
    'POST',
    `${group}/virtualMachines/web-01/generalize`,
    ['s1 writes', 's1 UpdateVMSubscriptionMaximum', `${vm} UpdateVMResource`],
  ],
  [
    'DELETE',
    `${group}/virtualMachines/web-01`,
    ['s1 deletes', 's1 DeleteVMSubscriptionMaximum', `${vm} DeleteVMResource`],
  ],
  ['GET', `${group}/virtualMachines`, ['s1 reads', 's1 HighCostGetSubscriptionMaximum']],
  [
    'PUT',
    `${group}/galleries/g/images/d/versions/1.0.0`,
    ['s1 writes', 's1 CreateUpdateGalleryImageVersion3Min', 's1 CreateUpdateGalleryImageVersion30Min'],
  ],
  ['GET', `${group}/galleries/g/images/d`, ['s1 reads', 's1 GetGalleryImage3Min', 's1 GetGalleryImage30Min']],
  ['PUT', 'https://management.azure.com/subscriptions/S1/resourceGroups/rg', ['s1 writes']],
  ['GET', 'https://graph.microsoft.com/v1.0/users', []],
])('%s %s is counted against what Azure counts it against', (method, url, keys) => {
  expect(allowancesOf(method, url)?.map(({ key }) => key) ?? []).toEqual(keys);
});

test('reads what an answer says is left of each', () => {
  const headers = new Headers({
    'x-ms-ratelimit-remaining-subscription-reads': '249',
    'x-ms-ratelimit-remaining-resource':
      'Microsoft.Compute/LowCostGetSubscriptionMaximum;23999,Microsoft.Compute/LowCostGetResource;35',
  });
  const told = { get: (name: string) => headers.get(name) ?? undefined };
  const left = allowancesOf('GET', `${group}/virtualMachines/web-01`)?.map(one => leftOf(one, told));
  expect(left).toEqual([249, 23_999, 35]);
  expect(leftOf({ key: 's1 writes', capacity: 1, perMinute: 1 }, told)).toBeNull();
});
