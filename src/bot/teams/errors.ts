import { z } from 'zod';
import { withTimeout } from '../../lib/with-timeout.ts';
import { scrub } from '../../scrub.ts';
import { ChatError, type ChatErrorKind } from '../chat.ts';
import { kindsByCode } from '../lib/chat-error-kinds.ts';
import { countCall } from '../lib/chat-metrics.ts';

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const kindOfCode = kindsByCode({
  'no-access': [
    ...['BotNotInConversationRoster', 'MessageWritesBlocked', 'ConversationNotFound', 'ConversationBlockedByUser'],
  ],
  'bad-content': ['MessageSizeTooBig', 'BadSyntax', 'BadArgument', 'http_413'],
});

const thrownSchema = z.looseObject({ code: z.string().optional(), message: z.string().default('') });

/** What a call failed with that was not answered, in the words of the chat door. The request is left behind: it has the token. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const { code = '', message } = thrownSchema.safeParse(error).data ?? { message: '' };
  const cause = new Error(scrub(message).slice(0, 500));
  return new ChatError('request_failed', { kind: isNeverSent(error, code) ? 'not-now' : 'unanswered', cause });
}

/** What the Bot Connector said no with, in the words of the chat door. */
export function refusalOf({
  status,
  body,
  retryAfter = null,
}: {
  status: number;
  body: string;
  retryAfter?: string | null | undefined;
}): ChatError {
  const { code, message } = errorIn(body);
  const cause = new Error(scrub(message ?? `answered ${status}`).slice(0, 500));
  if (status === 429)
    return new ChatError('ratelimited', { kind: 'rate-limited', retryAfterMs: retryAfterMs(retryAfter), cause });
  const said = code ?? `http_${status}`;
  return new ChatError(said, { kind: kindOf(status, said), cause });
}

function kindOf(status: number, code: string): ChatErrorKind {
  if (status >= 500 || status === 408) return 'unanswered';
  if (status === 401 || status === 412) return 'not-now';
  return kindOfCode(code) ?? 'refused';
}

/** Runs a call for a limited time, and counts it; what it throws is a ChatError. The signal ends what takes too long. */
export type Calling = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

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
export async function within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const tooLate = AbortSignal.timeout(ms);
  const silence = () => new ChatError('no_answer', { kind: 'unanswered' });
  try {
    const answer = await withTimeout(
      ms,
      call(tooLate).then(value => ({ value })),
    );
    if (answer) return answer.value;
  } catch (error) {
    throw tooLate.aborted ? silence() : toChatError(error);
  }
  throw silence();
}

const errorSchema = z.looseObject({
  error: z.looseObject({ code: z.string().optional(), message: z.string().optional() }),
});

/** An answer that is not the connector's own has no code. */
function errorIn(body: string): { readonly code?: string | undefined; readonly message?: string | undefined } {
  try {
    return errorSchema.safeParse(JSON.parse(body)).data?.error ?? {};
  } catch {
    return {}; // no JSON: the status says what it is
  }
}

function retryAfterMs(said: string | null): number | null {
  const seconds = said === null || said.trim() === '' ? Number.NaN : Number(said);
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
