import { expect, test } from 'vitest';
import { azureCloudOf, narrower } from '../../src/azure/outbound.ts';

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

test.each([
  ['azure', 'region', 'region'],
  ['region', 'azure', 'region'],
  ['none', 'azure', 'none'],
  ['region', 'none', 'none'],
  ['azure', 'azure', 'azure'],
] as const)('of %s and %s, %s lets out less', (one, other, less) => {
  expect(narrower(one, other)).toBe(less);
});
