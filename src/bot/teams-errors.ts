import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ChatError } from './chat.ts';
import { countCall } from './chat-calls.ts';

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const restSchema = z.looseObject({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  message: z.string().default(''),
  body: z.unknown().optional(),
  details: z.unknown().optional(),
  response: z
    .looseObject({ headers: z.unknown(), bodyAsText: z.string().nullish(), parsedBody: z.unknown().optional() })
    .optional(),
});

/** What a call of the Bot Connector failed with, in the words of the chat door. The request is left behind: it has the token. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const { statusCode: status, code = '', message, response } = restSchema.safeParse(error).data ?? { message: '' };
  const cause = new Error(message.slice(0, 500));
  if (status === undefined) {
    if (message.includes('invalid_client') || message.includes('unauthorized_client'))
      return new ChatError('invalid_client', { passing: true, unsure: false, cause });
    return new ChatError('request_failed', { passing: true, unsure: !isNeverSent(error, code), cause });
  }
  if (status === 429)
    return new ChatError('ratelimited', {
      passing: true,
      unsure: false,
      retryAfterMs: retryAfterMs(response?.headers),
      cause,
    });
  const passing = status >= 500 || [401, 408, 412].includes(status);
  const unsure = status >= 500 || status === 408;
  return new ChatError(codeIn(response) ?? (passing ? `http_${status}` : code || `http_${status}`), {
    passing,
    unsure,
    cause,
  });
}

/** Runs a call of the Bot Connector for a limited time, and counts it; what it throws is a ChatError. */
export type Calling = <T>(call: Promise<T>) => Promise<T>;

export const callingWithin =
  (timeoutMs: number): Calling =>
  async call => {
    try {
      const answer = await within(timeoutMs, call);
      countCall('teams', null);
      return answer;
    } catch (error) {
      const said = toChatError(error);
      countCall('teams', said);
      throw said;
    }
  };

/** Waits for something so long; what it throws is a ChatError. */
export async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  const late = new AbortController();
  const silence = sleep(ms, 'silence' as const, { signal: late.signal }).catch(() => 'silence' as const);
  try {
    const first = await Promise.race([call.then(value => ({ value })), silence]);
    if (first !== 'silence') return first.value;
    call.catch(() => {}); // its time is over, whatever it comes to
    throw new ChatError('no_answer', { passing: true, unsure: true });
  } catch (error) {
    throw toChatError(error);
  } finally {
    late.abort();
  }
}

const errorSchema = z.looseObject({ error: z.looseObject({ code: z.string() }) });

function codeIn(response: { bodyAsText?: string | null | undefined; parsedBody?: unknown } | undefined): string | null {
  const parsed = errorSchema.safeParse(response?.parsedBody).data;
  if (parsed) return parsed.error.code;
  try {
    return errorSchema.safeParse(JSON.parse(response?.bodyAsText ?? '')).data?.error.code ?? null;
  } catch {
    return null; // an answer that is not the connector's own has no code
  }
}

function retryAfterMs(headers: unknown): number | null {
  const get = typeof headers === 'object' && headers !== null && 'get' in headers ? headers.get : null;
  const said: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : null;
  const seconds = typeof said === 'string' ? Number(said) : Number.NaN;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds * 1000);
}

function isNeverSent(error: unknown, code: string): boolean {
  if (neverSent.has(code)) return true;
  return (
    error instanceof Error &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    neverSent.has(String(error.cause.code))
  );
}
