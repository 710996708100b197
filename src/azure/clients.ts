import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import type { TokenCredential } from '@azure/core-auth';
import type { Pipeline } from '@azure/core-rest-pipeline';
import type { Started } from './azure.ts';
import { type Budget, budgetPolicy } from './budget.ts';
import { deadlinePolicy } from './deadline.ts';
import { type Answered, refusalPolicy, requestIdOf, retryAfterOf } from './errors.ts';
import { meter } from './meter.ts';
import { userAgent } from './user-agent.ts';

/** How the SDK's clients reach Azure; `endpoint` is Resource Manager's, `scope` the audience its tokens are for. No call outlives `timeoutMs`. */
export interface ClientOptions {
  readonly credential: TokenCredential;
  readonly endpoint: string;
  readonly scope: string;
  readonly budget: Budget;
  readonly timeoutMs: number;
}

/** One SDK client a subscription. None repeats a request by itself: the next tick does, after it has looked. */
export function armClients({ credential, endpoint, scope, budget, timeoutMs }: ClientOptions) {
  const shared = { endpoint, retryOptions: { maxRetries: 0 }, userAgentOptions: { userAgentPrefix: userAgent } };
  const prepared = <T extends { pipeline: Pipeline }>(client: T): T => {
    client.pipeline.addPolicy(refusalPolicy, { afterPhase: 'Sign' });
    client.pipeline.addPolicy(budgetPolicy(budget), { afterPhase: 'Sign' });
    client.pipeline.addPolicy(deadlinePolicy(timeoutMs), { afterPhase: 'Sign', afterPolicies: ['captureImageBudget'] });
    meter(client.pipeline);
    return client;
  };
  const compute = remember(subscriptionId =>
    prepared(new ComputeManagementClient(credential, subscriptionId, { ...shared, credentials: { scopes: [scope] } })),
  );
  const authorization = remember(subscriptionId =>
    prepared(new AuthorizationManagementClient(credential, subscriptionId, { ...shared, credentialScopes: [scope] })),
  );
  return { compute, authorization };
}

export type ArmClients = ReturnType<typeof armClients>;

/**
 * Asks Azure to begin and answers once it has taken the call, without waiting for the end. The SDK's poller is not used to
 * poll: one failed poll would mark the operation failed for ever, though Azure still works on it.
 */
export async function begin(
  start: (onResponse: (response: Answered) => void) => { submitted(): Promise<void> },
): Promise<Started> {
  let first: Answered | null = null;
  const poller = start(response => {
    first ??= response;
  });
  await poller.submitted();
  return startedOf(first);
}

/** What the first answer says of the operation behind it. */
export function startedOf(response: Pick<Answered, 'headers'> | null): Started {
  const headers = response?.headers;
  return {
    operation: headers?.get('azure-asyncoperation') ?? headers?.get('location') ?? null,
    retryAfterMs: headers ? retryAfterOf(headers) : null,
    requestId: headers ? requestIdOf(headers) : null,
  };
}

function remember<T>(make: (subscriptionId: string) => T): (subscriptionId: string) => T {
  const made = new Map<string, T>();
  return subscriptionId => {
    const key = subscriptionId.toLowerCase();
    const client = made.get(key) ?? make(subscriptionId);
    made.set(key, client);
    return client;
  };
}
