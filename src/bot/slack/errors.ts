import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { Log } from '../../log.ts';
import { ChatError, type ChatErrorKind } from '../chat.ts';
import { kindsByCode } from '../lib/chat-error-kinds.ts';
import { countCall } from '../lib/chat-metrics.ts';

/** What Slack's codes come to. Credentials that are refused an operator has to put right, and the same is good then. */
const kindOf = kindsByCode({
  'rate-limited': ['ratelimited', 'rate_limited'],
  unanswered: ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'],
  'not-now': [
    ...['team_added_to_org', 'accesslimited', 'message_limit_exceeded'],
    ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'],
  ],
  'no-access': [
    ...['not_in_channel', 'channel_not_found', 'is_archived', 'user_not_in_channel', 'no_permission'],
    ...['restricted_action', 'restricted_action_read_only_channel', 'restricted_action_thread_locked'],
    ...['restricted_action_non_threadable_channel', 'access_denied', 'team_access_not_granted', 'ekm_access_denied'],
  ],
  'bad-content': ['invalid_blocks', 'invalid_blocks_format', 'msg_too_long', 'msg_blocks_too_long', 'no_text'],
});
const neverSent = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a call of Slack's Web API failed with, in the words of the chat door. The cause may quote a URL, never a token. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof WebAPIRateLimitedError)
    return new ChatError('ratelimited', {
      kind: 'rate-limited',
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    return new ChatError(code, { kind: kindOf(code) ?? 'refused', cause: error });
  }
  if (error instanceof WebAPIHTTPError)
    return new ChatError(`http_${error.statusCode}`, { kind: kindOfStatus(error.statusCode), cause: error });
  if (error instanceof WebAPIRequestError) {
    const isUnsent = neverSent.has(causeCode(error.original));
    return new ChatError('request_failed', { kind: isUnsent ? 'not-now' : 'unanswered', cause: error });
  }
  return new ChatError('no_answer', { kind: 'unanswered', cause: error });
}

function kindOfStatus(status: number): ChatErrorKind {
  if (status === 429) return 'rate-limited';
  if (status === 413) return 'bad-content';
  return status >= 500 || status === 408 ? 'unanswered' : 'refused';
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

/** The same, for what one can do without: null, and a line in the log, when Slack says no or does not answer, or lacks the method. */
export const tryingWith =
  (log: Log) =>
  async <T>(call: Promise<T>): Promise<T | null> => {
    try {
      return await calling(call);
    } catch (error) {
      log.warn({ err: error }, 'Slack did not do something that one can do without');
      return null;
    }
  };

function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return causeCode(error.cause);
}
