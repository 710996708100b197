import type { Azure, RegionProgress, ResourceTags, Started } from '../../azure/azure.ts';
import type { Stay } from '../../azure/guest/scripts.ts';
import type { Coded } from '../record/facts.ts';
import type { Minutes } from '../record/minutes.ts';
import type { Readiness } from '../record/readiness.ts';
import type { JobPlan, LedgerEntry, StepRecord } from '../record/record.ts';
import type { Failure } from '../record/refusal.ts';
import type { GuestReason } from '../record/warnings.ts';
import type { Settings } from '../request/settings.ts';

/** What an act may look at: the plan that was confirmed, its own record, and Azure. */
export interface StepContext<P extends JobPlan = JobPlan> {
  readonly captureId: string;
  readonly now?: Date;
  readonly plan: P;
  readonly step: StepRecord;
  /** All steps of the job. */
  readonly steps: readonly StepRecord[];
  readonly azure: Azure;
  readonly settings: Settings;
  /** What all that it makes is tagged with. */
  readonly resourceTags: ResourceTags;
}

/**
 * Is it so already? `busy` is what goes on, `seen` what need not be looked at again; `failed` is what Azure or the guest says went wrong, `askWhy` that the
 * operation under way knows the reason. `found` goes on the record, whatever comes of it; so does what `stays` in the image.
 */
export type Observation =
  | 'todo'
  | 'done'
  | {
      readonly busy: Coded;
      readonly progress?: readonly RegionProgress[];
      readonly seen?: string;
      readonly stays?: readonly Stay[];
    }
  | { readonly failed: Failure; readonly askWhy?: true }
  | { readonly found: Readiness; readonly leadsTo: 'done' | { readonly failed: Failure } };

/**
 * Changes something in Azure. `observe` is the poll, the skip of work already done and the way back in after a crash; `start` sends
 * one request and does not wait. `ask` is there for what a person does by hand instead. Deadlines and paces come from the settings.
 */
export interface Act<P extends JobPlan = JobPlan> {
  readonly kind: 'act';
  readonly name: string;
  /** Whether what it does cannot be taken back. */
  irreversible?(plan: P): boolean;
  applies(plan: P): boolean;
  /** How long it takes as a rule, from the quickest to the slowest. */
  readonly typicalMinutes: Minutes;
  /** Whether a look at it is a read of one VM, of which Azure lets few through. */
  readonly readsVm?: true;
  deadlineMs(settings: Settings): number;
  pollIntervalMs(settings: Settings): number;
  observe(context: StepContext<P>): Promise<Observation>;
  start(context: StepContext<P>): Promise<Started>;
  /** What has to be cleared away once this is asked for: on the ledger before Azure hears of it. */
  makes?(plan: P): readonly LedgerEntry[];
  /** What on the ledger is settled by this being done. */
  readonly settles?: LedgerEntry['kind'];
  ask?(plan: P): { readonly command: string; readonly because: GuestReason | string } | null;
  /** What it comes to when time is up, for an act that must not hold the rest up; left out, it fails. */
  whenLate?(context: StepContext<P>): Observation;
  /** What it comes to when Azure refuses or fails it, for an act that must not hold the rest up; null where it fails all the same. */
  whenRefused?(context: StepContext<P>, failure: Failure): Observation | null;
  /** When time is up: what the guest's own log says, or null as long as it is still being fetched. */
  diagnose?(context: StepContext<P>): Promise<string | null>;
  /** What that log means, where it is known. */
  explain?(plan: P, log: string): Failure | null;
}

export const nothingToFollow: Started = { operation: null, retryAfterMs: null };

/**
 * Whether a name may be written to right now: nothing is there, or only what this job asked for and Azure could not make. Anything else came
 * in the meantime: `start` leaves it as it is, and the next look judges it.
 */
export const isFreeFor = (
  captureId: string,
  found: { readonly provisioningState: string; readonly captureId?: string | null } | null,
): boolean => found === null || (found.captureId === captureId && found.provisioningState === 'Failed');

export const failed = (failure: Failure): Observation => ({ failed: failure });
