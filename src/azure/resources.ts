import { z } from 'zod';
import { scrub } from '../scrub.ts';
import type { Azure } from './azure.ts';
import { readError, wholeOf } from './error-body.ts';
import { AzureError, asking, finding, scrubbed } from './errors.ts';
import { listAll, type Rest } from './rest.ts';

const subscription = z.object({ subscriptionId: z.string(), displayName: z.string(), tenantId: z.string() });
const location = z.object({ name: z.string(), availabilityZoneMappings: z.array(z.unknown()).nullish() });
const provider = z.object({ registrationState: z.string() });
const operation = z.object({ status: z.string(), error: z.unknown() });

/** Resource Manager's own part of the door: subscriptions, resource providers, and how a long-running operation goes. */
export function resources(
  rest: Rest,
): Pick<Azure, 'findSubscription' | 'listRegions' | 'findProviderState' | 'registerProvider' | 'findOperation'> {
  return {
    findSubscription: subscriptionId =>
      finding(async () => {
        const { body } = await rest('GET', `/subscriptions/${subscriptionId}?api-version=2022-12-01`);
        const found = subscription.parse(body);
        return { subscriptionId: found.subscriptionId, name: scrub(found.displayName), tenantId: found.tenantId };
      }),

    listRegions: subscriptionId =>
      asking(async () => {
        const url = `/subscriptions/${subscriptionId}/locations?api-version=2022-12-01`;
        const regions = await listAll(rest, url, location);
        return regions.map(({ name, availabilityZoneMappings }) => ({
          name,
          hasZones: (availabilityZoneMappings ?? []).length > 0,
        }));
      }),

    findProviderState: (subscriptionId, namespace) =>
      asking(async () => {
        const { body } = await rest(
          'GET',
          `/subscriptions/${subscriptionId}/providers/${namespace}?api-version=2021-04-01`,
        );
        return provider.parse(body).registrationState;
      }),

    registerProvider: (subscriptionId, namespace) =>
      asking(async () => {
        const register = `/subscriptions/${subscriptionId}/providers/${namespace}/register?api-version=2021-04-01`;
        const { started } = await rest('POST', register);
        return { ...started, operation: null };
      }),

    findOperation: async url => {
      try {
        const { status, body, started } = await asking(() => rest('GET', url));
        const { retryAfterMs, requestId = null } = started;
        if (status === 202) return { is: 'running', retryAfterMs };
        const answered = operation.safeParse(body);
        if (!answered.success) return { is: 'succeeded' };
        const { data } = answered;
        if (data.status === 'Succeeded') return { is: 'succeeded' };
        if (data.status !== 'Failed' && data.status !== 'Canceled') return { is: 'running', retryAfterMs };
        const { code, message, inner } = scrubbed(readError(data.error));
        return {
          is: 'failed',
          code: code ?? data.status,
          message: wholeOf({ code, message, inner }) || `Azure says that the operation ended as ${data.status}.`,
          inner,
          requestId,
        };
      } catch (error) {
        // Azure forgets an operation after a while: then the resource alone can tell.
        if (error instanceof AzureError && [400, 404, 410].includes(error.status)) return { is: 'gone' };
        throw error;
      }
    },
  };
}
