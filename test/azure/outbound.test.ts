import { expect, test } from 'vitest';
import { azureCloudOf } from '../../src/azure/outbound.ts';

test.each([
  ['westeurope', 'AzureCloud.westeurope'],
  ['West Europe', 'AzureCloud.westeurope'],
  ['francecentral', 'AzureCloud.centralfrance'],
  ['germanywestcentral', 'AzureCloud.germanywc'],
  ['switzerlandnorth', 'AzureCloud.switzerlandn'],
  ['norwayeast', 'AzureCloud.norwaye'],
])('the service tag of Azure in %s is %s', (region, tag) => {
  expect(azureCloudOf(region)).toBe(tag);
});
