import type { Azure } from '../../azure/azure.ts';
import type { Log } from '../../log.ts';
import type { Policy } from '../policy/policy.ts';
import type { PlanningTurn } from '../procedures/planning-turn.ts';
import type { Procedure, Procedures } from '../procedures/procedure.ts';
import { hasDueCleanup } from '../record/cleanup-ledger.ts';
import type { Job, JobPlan, LedgerEntry, Notice, Status, StepRecord } from '../record/record.ts';
import type { Failure } from '../record/refusal.ts';
import { checkSeal, type Sealed, type SealKeys, sealed } from '../record/seal.ts';
import { timesUntil } from '../record/sound-times.ts';
import type { Settings } from '../request/settings.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { WorkersBudget } from '../store/azure-budget.ts';
import type { Claim, Held, Store } from '../store/store.ts';
import { withTimeAway } from './outage.ts';
import { countMoves } from './step-metrics.ts';

/** What a worker works with. */
export interface WorkerDeps {
  readonly store: Store<Job>;
  readonly procedures: Procedures;
  readonly azure: Azure;
  readonly budget: Pick<WorkersBudget, 'stretch'>;
  /** Reads the world for a plan when there is room for it; throws RateLimited when it is not its turn. */
  readonly planningTurn: PlanningTurn;
  readonly settings: Settings;
  /** Who may do what; null where there is no policy, and the requester alone decides. */
  readonly policy: Policy | null;
  /** What seals records; null where anybody who can write to Redis may change them, within the bounds of the settings. */
  readonly seal?: SealKeys | null;
  readonly log: Log;
  /** Aborted when this process is to end: nothing new is begun then, and another process goes on. */
  readonly stopping?: AbortSignal;
}

/** Milliseconds until a capture's next tick; null when only a person can set it going again. */
export type Due = number | null;

/** Somebody else has claimed the capture in mid-tick, or a person has decided: what this tick knows is old. */
export class ClaimLost extends Error {}

export interface Change {
  readonly dueInMs: Due;
  readonly audit?: AuditEntry;
  readonly locks?: 'take' | 'queue';
  /** Whether the failures in a row go on counting: this save is no progress yet. */
  readonly keepsCount?: boolean;
  readonly ledger?: readonly LedgerEntry[];
  /** The signed URL of the operation under way; left out, the one there is stays. */
  readonly operation?: string | null;
}

/** A capture that one tick has claimed: what it is now, and the few ways to save what it becomes. */
export interface ClaimedCapture extends Omit<WorkerDeps, 'seal'> {
  /** The procedure that the job is of. */
  readonly procedure: Procedure;
  readonly capture: () => Job;
  readonly operation: () => string | null;
  /** The time by Redis's clock, on which all workers agree, whatever becomes of the clock of one. */
  readonly now: () => Date;
  /** An ISO time, now or later. */
  readonly at: (plusMs?: number) => string;
  /** Whether the record is as a worker left it; null where there are no seals. */
  readonly sealed: () => Sealed | null;
  /** The first step that is not done. */
  readonly current: () => StepRecord | undefined;
  /** Saves; answers the id of the capture that holds a lock we wanted. Throws ClaimLost when the claim is lost. */
  readonly trySave: (capture: JobChange, change: Change) => Promise<Held | null>;
  readonly save: (capture: JobChange, change: Change) => Promise<Due>;
  readonly saveStep: (name: string, step: StepChange, change: Change) => Promise<Due>;
  readonly end: (status: Status, notice: Notice, audit: AuditEntry) => Promise<Due>;
  readonly fail: (failure: Failure, step: string, options?: { readonly notTaken?: boolean }) => Promise<Due>;
}

/** A change of a job; null takes its place in line away. */
export type JobChange = Omit<Partial<Job>, 'queued'> & { readonly queued?: Job['queued'] | null };

/** A change of a step; null takes a field away. */
export type StepChange = { readonly [Key in keyof StepRecord]?: StepRecord[Key] | null };

/** Opens a claimed capture for a tick. */
export function openClaim(deps: WorkerDeps, claimed: Claim<Job>): ClaimedCapture {
  const { store, log, settings, seal } = deps;
  const sinceMs = performance.now() - claimed.atMs;
  const now = () => new Date(performance.now() - sinceMs);
  let claim = claimed;
  let capture = timesUntil(claimed.capture, now());
  const at = (plusMs = 0) => new Date(now().getTime() + plusMs).toISOString();

  const procedure = deps.procedures.of(claimed.capture);
  let sealState = seal ? checkSeal(claimed.capture, seal, now(), procedure.redoUntil) : null;

  /** What somebody else has changed is never sealed, unless all of it was planned anew. */
  function underSeal(capture: Job, isFresh: boolean): Job {
    if (!seal) return withoutSeal(capture);
    const isOurs = isFresh || sealState === 'sound' || sealState === 'passed';
    return isOurs && capture.plan ? sealed(capture, seal, { isFresh }) : capture;
  }

  async function trySave(
    change: JobChange,
    { operation = claim.operation, keepsCount = false, ledger, ...rest }: Change,
  ) {
    const { stumble: _stumble, stumbling: _stumbling, ...unstumbled } = capture;
    const before = keepsCount ? capture : { ...unstumbled, stumbles: 0 };
    const { queued, ...others } = { ...before, ...change };
    const changed: Job = { ...others, ...(queued ? { queued } : {}), ...(ledger ? { ledger } : {}) };
    const goesOn = keepsCount || changed.stumbling !== undefined;
    const kept = goesOn ? changed : { ...changed, steps: withTimeAway(capture, changed.steps, now()) };
    const isFresh = change.plan !== undefined;
    const next = underSeal(kept, isFresh);
    const outcome = await store.commit(claim, { capture: next, operation, ...rest });
    if (outcome === 'fenced') throw new ClaimLost();
    if (outcome !== 'saved') return outcome;
    countMoves(capture, next);
    capture = next;
    claim = { ...claim, capture, operation };
    if (seal && isFresh) sealState = 'sound';
    return null;
  }

  async function save(change: JobChange, rest: Change): Promise<Due> {
    if (await trySave(change, rest)) throw new Error('A lock was in the way where none was asked for.');
    return rest.dueInMs;
  }

  const stepsWith = (name: string, change: StepChange) =>
    capture.steps.map(step => (step.name === name ? withoutNulls({ ...step, ...change }) : step));

  const current = () => capture.steps.find(step => step.state !== 'done');

  return {
    ...deps,
    procedure,
    capture: () => capture,
    operation: () => claim.operation,
    sealed: () => sealState,
    now,
    at,
    current,
    trySave,
    save,
    saveStep: (name, step, change) => save({ steps: stepsWith(name, step) }, change),
    end(status, notice, audit) {
      const change = { status, notices: [...capture.notices, notice] };
      return save(change, { dueInMs: hasDueCleanup({ ...capture, ...change }) ? 0 : null, audit });
    },
    fail(failure, step, { notTaken = false } = {}) {
      log.warn({ capture: capture.id, step, code: failure.code, requestId: failure.requestId }, 'a capture failed');
      const said = { failure, step, at: at() };
      const { ledger = [] } = capture;
      const stopped = ledger.some(({ kind, state }) => kind === 'source-power' && state === 'open');
      const keptMs = settings.clone.keepFailedHours * 3_600_000;
      return save(
        {
          status: { is: 'failed', ...said },
          steps: stepsWith(step, {
            state: 'failed',
            endedAt: said.at,
            says: null,
            ...(notTaken ? { phase: null } : {}),
          }),
          notices: [...capture.notices, { kind: 'failed', ...said }],
          cancel: null,
        },
        {
          dueInMs: stopped ? 0 : keptMs,
          operation: null,
          audit: { event: 'failed', step, ...answerOf(failure) },
        },
      );
    },
  };
}

/** What the audit keeps of an answer that was no. */
export const answerOf = ({ code, requestId }: Failure) => ({ details: code, ...(requestId ? { requestId } : {}) });

/** The plan that a running job must have. */
export function planOfJob(claimed: ClaimedCapture): JobPlan {
  const { plan } = claimed.capture();
  if (!plan) throw new Error('A step runs without a plan.');
  return plan;
}

/** A worker that cannot seal leaves no seal that no longer fits. */
function withoutSeal({ seal: _seal, ...capture }: Job): Job {
  return capture;
}

function withoutNulls(step: StepChange): StepRecord {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== null)) as StepRecord & object;
}
