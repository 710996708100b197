import type { TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
} from '@azure/core-rest-pipeline';
import { callTimeoutMs, userAgent } from './clients.ts';
import { errorOf, requestIdOf, retryAfterOf } from './errors.ts';
import { meter } from './meter.ts';

/** A JSON answer with the pause that the service asks for. */
export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
}

/** Calls what no SDK of ours covers, with the same identity; an answer outside 2xx is thrown as an AzureError. */
export type Rest = (
  method: HttpMethods,
  url: string,
  options?: { headers?: Record<string, string> },
) => Promise<RestAnswer>;

/** A REST caller for one service; `origin` is the only place its token is ever sent to. */
export function restClient({
  credential,
  origin,
  scope,
}: {
  credential: TokenCredential;
  origin: string;
  scope: string;
}): Rest {
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: userAgent },
  });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }));
  meter(pipeline);
  const httpClient = createDefaultHttpClient();
  const home = new URL(origin);

  return async (method, url, options) => {
    const target = new URL(url, `${origin}/`);
    if (target.protocol !== home.protocol || !(target.host === home.host || target.host.endsWith(`.${home.host}`)))
      throw new Error(`A call was to leave ${home.host}: refused.`);
    const request = createPipelineRequest({ url: target.href, method, timeout: callTimeoutMs });
    for (const [name, value] of Object.entries(options?.headers ?? {})) request.headers.set(name, value);
    const response = await pipeline.sendRequest(httpClient, request);
    if (response.status < 200 || response.status > 299) throw errorOf(response);
    return {
      status: response.status,
      body: response.bodyAsText ? JSON.parse(response.bodyAsText) : null,
      retryAfterMs: retryAfterOf(response.headers),
      requestId: requestIdOf(response.headers),
    };
  };
}
