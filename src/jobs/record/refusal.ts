import { AddressRefused } from '../../azure/address.ts';
import type { Said } from '../../azure/azure.ts';
import { AzureError } from '../../azure/errors.ts';
import { remedyFor } from './remedies/remedies.ts';
import type { Here } from './remedies/remedy.ts';

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

/**
 * What a thread is told of a failure; `code` and `requestId` are Azure's where it was Azure that said no. `untouched`: the guest
 * refused before anything was changed in it. `log` is what its own log says, line by line, and `command` what mends it there: both to be copied.
 * `whole`: all that Azure said, where the reason has the beginning of it.
 */
export interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
  readonly requestId?: string;
  readonly untouched?: true;
  readonly log?: string;
  readonly command?: string;
  readonly whole?: string;
}

/** Said in the remedy of what no second try gets over. */
export const sameAgain = 'Retry would run into the same.';

/** Whether a retry of this is in vain. */
export const isInVain = ({ remedy }: Failure): boolean => remedy.includes(sameAgain);

export type Explanation =
  | { readonly is: 'stumble'; readonly failure: Failure; readonly retryAfterMs: number | null }
  | { readonly is: 'failure'; readonly failure: Failure };

/** Where nothing is known of where an error came. */
const anywhere: Here = { step: null, clone: false, vm: 'the VM' };

/** What the thread says of something that Azure refused or failed at. */
export const failureOf = (said: Said & { readonly requestId?: string | null }, here: Here = anywhere): Failure => ({
  code: said.code,
  ...remedyFor(said, here),
  ...(said.requestId ? { requestId: said.requestId } : {}),
});

/** Decides alone what the thread says of an error, where it came, and whether the job tries again by itself. */
export function explain(error: unknown, here: Here = anywhere): Explanation {
  if (error instanceof Refusal) return { is: 'failure', failure: error.data };
  if (error instanceof AddressRefused)
    return {
      is: 'failure',
      failure: {
        code: 'address-refused',
        reason: 'This capture was to call an address in Azure that I never call, so I have not called it.',
        remedy: 'Press Abandon and ask for a new capture. Have my operator look who can write to Redis.',
      },
    };
  if (error instanceof AzureError) {
    const failure = failureOf(error, here);
    return error.passing ? { is: 'stumble', failure, retryAfterMs: error.retryAfterMs } : { is: 'failure', failure };
  }
  const failure: Failure = {
    code: 'internal-error',
    reason: 'Something went wrong inside me; the log has the details under this capture’s id.',
    remedy: 'Press Retry; if it comes again, send my operator the capture’s id.',
  };
  return { is: 'stumble', failure, retryAfterMs: null };
}
