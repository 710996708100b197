import { ArmError } from './arm-error.ts';
import { type Azure, same, subscriptionOf } from './context.ts';
import type { Json, JsonObject } from './json.ts';
import { displayRegion, regionNames } from './regions.ts';
import type { Answer, Call, Route } from './routes.ts';

const registrationMs = 20_000;
const providers = [
  'Microsoft.Compute',
  'Microsoft.Network',
  'Microsoft.Storage',
  'Microsoft.Authorization',
  'Microsoft.Resources',
  'Microsoft.PartnerCenterIngestion',
];

/** Resource providers and their registration, which takes a while. */
export function providerRoutes({ world, clock }: Azure): Route[] {
  const isListed = (key: string) => world.registeredProviders.has(key);
  const providerKey = (subscriptionId: string, namespace: string) => `${subscriptionId} ${namespace}`.toLowerCase();

  function providerBody(subscriptionId: string, given: string): JsonObject {
    const namespace = providers.find(name => same(name, given));
    if (!namespace)
      throw new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${given}' is invalid.`, {
        from: 'gateway',
      });
    const key = providerKey(subscriptionId, namespace);
    const always = namespace === 'Microsoft.Authorization' || namespace === 'Microsoft.Resources';
    return {
      id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
      namespace,
      registrationPolicy: always ? 'RegistrationFree' : 'RegistrationRequired',
      resourceTypes: resourceTypes[namespace] ?? [],
      registrationState:
        always || isListed(key) ? 'Registered' : world.registeringProviders.has(key) ? 'Registering' : 'NotRegistered',
    };
  }

  function register(call: Call): Answer {
    const { id } = subscriptionOf(world, call);
    const namespace = call.param('namespace');
    const key = providerKey(id, namespace);
    providerBody(id, namespace);
    if (!isListed(key) && !world.registeringProviders.has(key)) {
      world.registeringProviders.add(key);
      clock.after(registrationMs, () => {
        world.registeringProviders.delete(key);
        world.registeredProviders.add(key);
      });
    }
    return { status: 200, body: providerBody(id, namespace) };
  }

  return [
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers',
      answer: call => ({
        status: 200,
        body: { value: providers.map(name => providerBody(subscriptionOf(world, call).id, name)) },
      }),
    },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/:namespace',
      answer: call => ({ status: 200, body: providerBody(subscriptionOf(world, call).id, call.param('namespace')) }),
    },
    { method: 'POST', path: '/subscriptions/:subscription/providers/:namespace/register', answer: register },
    {
      method: 'GET',
      path: '/subscriptions/:subscription/providers/Microsoft.Features/providers/:namespace/features/:feature',
      answer: call => {
        const { id } = subscriptionOf(world, call);
        const name = `${call.param('namespace')}/${call.param('feature')}`;
        const state = world.registeredFeatures.has(name.toLowerCase()) ? 'Registered' : 'NotRegistered';
        return {
          status: 200,
          body: {
            properties: { state },
            id: `/subscriptions/${id}/providers/Microsoft.Features/providers/${call.param('namespace')}/features/${call.param('feature')}`,
            type: 'Microsoft.Features/providers/features',
            name,
          },
        };
      },
    },
  ];
}

const types = (names: readonly string[], apiVersions: readonly string[]) =>
  names.map(
    (resourceType): Json => ({
      resourceType,
      locations: regionNames.map(displayRegion),
      apiVersions,
      capabilities: 'None',
    }),
  );

const resourceTypes: Readonly<Record<string, readonly Json[]>> = {
  'Microsoft.Compute': [
    ...types(
      ['virtualMachines', 'virtualMachines/runCommands', 'images', 'locations/operations'],
      ['2026-04-01', '2024-07-01', '2022-11-01'],
    ),
    ...types(
      ['galleries', 'galleries/images', 'galleries/images/versions'],
      ['2025-12-03', '2024-03-03', '2022-03-03'],
    ),
    ...types(['disks', 'snapshots'], ['2026-03-02', '2024-03-02', '2022-07-02']),
  ],
  'Microsoft.Network': types(['networkInterfaces', 'publicIPAddresses'], ['2022-07-01']),
  'Microsoft.Authorization': types(['roleAssignments', 'roleDefinitions', 'permissions'], ['2022-04-01']),
};
