import { AzureError } from '../azure/errors.ts';

/** Why something is not done, and the way to yes; `code` is for tests and logs, the sentences for people. */
export interface RefusalData {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
  /** The capture that stands in the way, when one does. */
  readonly captureId?: string;
}

/** The request is the problem: thrown before anything is touched. */
export class Refusal extends Error {
  readonly data: RefusalData;
  constructor(code: string, reason: string, remedy: string, captureId?: string) {
    super(`${reason} ${remedy}`);
    this.name = 'Refusal';
    this.data = { code, reason, remedy, ...(captureId ? { captureId } : {}) };
  }
}

/** What a thread is told of a failure; `code` and `requestId` are Azure's where it was Azure that said no. */
export interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
  readonly requestId?: string;
}

export type Explanation =
  | { readonly is: 'stumble'; readonly failure: Failure; readonly retryAfterMs: number | null }
  | { readonly is: 'failure'; readonly failure: Failure };

const remedies: Readonly<Record<string, string>> = {
  AuthorizationFailed:
    'Give my identity the role that docs/azure-permissions.md names for this step, then press Retry.',
  LinkedAuthorizationFailed:
    'My identity needs write access on the VM and on the gallery in one tenant; then press Retry.',
  OperationNotAllowed: 'Look at the VM in the portal, put right what Azure names, then press Retry.',
  QuotaExceeded:
    'Ask for more quota in the region Azure names, or leave that region out of a new capture; then press Retry.',
  PrincipalNotFound:
    'Azure does not know the principal yet or any more: check the publisher in the plan, then press Retry.',
};

/** The way on after an error of Azure's, by its code. */
export const remedyFor = (code: string): string => remedies[code] ?? 'Put right what Azure names, then press Retry.';

/** Decides alone what the thread says of an error and whether the job tries again by itself. */
export function explain(error: unknown): Explanation {
  if (error instanceof Refusal) return { is: 'failure', failure: error.data };
  if (error instanceof AzureError) {
    const failure: Failure = {
      code: error.code,
      reason: error.message,
      remedy: remedyFor(error.code),
      ...(error.requestId ? { requestId: error.requestId } : {}),
    };
    return error.passing ? { is: 'stumble', failure, retryAfterMs: error.retryAfterMs } : { is: 'failure', failure };
  }
  const failure: Failure = {
    code: 'internal-error',
    reason: 'Something went wrong inside me; the log has the details under this capture’s id.',
    remedy: 'Press Retry; if it comes again, send my operator the capture’s id.',
  };
  return { is: 'stumble', failure, retryAfterMs: null };
}
