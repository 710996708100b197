import type { Azure, RegionProgress, ResourceTags, Started } from '../../../azure/azure.ts';
import type { Stay } from '../../../azure/guest/scripts.ts';
import type { Plan } from '../../record/plan.ts';
import type { Readiness } from '../../record/readiness.ts';
import type { LedgerEntry, StepRecord } from '../../record/record.ts';
import type { Failure, RefusalData } from '../../record/refusal.ts';
import type { Settings } from '../../request/settings.ts';
import type { Survey } from './survey.ts';

/** Judges the world before anything is written; planning runs the checks, and the capture runs them again before its first write. */
export interface Check {
  readonly kind: 'check';
  readonly name: string;
  readonly title: string;
  readonly evaluate: (survey: Survey, now: Date) => readonly RefusalData[];
}

/** What an act may look at: the plan that was confirmed, its own record, and Azure. */
export interface StepContext {
  readonly captureId: string;
  readonly now?: Date;
  readonly plan: Plan;
  readonly step: StepRecord;
  /** All steps of the capture. */
  readonly steps: readonly StepRecord[];
  readonly azure: Azure;
  readonly settings: Settings;
  /** What all that it makes is tagged with. */
  readonly resourceTags: ResourceTags;
}

/**
 * Is it so already? `busy` is a few words on what goes on, `seen` what need not be looked at again; `failed` is what Azure or the guest says went wrong, `askWhy` that the
 * operation under way knows the reason. `found` goes on the record, whatever comes of it; so does what `stays` in the image.
 */
export type Observation =
  | 'todo'
  | 'done'
  | {
      readonly busy: string;
      readonly progress?: readonly RegionProgress[];
      readonly seen?: string;
      readonly stays?: readonly Stay[];
    }
  | { readonly failed: Failure; readonly askWhy?: true }
  | { readonly found: Readiness; readonly leadsTo: 'done' | { readonly failed: Failure } };

/**
 * Changes something in Azure. `look` is the poll, the skip of work already done and the way back in after a crash; `start` sends
 * one request and does not wait. `ask` is there for what a person does by hand instead. Deadlines and paces come from the settings.
 */
export interface Act {
  readonly kind: 'act';
  readonly name: string;
  readonly title: (plan: Plan) => string;
  /** Whether what it does cannot be taken back. */
  readonly irreversible: boolean;
  readonly applies: (plan: Plan) => boolean;
  readonly deadlineMs: (settings: Settings) => number;
  readonly pollIntervalMs: (settings: Settings) => number;
  readonly observe: (context: StepContext) => Promise<Observation>;
  readonly start: (context: StepContext) => Promise<Started>;
  /** What has to be cleared away once this is asked for: on the ledger before Azure hears of it. */
  readonly makes?: (plan: Plan) => readonly LedgerEntry[];
  /** What on the ledger is settled by this being done. */
  readonly settles?: LedgerEntry['kind'];
  readonly ask?: (plan: Plan) => { readonly command: string; readonly because: string } | null;
  /** What it comes to when time is up, for an act that must not hold the rest up; left out, it fails. */
  readonly whenLate?: (context: StepContext) => Observation;
  /** What it comes to when Azure refuses or fails it, for an act that must not hold the rest up; null where it fails all the same. */
  readonly whenRefused?: (context: StepContext, failure: Failure) => Observation | null;
  /** The way on when time is up; left out, Retry looks first and does what is not done. */
  readonly lateRemedy?: (plan: Plan) => string;
  /** When time is up: what the guest's own log says, or null as long as it is still being fetched. */
  readonly diagnose?: (context: StepContext) => Promise<string | null>;
  /** What that log means, where it is known. */
  readonly explain?: (plan: Plan, log: string) => Pick<Failure, 'reason' | 'remedy' | 'log' | 'command'> | null;
}

export type Step = Check | Act;

export const nothingToFollow: Started = { operation: null, retryAfterMs: null };

/**
 * Whether a name may be written to right now: nothing is there, or only what this capture asked for and Azure could not make. Anything else came
 * in the meantime: `start` leaves it as it is, and the next look judges it.
 */
export const isFreeFor = (
  captureId: string,
  found: { readonly provisioningState: string; readonly captureId?: string | null } | null,
): boolean => found === null || (found.captureId === captureId && found.provisioningState === 'Failed');

export const failed = (code: string, reason: string, remedy: string): Observation => ({
  failed: { code, reason, remedy },
});
