/** Azure said no, or could not be reached: what it answered, without any URL or token. `status` 0 means no answer came. */
export class AzureError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  /** Whether the same call may go well later without anybody doing something. */
  readonly passing: boolean;

  constructor(
    message: string,
    facts: { status: number; code: string; requestId?: string | null; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.name = 'AzureError';
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.passing = isPassing(facts.status, facts.code);
  }
}

const passingCodes = new Set(['PrincipalNotFound', 'AnotherOperationInProgress', 'RetryableError', 'TooManyRequests']);

function isPassing(status: number, code: string): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500 || passingCodes.has(code);
}
