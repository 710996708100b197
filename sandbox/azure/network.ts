import { type Azure, subscriptionOf } from './context.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { networkResourceRoutes } from './network-resources.ts';
import { networkUsagesOf, usageBody } from './quotas.ts';
import { shortRegion } from './regions.ts';
import type { Route } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import { subnetRoutes, virtualNetworks } from './virtual-networks.ts';

/** Networks, subnets, security groups and interfaces; there are no public addresses. */
export function networkRoutes(azure: Azure): Route[] {
  const none = () => ({ status: 200, body: { value: [] } });
  const groupPath = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Network';
  return [
    ...subnetRoutes(azure),
    ...[virtualNetworks(azure), securityGroups(azure), networkInterfaces(azure)].flatMap(kind =>
      networkResourceRoutes(azure, kind),
    ),
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Network/locations/:location/usages',
      answer: call => {
        const { id } = subscriptionOf(azure.world, call);
        const found = networkUsagesOf(azure.world, id, shortRegion(call.param('location')));
        return { status: 200, body: { value: found.map(usageBody) } };
      },
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Network/publicIPAddresses',
      answer: none,
    },
    { method: 'GET', path: `${groupPath}/publicIPAddresses`, answer: none },
  ];
}
