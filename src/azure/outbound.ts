import { regionKey } from './names.ts';

/** How far the network of a copy lets out, from the narrowest on: nothing, HTTPS to Azure in the copy's own region, HTTPS to all of Azure. */
export const outbounds = ['none', 'region', 'azure'] as const;
export type Outbound = (typeof outbounds)[number];

/** Of two that count the one that lets out less. */
export const narrower = (one: Outbound, other: Outbound): Outbound =>
  outbounds.find(reach => reach === one || reach === other) ?? 'none';

/** The service tag of all addresses of Azure in a region ("Virtual network service tags"). */
export const azureCloudOf = (location: string): string => {
  const key = regionKey(location);
  return `AzureCloud.${shortened[key] ?? key}`;
};

/** Microsoft's page lists these: their tags are not named as their regions are. */
const shortened: Readonly<Record<string, string>> = {
  francecentral: 'centralfrance',
  francesouth: 'southfrance',
  germanywestcentral: 'germanywc',
  germanynorth: 'germanyn',
  norwayeast: 'norwaye',
  norwaywest: 'norwayw',
  switzerlandnorth: 'switzerlandn',
  switzerlandwest: 'switzerlandw',
};
