import { expect, test } from 'vitest';
import { resourceOf } from '../../src/azure/meter.ts';

const group = 'https://management.azure.com/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web';

test.each([
  [`${group}/providers/Microsoft.Compute/virtualMachines/web-01?api-version=1`, 'microsoft.compute/virtualmachines'],
  [
    `${group}/providers/Microsoft.Compute/virtualMachines/web-01/instanceView`,
    'microsoft.compute/virtualmachines/instanceview',
  ],
  [
    `${group}/providers/Microsoft.Compute/galleries/golden/providers/Microsoft.Authorization/roleAssignments/1-2`,
    'microsoft.authorization/roleassignments',
  ],
  [group, 'subscriptions/resourcegroups'],
  [
    'https://management.azure.com/subscriptions/2/providers/Microsoft.Compute/locations/westeurope/operations/77?t=secret',
    'microsoft.compute/locations/operations',
  ],
  ['https://graph.microsoft.com/v1.0/users/ann%40contoso.example', 'graph/users'],
])('%s counts as %s', (url, resource) => {
  expect(resourceOf(url)).toBe(resource);
});

test.each([
  `${group}/providers/Microsoft.Compute/virtualMachines/providers`,
  'https://storage.example/a-signed-log.txt?sig=secret',
  'https://management.azure.com/',
])('what has no type that is known counts as other: %s', url => {
  expect(resourceOf(url)).toBe('other');
});
