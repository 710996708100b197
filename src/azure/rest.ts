import type { TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
} from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { addressAt } from './address.ts';
import type { Started } from './azure.ts';
import { type Budget, budgetPolicy } from './budget.ts';
import { startedOf } from './clients.ts';
import { deadlinePolicy } from './deadline.ts';
import { errorOf } from './errors.ts';
import { meter } from './meter.ts';
import { userAgent } from './user-agent.ts';

/** A JSON answer with the pause that the service asks for, and the operation that the call began, where it began one. */
export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly started: Started;
}

/** Calls what no SDK of ours covers, with the same identity; an answer outside 2xx is thrown as an AzureError. */
export type Rest = (
  method: HttpMethods,
  url: string,
  options?: { headers?: Record<string, string>; body?: object },
) => Promise<RestAnswer>;

const page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** Reads a list to its end, page by page. */
export async function listAll<T>(rest: Rest, url: string, item: z.ZodType<T>): Promise<T[]> {
  const found: T[] = [];
  let next: string | null = url;
  while (next) {
    const { body } = await rest('GET', next);
    const { value, nextLink } = page.parse(body);
    found.push(...value.map(one => item.parse(one)));
    next = nextLink ?? null;
  }
  return found;
}

/** A REST caller for one service; `origin` is the only place its token is ever sent to. */
export function restClient({
  credential,
  origin,
  scope,
  budget,
  timeoutMs,
}: {
  credential: TokenCredential;
  origin: string;
  scope: string;
  /** There for Resource Manager, which publishes what it allows. */
  budget?: Budget;
  timeoutMs: number;
}): Rest {
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: userAgent },
  });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }));
  if (budget) pipeline.addPolicy(budgetPolicy(budget), { afterPhase: 'Sign' });
  pipeline.addPolicy(deadlinePolicy(timeoutMs), { afterPhase: 'Sign', afterPolicies: ['captureImageBudget'] });
  meter(pipeline);
  const httpClient = createDefaultHttpClient();
  const home = new URL(origin);

  return async (method, url, options) => {
    const target = addressAt(home, method, url);
    const request = createPipelineRequest({ url: target.href, method });
    for (const [name, value] of Object.entries(options?.headers ?? {})) request.headers.set(name, value);
    if (options?.body) {
      request.headers.set('content-type', 'application/json');
      request.body = JSON.stringify(options.body);
    }
    const response = await pipeline.sendRequest(httpClient, request);
    if (response.status < 200 || response.status > 299) throw errorOf(response);
    return {
      status: response.status,
      body: response.bodyAsText ? JSON.parse(response.bodyAsText) : null,
      started: startedOf(response),
    };
  };
}
