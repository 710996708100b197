import { z } from 'zod';
import type { Azure, ResourceTags } from './azure.ts';
import { asking } from './errors.ts';
import { parseResourceId } from './names.ts';
import { azureCloudOf, type Outbound } from './outbound.ts';
import type { Rest } from './rest.ts';
import { tagsOf } from './tags.ts';

type Verbs = Pick<Azure, 'createSecurityGroup' | 'createNetwork' | 'createNic' | 'listPools'>;

const api = '2024-05-01';

const pools = z.array(z.object({ id: z.string() })).nullish();
const nic = z.object({
  properties: z.object({
    ipConfigurations: z
      .array(
        z.object({
          properties: z
            .object({ loadBalancerBackendAddressPools: pools, applicationGatewayBackendAddressPools: pools })
            .nullish(),
        }),
      )
      .nullish(),
  }),
});

/** The networks' part of the door: the closed room that a clone stands in, and who balances load to a source. */
export function networks(rest: Rest): Verbs {
  const put = (id: string, { location, ...marks }: ResourceTags & { location: string }, properties: object) =>
    asking(async () => {
      const body = { location, tags: tagsOf(marks), properties };
      return (await rest('PUT', `${id}?api-version=${api}`, { body })).started;
    });

  return {
    createSecurityGroup: (id, { outbound, ...group }) =>
      put(id, group, { securityRules: rulesOf(outbound, group.location) }),

    // Run Command needs a way out, which newer interfaces no longer give a subnet that does not ask for it.
    createNetwork: (id, { subnet, securityGroupId, outbound, ...network }) =>
      put(id, network, {
        addressSpace: { addressPrefixes: ['10.0.0.0/28'] },
        subnets: [
          {
            name: subnet,
            properties: {
              addressPrefix: '10.0.0.0/28',
              networkSecurityGroup: { id: securityGroupId },
              defaultOutboundAccess: outbound !== 'none',
            },
          },
        ],
      }),

    createNic: (id, { subnetId, securityGroupId, ...its }) =>
      put(id, its, {
        ipConfigurations: [
          { name: 'ipconfig1', properties: { subnet: { id: subnetId }, privateIPAllocationMethod: 'Dynamic' } },
        ],
        networkSecurityGroup: { id: securityGroupId },
      }),

    listPools: nicId =>
      asking(async () => {
        const { body } = await rest('GET', `${nicId}?api-version=${api}`);
        const configurations = nic.parse(body).properties.ipConfigurations ?? [];
        const ids = configurations.flatMap(({ properties }) => [
          ...(properties?.loadBalancerBackendAddressPools ?? []),
          ...(properties?.applicationGatewayBackendAddressPools ?? []),
        ]);
        return [...new Set(ids.map(({ id }) => parseResourceId(id)?.names.join('/') ?? id))];
      }),
  };
}

interface Rule {
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly priority: number;
  readonly to?: string;
  readonly port?: string;
}

const rule = (name: string, { direction, access, priority, to, port }: Rule) => ({
  name,
  properties: {
    direction,
    access,
    priority,
    protocol: port ? 'Tcp' : '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: to ?? '*',
    destinationPortRange: port ?? '*',
  },
});

function rulesOf(outbound: Outbound, location: string) {
  const to = { region: azureCloudOf(location), azure: 'AzureCloud', none: null }[outbound];
  return [
    rule('deny-all-in', { direction: 'Inbound', access: 'Deny', priority: 100 }),
    ...(to
      ? [rule('allow-azure-out', { direction: 'Outbound', access: 'Allow', priority: 100, to, port: '443' })]
      : []),
    rule('deny-all-out', { direction: 'Outbound', access: 'Deny', priority: 4096 }),
  ];
}
