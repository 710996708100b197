import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { z } from 'zod';
import { userAgent } from '../../azure/user-agent.ts';
import { ChatError } from '../chat.ts';
import { type Calling, refusalOf } from './errors.ts';

/** Where a message goes. */
export interface Address {
  readonly serviceUrl: string;
  readonly conversation: string;
}

/** A call of the Bot Connector: at which service URL, the parts of its path with ids as they are, and what goes with it. */
export interface ConnectorCall {
  readonly serviceUrl: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/**
 * Calls the Bot Connector and answers what it says. Each call is one request: what may have got through is not sent
 * again by a client that cannot know, and no redirect takes a token elsewhere. Whoever calls has judged the service URL.
 */
export function connectorRest({ calling }: { calling: Calling }) {
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: userAgent },
  });
  const httpClient = createDefaultHttpClient();

  return <T>(
    { serviceUrl, method, path, query, headers = {}, body }: ConnectorCall,
    token: string | null,
    answer: z.ZodType<T>,
  ): Promise<T> =>
    calling(async signal => {
      const request = createPipelineRequest({ url: addressOf(serviceUrl, path, query), method, abortSignal: signal });
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
      if (new URL(request.url).protocol === 'http:') request.allowInsecureConnection = token === null;
      if (body) {
        request.headers.set('content-type', 'application/json; charset=utf-8');
        request.body = JSON.stringify(body);
      }
      const response = await pipeline.sendRequest(httpClient, request);
      const text = response.bodyAsText ?? '';
      if (response.status < 200 || response.status > 299)
        throw refusalOf({ status: response.status, body: text, retryAfter: response.headers.get('retry-after') });
      return readAs(answer, text);
    });
}

/** What is asked of one conversation. */
export const inside = ({ serviceUrl, conversation }: Address, ...path: readonly string[]) => ({
  serviceUrl,
  path: ['conversations', conversation, ...path],
});

/** Every part is one segment of the path, whatever stands in it. */
function addressOf(serviceUrl: string, path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  if (path.some(part => part === '' || part === '.' || part === '..'))
    throw new ChatError('bad_address', { kind: 'refused' });
  const url = new URL(serviceUrl);
  url.pathname = `${url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`}v3/${path.map(encodeURIComponent).join('/')}`;
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

/** It was done, whatever an answer says that nobody can read. */
function readAs<T>(answer: z.ZodType<T>, text: string): T {
  try {
    return answer.parse(text === '' ? null : JSON.parse(text));
  } catch (cause) {
    throw new ChatError('unreadable_answer', { kind: 'unanswered', cause });
  }
}
