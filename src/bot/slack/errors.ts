import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { ChatError } from '../chat.ts';
import { countCall } from '../lib/chat-metrics.ts';

/** Slack's codes for "not now": its own trouble, and credentials that an operator has to put right. */
const passingCodes = new Set([
  ...['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'],
  ...['team_added_to_org', 'accesslimited', 'message_limit_exceeded'],
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'],
]);
const unsureCodes = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);
const neverSent = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a call of Slack's Web API failed with, in the words of the chat door. The cause may quote a URL, never a token. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof WebAPIRateLimitedError)
    return new ChatError('ratelimited', {
      passing: true,
      unsure: false,
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    return new ChatError(code, { passing: passingCodes.has(code), unsure: unsureCodes.has(code), cause: error });
  }
  if (error instanceof WebAPIHTTPError) {
    const passing = error.statusCode >= 500 || error.statusCode === 408 || error.statusCode === 429;
    return new ChatError(`http_${error.statusCode}`, {
      passing,
      unsure: passing && error.statusCode !== 429,
      cause: error,
    });
  }
  if (error instanceof WebAPIRequestError)
    return new ChatError('request_failed', {
      passing: true,
      unsure: !neverSent.has(causeCode(error.original)),
      cause: error,
    });
  return new ChatError('no_answer', { passing: true, unsure: true, cause: error });
}

/** Runs a call of the Web API; what it throws is a ChatError. */
export async function calling<T>(call: Promise<T>): Promise<T> {
  try {
    const answer = await call;
    countCall('slack', null);
    return answer;
  } catch (error) {
    const said = toChatError(error);
    countCall('slack', said);
    throw said;
  }
}

/** The same, for what one can do without: null when Slack says no or does not answer, or lacks the method. */
export async function trying<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await calling(call);
  } catch {
    return null;
  }
}

function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return causeCode(error.cause);
}
