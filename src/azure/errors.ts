import { isRestError, type PipelinePolicy, type PipelineRequest, type RestError } from '@azure/core-rest-pipeline';
import { scrub } from '../scrub.ts';
import { type InnerError, readErrorBody, type SaidError, wholeOf } from './error-body.ts';

/** The part of an HTTP answer that errors and pacing need. */
export interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  readonly bodyAsText?: string | null;
}

/** Azure said no, or could not be reached: all that it answered, without any secret. `status` 0 means no answer came. */
export class AzureError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  /** Whether the same call may go well later without anybody doing something. */
  readonly passing: boolean;
  /** The errors within it, which its message tells too. */
  readonly inner: readonly InnerError[];

  constructor(
    message: string,
    facts: {
      status: number;
      code: string;
      inner?: readonly InnerError[];
      requestId?: string | null;
      retryAfterMs?: number | null;
      cause?: unknown;
    },
  ) {
    super(scrub(message), { cause: facts.cause });
    this.name = 'AzureError';
    this.status = facts.status;
    this.code = codeOf(facts.code);
    this.inner = facts.inner ?? [];
    this.requestId = facts.requestId ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.passing =
      isPassing(facts.status, facts.code) ||
      this.inner.some(({ code }) => passingCodes.has(code)) ||
      passingWords.test(message);
  }
}

/** Runs a call to Azure; whatever it throws becomes an AzureError. */
export async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toAzureError(error);
  }
}

/** Runs a look-up; "not there" becomes null, everything else an AzureError. */
export async function finding<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await asking(call);
  } catch (error) {
    if (error instanceof AzureError && error.status === 404) return null;
    throw error;
  }
}

/** Reads an HTTP answer that is not a success. */
export function errorOf(answered: Answered): AzureError {
  const said = scrubbed(readErrorBody(answered.bodyAsText));
  return new AzureError(wholeOf(said) || `Azure answered ${answered.status}.`, {
    status: answered.status,
    code: said.code ?? `Http${answered.status}`,
    inner: said.inner,
    requestId: requestIdOf(answered.headers),
    retryAfterMs: retryAfterOf(answered.headers),
  });
}

/** Azure's own name of a call: Resource Manager's, or Microsoft Graph's. */
export const requestIdOf = (headers: Answered['headers']): string | null =>
  headers.get('x-ms-request-id') ?? headers.get('request-id') ?? null;

/** Reads `Retry-After`, in seconds or as a date. */
export function retryAfterOf(headers: Answered['headers'], now = Date.now()): number | null {
  const value = headers.get('retry-after');
  if (!value) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function toAzureError(error: unknown): AzureError {
  if (error instanceof AzureError) return error;
  if (isRestError(error)) {
    if (error.response) return errorOf({ ...error.response, bodyAsText: textOf(error) });
    return new AzureError('No answer came from Azure: the connection failed.', {
      status: 0,
      code: error.code ?? 'NoAnswer',
    });
  }
  if (error instanceof Error && error.name === 'AbortError')
    return new AzureError('No answer came from Azure in time.', { status: 0, code: 'NoAnswer' });
  if (error instanceof Error && /Credential|Authentication/.test(error.name)) return credentialError(error);
  throw error;
}

const refusals = new WeakMap<PipelineRequest, string>();

/** Keeps what Azure says when it refuses: the SDK's lists and long-running operations leave it out of their errors. */
export const refusalPolicy: PipelinePolicy = {
  name: 'captureImageRefusal',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status >= 400 && response.bodyAsText) refusals.set(request, response.bodyAsText);
    return response;
  },
};

const textOf = ({ response, request }: RestError): string | null =>
  response?.bodyAsText ?? (request && refusals.get(request)) ?? null;

/** Entra's texts name the application and the tenant, never a secret; only the line with its own code is kept. */
function credentialError(error: Error): AzureError {
  const aadsts = /AADSTS\d+: [^\r\n]*/.exec(error.message)?.[0];
  // The library has no class for it: its sign-in begins with looking up where Entra is, and names that step when nobody answers.
  const unreachable =
    !aadsts && /ECONN|ENOTFOUND|ETIMEDOUT|network|socket|endpoints_resolution_error/i.test(error.message);
  return new AzureError(aadsts ?? 'I could not sign in to Azure with my own identity.', {
    status: unreachable ? 0 : 401,
    code: 'SignInFailed',
    cause: error,
  });
}

const passingCodes = new Set([
  'PrincipalNotFound',
  'AnotherOperationInProgress',
  'RetryableError',
  'TooManyRequests',
  // What it hangs on is not ready yet, or not let go yet.
  'ReferencedResourceNotProvisioned',
  'AttachDiskWhileBeingDetached',
  'NicReservedForAnotherVm',
  'NicInUse',
  // Something else was written at the same moment: the next look sees what.
  'PreconditionFailed',
  'CanceledAndSupersededDueToAnotherOperation',
  'ResourceUpdateBlockedOnPlatformUpdate',
]);

/** Another call, or another script in the guest, is at work: it ends by itself. */
const passingWords = new RegExp(
  [
    'Run command extension execution is in progress',
    'conflict with a concurrent request',
    'since another operation is in progress',
    'An ongoing operation is changing power state',
    'Changes were made to the Virtual Machine while the operation',
    "since a concurrent '[^']{1,60}' operation was triggered",
  ].join('|'),
  'i',
);

function isPassing(status: number, code: string): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500 || passingCodes.has(code);
}

/** What Azure says, without anything secret or hidden in it: where it comes in, so that nobody behind need think of it. */
export const scrubbed = ({ code, message, inner }: SaidError): SaidError => ({
  code: code === null ? null : codeOf(code),
  message: message === null ? null : scrub(message),
  inner: inner.map(one => ({ code: codeOf(one.code), message: scrub(one.message) })),
});

/** A code is a word: what is none is not shown as one. */
const codeOf = (code: string): string => (/^[\w.:-]{0,100}$/.test(code) ? code : 'Unnamed');
