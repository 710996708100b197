import { AddressRefused } from '../../azure/address.ts';
import type { Said } from '../../azure/azure.ts';
import { AzureError } from '../../azure/errors.ts';
import type { Coded, Worded } from './facts.ts';
import { engineReason } from './reasons.ts';
import { causeOf } from './remedies/remedies.ts';
import type { Here } from './remedies/remedy.ts';

/** Why something is not done; `captureId` is of the capture that stands in the way, when one does. */
export type RefusalData = (Coded | Worded) & { readonly captureId?: string };

/** The request is the problem: thrown before anything is touched. */
export class Refusal extends Error {
  readonly data: RefusalData;
  constructor(data: RefusalData) {
    super(JSON.stringify(data));
    this.name = 'Refusal';
    this.data = data;
  }
}

/**
 * What a thread is told of a failure; `code` and `requestId` are Azure's where it was Azure that said no. `untouched`: the guest
 * refused before anything was changed in it. `log` is what its own log says, line by line, and `command` what mends it there: both to be copied.
 * `whole`: all that Azure said, where the reason has the beginning of it.
 */
export type Failure = (Coded | Worded) & {
  readonly requestId?: string;
  /** A Retry would run into the same. */
  readonly inVain?: true;
  /** It was not done after so many minutes, and this is why. */
  readonly lateMinutes?: number;
  /** What has the way on, in the place of its own. */
  readonly wayOn?: Coded;
  readonly untouched?: true;
  readonly log?: string;
  readonly command?: string;
  readonly whole?: string;
};

/** Without all that Azure said: for where only the reason is shown. */
export const shortened = ({ whole: _whole, ...failure }: Failure): Failure => failure as Failure;

/** Whether a retry of this is in vain; older records say so in words. */
export const isInVain = (failure: Failure): boolean =>
  failure.inVain ?? ('remedy' in failure && failure.remedy.includes('Retry would run into the same.'));

export type Explanation =
  | { readonly is: 'stumble'; readonly failure: Failure; readonly retryAfterMs: number | null }
  | { readonly is: 'failure'; readonly failure: Failure };

/** Where nothing is known of where an error came. */
const anywhere: Here = { step: null, clone: false, vm: 'the VM' };

/** What the thread says of something that Azure refused or failed at. */
export const failureOf = (said: Said & { readonly requestId?: string | null }, here: Here = anywhere): Failure => ({
  code: said.code,
  ...causeOf(said, here),
  ...(said.requestId ? { requestId: said.requestId } : {}),
});

/** Decides alone what the thread says of an error, where it came, and whether the job tries again by itself. */
export function explain(error: unknown, here: Here = anywhere): Explanation {
  if (error instanceof Refusal) return { is: 'failure', failure: error.data };
  if (error instanceof AddressRefused) return { is: 'failure', failure: engineReason('address-refused', {}) };
  if (error instanceof AzureError) {
    const failure = failureOf(error, here);
    return error.passing ? { is: 'stumble', failure, retryAfterMs: error.retryAfterMs } : { is: 'failure', failure };
  }
  return { is: 'stumble', failure: engineReason('internal-error', {}), retryAfterMs: null };
}
