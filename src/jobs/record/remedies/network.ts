import { copySteps, type Remedy } from './remedy.ts';

/** Where a copy stands: its network, its subnet, its card. */
export const networkRemedies = [
  {
    cause: 'copies-subnet-full',
    codes: ['SubnetIsFull', 'NoAvailableIPAddressesInSubnet'],
    subnet: 'named',
    steps: copySteps,
  },
  {
    cause: 'copies-subnet-gone',
    codes: ['SubnetNotFound', 'NetcfgInvalidSubnet', 'NetcfgSubnetNotFound'],
    subnet: 'named',
    steps: copySteps,
  },
  {
    cause: 'subnet-elsewhere',
    codes: ['InvalidResourceReference', 'NotFound', 'ResourceNotFound', 'ParentResourceNotFound'],
    about: /\/virtualNetworks\/[^/]+(?:\/subnets\/[^/]+)?$/i,
    subnet: 'named',
    steps: copySteps,
  },
  {
    cause: 'subnet-delegated',
    codes: [
      'ResourceNotPermittedOnDelegatedSubnet',
      'SubnetWithExternalResourcesCannotBeUsedByOtherResources',
      'ApplicationGatewaySubnetCannotBeUsedByOtherResources',
      'GatewaySubnet',
    ],
    steps: copySteps,
  },
  { cause: 'networks-full', codes: ['VnetCountLimitReached'], steps: copySteps },
  {
    cause: 'network-parts-full',
    codes: [/^(?:NetworkSecurityGroup|NetworkInterface|Nsg|Nic)\w*(?:CountLimitReached|LimitExceeded)$/i],
    steps: copySteps,
  },
  { cause: 'card-reserved', codes: ['NicReservedForAnotherVm'] },
  { cause: 'card-in-use', codes: ['NicInUse'] },
  { cause: 'part-not-ready', codes: ['ReferencedResourceNotProvisioned'] },
  { cause: 'still-used', codes: [/^InUse\w+CannotBeDeleted$/i, 'CannotDeleteResource'] },
] as const satisfies readonly Remedy[];
