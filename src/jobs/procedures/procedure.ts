import type { z } from 'zod';
import type { Azure, Started } from '../../azure/azure.ts';
import type { Log } from '../../log.ts';
import type { Action, Target } from '../policy/policy.ts';
import type { Coded, Moved } from '../record/facts.ts';
import type { Capture, Job, JobPlan, LedgerEntry, StepRecord } from '../record/record.ts';
import type { Failure, RefusalData } from '../record/refusal.ts';
import type { Here } from '../record/remedies/remedy.ts';
import type { Sealed } from '../record/seal.ts';
import type { Settings } from '../request/settings.ts';
import type { PlanningTurn } from './planning-turn.ts';
import type { Act, StepContext } from './step.ts';

/** A job that a worker has claimed, as far as its procedure deals with it. */
export interface ClaimedJob<P extends JobPlan = JobPlan> {
  readonly azure: Azure;
  readonly settings: Settings;
  readonly planningTurn: PlanningTurn;
  readonly log: Log;
  capture(): Capture<P>;
  now(): Date;
  sealed(): Sealed | null;
  current(): StepRecord | undefined;
}

export type Planned<P extends JobPlan = JobPlan> =
  | { readonly is: 'plan'; readonly plan: P }
  | { readonly is: 'refused'; readonly refusals: readonly RefusalData[] };

/** What a policy is asked about a plan: what is done, and to what. */
export interface PolicyQuestion {
  readonly actions: readonly Action[];
  readonly target: Target;
}

/**
 * What is found right before something is begun: why it may not be, or what the policy is asked about it now, for each target that it may be.
 * `facts` are for the sentence on a no of the policy: of which VM it is, whether of a copy of it, and whether it is gone.
 */
export type Inspection =
  | { readonly is: 'no'; readonly refusal: RefusalData }
  | {
      readonly is: 'yes';
      readonly targets: readonly Target[];
      readonly facts: { readonly vm: string; readonly clone: boolean; readonly isGone: boolean };
    };

/** A job that has what another one wants, and all that it has. */
export interface Holder {
  readonly job: Job;
  readonly locks: readonly string[];
}

/** How something on a ledger is: at its end, on the way there, still there, or not to be touched. */
export type Found = 'closed' | 'busy' | 'there' | { readonly problem: Coded };

/** How what a job has made, or switched off, is put right after it. */
export interface Clearing<P extends JobPlan = JobPlan> {
  /** Why an entry is not cleared away; null when it is to be. A record can name what this job never made. */
  beyondBounds(job: Capture<P>, entry: LedgerEntry, settings: Settings): Coded | null;
  /** A VM that was stopped for the job and runs again after it; left out where no act stops one. */
  readonly power?: {
    look(claimed: ClaimedJob<P>): Promise<Found>;
    start(claimed: ClaimedJob<P>): Promise<Started>;
  };
}

/**
 * A procedure: the acts in the order in which they run, the plan that it makes of a request, and what is special about both. Everything
 * else (record, claim, decision, thread, ledger, audit, locks, retries, cancel, the way back in after a crash) is written once, and asks here.
 */
export interface Procedure<P extends JobPlan = JobPlan> {
  /** Stored with every job of it: never renamed. */
  readonly name: string;
  readonly acts: readonly Act<P>[];
  /** What a stored plan must look like to be believed. */
  readonly planShape: z.ZodType<P>;
  /** Reads the world, runs every check, and says what will happen, or all that stands in the way. Writes nothing. `passed`: names that others hold. */
  makePlan(claimed: ClaimedJob<P>, passed: readonly string[]): Promise<Planned<P>>;
  /** Every fact that differs between two plans, for the person who has to confirm again; none where a yes to the one is a yes to the other. */
  whatMoved(before: P, now: P): readonly Moved[];
  policyQuestion(plan: P): PolicyQuestion;
  /** The ids of what no other job may have while this one lasts. */
  locks(plan: P): readonly string[];
  /** Who has what a plan is for, and what can be done; `other` is null where its record cannot be read. */
  heldBy(plan: P, other: Holder | null, id: string): RefusalData;
  /** The name that is passed over where only that one is another's, and mine need not be it; null where there is nothing to pass over. */
  passOver?(job: Capture<P>, plan: P, other: Holder): string | null;
  /** What has to be typed in full to confirm; null where a yes will do. */
  confirmationWord(plan: P): string | null;
  /** What it is about, as the audit names it: `rg-web/web-01`. */
  subject(plan: P): string;
  /** Whose allowance of calls the looks at a step come out of. */
  subscriptionId(plan: P): string;
  /** Whether a plan is within today's settings, and one that I could have drawn; null when it is. `mayMove`: the defaults may have changed since. */
  bounds(job: Capture<P>, plan: P, settings: Settings, how: { readonly mayMove: boolean }): Coded | null;
  /** Whether it is planned anew although steps are begun, since none of them has touched anything. */
  isUntouched?(job: Capture<P>): boolean;
  /** Stands in front of every first call of a tick. */
  inspect(claimed: ClaimedJob<P>, plan: P): Promise<Inspection>;
  /** At a Retry: the names of the acts whose product somebody has deleted, as long as something still needs it. */
  lost?(claimed: ClaimedJob<P>, contextOf: (step: StepRecord) => StepContext<P>): Promise<ReadonlySet<string>>;
  /** Acts that a Retry has done again as long as another is not done: by name. */
  readonly redoUntil?: Readonly<Record<string, string>>;
  /** Why it is not done though all its acts are, and at which act that stands. */
  verify?(claimed: ClaimedJob<P>): Promise<{ readonly failure: Failure; readonly step: string } | null>;
  /** The ids of principals whose access was taken away meanwhile. */
  accessTakenAway?(claimed: ClaimedJob<P>): Promise<readonly string[]>;
  /** Whether it was refused for nothing but a failed one of the same name, which may be deleted first. */
  mayReplaceFailed?(job: Capture<P>): boolean;
  /** Where an error comes, for the words on it. */
  where(job: Pick<Capture<P>, 'plan' | 'request'>, settings: Settings, step: string | null): Here;
  /** Whether an error only says that Azure does not know everywhere yet what was just made. */
  isNotKnownYet?(error: unknown, job: Capture<P>, step: string, now: Date): boolean;
  readonly clearing: Clearing<P>;
}

/** The procedures that an installation has, by the name in a record. */
export interface Procedures {
  readonly names: readonly string[];
  /** Null for one that this version of the code does not know. */
  find(job: Pick<Job, 'procedure'>): Procedure | null;
  /** The same where a record has been read, which none of an unknown procedure is; throws. */
  of(job: Pick<Job, 'procedure'>): Procedure;
}

/** A record without a procedure is of the first. */
export function proceduresOf(all: readonly [Procedure, ...Procedure[]]): Procedures {
  const byName = new Map(all.map(one => [one.name, one]));
  const find = ({ procedure = all[0].name }: Pick<Job, 'procedure'>) => byName.get(procedure) ?? null;
  return {
    names: [...byName.keys()],
    find,
    of(job) {
      const found = find(job);
      if (!found) throw new Error(`This version of the code knows no procedure ${job.procedure}.`);
      return found;
    },
  };
}

/** The acts of a plan, in order, none begun. `irreversible` is about what is not of the job's own making. */
export function stepsOf<P extends JobPlan>({ acts }: Pick<Procedure<P>, 'acts'>, plan: P): readonly StepRecord[] {
  return acts
    .filter(act => act.applies(plan))
    .map(act => ({
      name: act.name,
      irreversible: act.irreversible?.(plan) ?? false,
      state: 'todo',
      attempt: 1,
    }));
}
