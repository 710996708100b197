import type { RegionProgress, TemporaryKind } from '../../azure/azure.ts';
import type { Stay } from '../../azure/guest/scripts.ts';
import type { Approval } from '../policy/approvals.ts';
import type { ApprovalRequirement } from '../policy/policy.ts';
import type { Person, Place, Request } from '../request/request.ts';
import type { Coded, Moved } from './facts.ts';
import type { Estimate, Plan } from './plan.ts';
import type { Readiness } from './readiness.ts';
import type { Failure, RefusalData } from './refusal.ts';
import { transitionReason } from './transition-reasons.ts';
import type { GuestReason } from './warnings.ts';

/**
 * One act of a capture. `phase` says how far the call is: `intent` is saved before Azure is asked, `asked` after it took the call.
 * `says` is what goes on (a few words in older records), `seen` what of it is known for good; all times are ISO strings.
 */
export interface StepRecord {
  readonly name: string;
  /** In records of the first three versions. */
  readonly title?: string;
  readonly irreversible: boolean;
  readonly state: 'todo' | 'doing' | 'done' | 'failed';
  readonly phase?: 'intent' | 'asked';
  readonly attempt: number;
  readonly startedAt?: string;
  readonly askedAt?: string;
  readonly endedAt?: string;
  readonly says?: Coded | string;
  readonly seen?: string;
  readonly progress?: readonly RegionProgress[];
  /** What the deprovision leaves in the image, by the codes of the readiness checks. */
  readonly stays?: readonly Stay[];
  /** How long Azure was away meanwhile: that does not count for its time-out. */
  readonly awayMs?: number;
}

/** Since when a capture has met nothing but failures that may pass: because Azure is `away`, or because it says no for now. */
export interface Stumbling {
  readonly since: string;
  readonly away: boolean;
}

/**
 * Where a capture stands. `waiting` is for a person: to confirm the plan, or to say that the guest step is done by hand.
 * `failed` can be retried or abandoned; `refused`, `planned` (no more was asked for), `expired`, `cancelled`, `abandoned` and `succeeded` are the ends.
 */
export type Status =
  | { readonly is: 'planning' }
  | { readonly is: 'waiting'; readonly for: 'confirm' | 'guest'; readonly until: string }
  | { readonly is: 'running' }
  | { readonly is: 'failed'; readonly failure: Failure; readonly step: string; readonly at: string }
  | { readonly is: 'refused'; readonly refusals: readonly RefusalData[]; readonly at: string }
  | { readonly is: 'planned' | 'expired' | 'succeeded'; readonly at: string }
  | { readonly is: 'cancelled' | 'abandoned'; readonly by: Person; readonly at: string };

/**
 * What a person must notice: each becomes one new message in the thread, in this order, exactly once. Older records have sentences
 * in `moved` and `because`.
 */
export type Notice =
  | {
      readonly kind: 'question';
      readonly planHash: string;
      readonly moved?: readonly (Moved | string)[];
      readonly at: string;
    }
  | { readonly kind: 'guest'; readonly command: string; readonly because: GuestReason | string; readonly at: string }
  | { readonly kind: 'readiness'; readonly attempt: number; readonly at: string }
  | { readonly kind: 'refused'; readonly refusals: readonly RefusalData[]; readonly at: string }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly step: string; readonly at: string }
  | {
      readonly kind: 'approved';
      readonly by: Person;
      readonly at: string;
      readonly have: number;
      readonly of: number;
    }
  | { readonly kind: 'reminder'; readonly at: string }
  | { readonly kind: 'mirror-lost'; readonly name: string; readonly code: string; readonly at: string }
  | { readonly kind: 'leftovers'; readonly count: number; readonly at: string }
  | { readonly kind: 'queued'; readonly behind: string; readonly place: number; readonly at: string }
  | { readonly kind: 'glass-broken'; readonly by: Person; readonly reason: string; readonly at: string }
  | { readonly kind: 'reviewed'; readonly by: Person; readonly at: string }
  | { readonly kind: 'unlocked'; readonly by: Person; readonly reason: string; readonly at: string }
  | {
      readonly kind: 'retried' | 'cancelling' | 'cancelled' | 'abandoned' | 'cleaning';
      readonly by: Person;
      readonly at: string;
    }
  /** `for`: it was the guest step that a person said is done, not the plan. */
  | { readonly kind: 'confirmed'; readonly by: Person; readonly at: string; readonly for?: 'guest' }
  | { readonly kind: 'planned' | 'expired'; readonly at: string }
  /** `takenAway`: the ids of principals who had their access when the plan was made, and have it no more. */
  | { readonly kind: 'succeeded'; readonly takenAway?: readonly string[]; readonly at: string }
  /** One stood here that nobody here can read. */
  | { readonly kind: 'unfit'; readonly at: string };

/** The requester went on without the approvals of a plan, in an emergency; `review` is who has looked at it since. */
export interface BrokenGlass {
  readonly by: Person;
  readonly at: string;
  readonly reason: string;
  readonly planHash: string;
  readonly review: { readonly by: Person; readonly at: string } | null;
}

/** The version of the records that this code writes; what may be stored of older ones, record-codec.ts reads. */
export const currentSchema = 4;

/** What every plan has, whatever procedure it is of: a confirmation is for one hash. */
export interface JobPlan {
  readonly hash: string;
  /** What it takes and costs as a rule. */
  readonly estimate?: Estimate;
}

/** A job of whatever procedure, for code that knows none of them by name. */
export type Job = Capture<JobPlan>;

/**
 * The record of a capture, or of a job of another procedure: the truth, a snapshot at a time. `rev` counts the changes; `decision` is the confirmation that covers
 * the writes; `mirrors` are the other places that it is shown in; `as` is all that the requester is known under, `needs` and `approvals` are who must agree and who has, under a policy;
 * `queued` is whom it waits for to let go of its VM or version, and its place in that line; `cancel` is a cancellation that waits for the step in hand to end; `stumbles` counts failures in a row that may pass.
 */
export interface Capture<P extends JobPlan = Plan> {
  readonly schema: typeof currentSchema;
  readonly id: string;
  /** The procedure that it is of; a record without one is a capture. */
  readonly procedure?: string;
  readonly rev: number;
  readonly createdAt: string;
  readonly requester: Person;
  readonly as?: readonly string[];
  readonly place: Place;
  readonly mirrors?: readonly Mirror[];
  readonly request: Request;
  readonly status: Status;
  readonly plan: P | null;
  readonly decision: { readonly by: Person; readonly at: string; readonly planHash: string } | null;
  readonly queued?: { readonly behind: string; readonly place: number; readonly since: string };
  readonly needs?: readonly ApprovalRequirement[];
  readonly approvals?: readonly Approval[];
  readonly glass?: readonly BrokenGlass[];
  readonly cancel: { readonly by: Person; readonly at: string } | null;
  readonly steps: readonly StepRecord[];
  readonly notices: readonly Notice[];
  /** What it made in Azure to copy a VM, and what it still owes. */
  readonly ledger?: readonly LedgerEntry[];
  /** What the newest readiness check found in the guest. */
  readonly readiness?: Readiness;
  /** What shows that only workers have changed what only workers may. */
  readonly seal?: Seal;
  readonly stumbles: number;
  /** The last failure that may pass; a sentence in older records. */
  readonly stumble?: Failure | string;
  readonly stumbling?: Stumbling;
  /** Parts of the stored record that nobody here can read, as they were found: nothing follows from them. */
  readonly unfit?: Readonly<Record<string, unknown>>;
}

/** A capture as it is accepted: nothing looked up, nothing decided. */
export function newCapture(facts: {
  id: string;
  procedure?: string;
  requester: Person;
  as?: readonly string[];
  place: Place;
  mirrors?: readonly Mirror[];
  request: Request;
  now: Date;
}): Capture {
  return {
    schema: currentSchema,
    id: facts.id,
    ...(facts.procedure ? { procedure: facts.procedure } : {}),
    rev: 0,
    createdAt: facts.now.toISOString(),
    requester: facts.requester,
    ...(facts.as ? { as: facts.as } : {}),
    place: facts.place,
    ...(facts.mirrors?.length ? { mirrors: facts.mirrors } : {}),
    request: facts.request,
    status: { is: 'planning' },
    plan: null,
    decision: null,
    cancel: null,
    steps: [],
    notices: [],
    stumbles: 0,
  };
}

/** Whether a capture has come to an end and holds nothing any more. A failed one has not: it can be retried. */
export const isOver = (capture: Job): boolean => isEnd(capture.status.is);

/** The states in which a capture comes to its end. */
export const ends = ['planned', 'refused', 'expired', 'succeeded', 'cancelled', 'abandoned'] as const;
export const isEnd = (state: string): boolean => ends.some(one => one === state);

/** Whether a step cannot be undone and has been begun: what Azure did not take, or the guest refused before it was touched, has not. */
export const wasBegun = ({ irreversible, phase, state }: StepRecord): boolean =>
  irreversible && (phase !== undefined || state === 'done');

/** Whether a step that cannot be undone has been begun. */
export const isPastReturn = ({ steps }: Job): boolean => steps.some(wasBegun);

/** Whether it had failed, and no question was asked since. */
export const hadFailed = ({ notices }: Job): boolean =>
  notices.findLast(({ kind }) => kind === 'failed' || kind === 'question')?.kind === 'failed';

/** What a decision came to: the record as it is to be, or the reason why not. */
export type Transition<J extends Job = Capture> =
  | { readonly is: 'yes'; readonly capture: J }
  | ({ readonly is: 'no' } & Coded);

const no = (why: Coded): Extract<Transition, { is: 'no' }> => ({ is: 'no', ...why });

const tell = <J extends Job>(capture: J, notice: Notice, change: Partial<Omit<Job, 'plan'>>): Transition<J> => ({
  is: 'yes',
  capture: { ...capture, ...change, notices: [...capture.notices, notice] },
});

/**
 * The requester confirms the plan, or says that the guest step is done. `planHash` null means "the plan that is shown now";
 * `own`: it is the requester who does, if under another account of theirs.
 */
export function confirm<J extends Job>(
  capture: J,
  { by, planHash, now, own = false }: { by: Person; planHash: string | null; now: Date; own?: boolean },
): Transition<J> {
  const { status, plan } = capture;
  if (status.is === 'expired') return no(transitionReason('question-expired', {}, 'expired'));
  if (status.is !== 'waiting' || !plan) return no(notWaiting(capture));
  if (now.toISOString() > status.until) return no(transitionReason('question-expired', {}, 'expired'));
  if (planHash !== null && planHash !== plan.hash) return no(transitionReason('plan-moved', {}));
  const at = now.toISOString();
  const decision =
    status.for === 'confirm' ? { by: own ? capture.requester : by, at, planHash: plan.hash } : capture.decision;
  const steps = capture.steps.map(step => (step.state === 'doing' ? { ...step, startedAt: at } : step));
  const of = status.for === 'guest' ? ({ for: 'guest' } as const) : {};
  return tell(capture, { kind: 'confirmed', by, at, ...of }, { status: { is: 'running' }, decision, steps });
}

/** Somebody stops a capture: at once while it plans or waits, after the step in hand while it runs. */
export function cancel<J extends Job>(capture: J, { by, now }: { by: Person; now: Date }): Transition<J> {
  const at = now.toISOString();
  switch (capture.status.is) {
    case 'planning':
    case 'waiting':
      return tell(capture, { kind: 'cancelled', by, at }, { status: { is: 'cancelled', by, at } });
    case 'running':
      if (capture.cancel) return no(transitionReason('stops-already', { by: capture.cancel.by.name }, 'cancelling'));
      return tell(capture, { kind: 'cancelling', by, at }, { cancel: { by, at } });
    case 'failed':
      return no(transitionReason('stopped-already', {}, 'failed'));
    default:
      return no(transitionReason('is-over', { state: capture.status.is }, 'over'));
  }
}

/** Goes on from the step that failed, under the same plan and the same confirmation. */
export function retry<J extends Job>(
  capture: J,
  { by, now, redoUntil = {} }: { by: Person; now: Date; redoUntil?: RedoUntil | undefined },
): Transition<J> {
  if (capture.status.is !== 'failed')
    return no(transitionReason('nothing-to-retry', { state: capture.status.is }, 'not-failed'));
  const steps = capture.steps.map(step =>
    step.state === 'failed' || isUndone(capture, step, redoUntil) ? reopened(step) : step,
  );
  const status = { is: capture.decision ? 'running' : 'planning' } as const;
  const change = { status, steps, stumbles: 0, cancel: null };
  return tell(capture, { kind: 'retried', by, at: now.toISOString() }, change);
}

/** Steps that a Retry has done again as long as another is not done, by name: a source that was stopped for its snapshots runs again since. */
export type RedoUntil = Readonly<Record<string, string>>;

const isUndone = ({ steps }: Job, { name, state }: StepRecord, redoUntil: RedoUntil): boolean =>
  state === 'done' && steps.some(other => other.name === redoUntil[name] && other.state !== 'done');

/** Gives up a failed capture: it lets go of the VM and the version, and leaves in Azure what is there. */
export function abandon<J extends Job>(capture: J, { by, now }: { by: Person; now: Date }): Transition<J> {
  if (capture.status.is !== 'failed')
    return no(transitionReason('nothing-to-abandon', { state: capture.status.is }, 'not-failed'));
  const at = now.toISOString();
  return tell(capture, { kind: 'abandoned', by, at }, { status: { is: 'abandoned', by, at } });
}

/** Somebody takes the locks of a capture away: it ends here, wherever it stands, and the reason stays on its record. */
export function unlock<J extends Job>(
  capture: J,
  { by, reason, now }: { by: Person; reason: string; now: Date },
): Transition<J> {
  if (isOver(capture)) return no(transitionReason('holds-nothing', { state: capture.status.is }, 'over'));
  const at = now.toISOString();
  const status = { is: 'abandoned', by, at } as const;
  return tell(capture, { kind: 'unlocked', by, reason, at }, { status, cancel: null });
}

/** Has what could not be cleared away tried again. */
export function cleanAgain<J extends Job>(capture: J, { by, now }: { by: Person; now: Date }): Transition<J> {
  const { ledger = [] } = capture;
  if (!ledger.some(({ state }) => state === 'left')) return no(transitionReason('nothing-left', {}));
  return reopen(capture, ({ state }) => state === 'left', { by, now });
}

/** Has what was seen in Azure after the capture was over deleted, as far as its ledger names it; what hangs on it too. */
export function cleanSeen<J extends Job>(
  capture: J,
  { by, now, seen }: { by: Person; now: Date; seen: readonly string[] },
): Transition<J> {
  const { ledger = [] } = capture;
  if (!isOver(capture)) return no(transitionReason('not-over', { state: capture.status.is }));
  if (ledger.some(({ state }) => state === 'open' || state === 'closing'))
    return no(transitionReason('cleaned-already', {}, 'cleaning'));
  const ids = seen.map(id => id.toLowerCase());
  const isSeen = ({ kind, id, state }: LedgerEntry): boolean => {
    const own = id.toLowerCase();
    const isPoint = kind === 'restore-point' && ids.some(one => own.startsWith(`${one}/`));
    return kind !== 'source-power' && (state === 'left' || state === 'closed') && (ids.includes(own) || isPoint);
  };
  if (!ledger.some(isSeen)) return no(transitionReason('nothing-left', {}));
  return reopen(capture, isSeen, { by, now });
}

function reopen<J extends Job>(
  capture: J,
  which: (one: LedgerEntry) => boolean,
  { by, now }: { by: Person; now: Date },
): Transition<J> {
  const ledger = (capture.ledger ?? []).map(one => {
    const { problem: _problem, since: _since, ...rest } = one;
    return which(one) ? ({ ...rest, state: 'open', tries: 0 } as const) : one;
  });
  return tell(capture, { kind: 'cleaning', by, at: now.toISOString() }, { ledger });
}

/** A step that is to be done once more, as another attempt. */
export function reopened({
  phase: _phase,
  says: _says,
  seen: _seen,
  endedAt: _endedAt,
  askedAt: _askedAt,
  startedAt: _startedAt,
  awayMs: _awayMs,
  ...step
}: StepRecord): StepRecord {
  return { ...step, state: 'todo', attempt: step.attempt + 1 };
}

function notWaiting({ status, decision }: Job): Coded {
  const code = 'not-waiting';
  if (status.is === 'planning') return transitionReason('still-planning', {}, code);
  if (status.is === 'running') return transitionReason('confirmed-already', { by: decision?.by.name }, code);
  if (status.is === 'planned') return transitionReason('only-planned', {}, code);
  return transitionReason('nothing-to-confirm', { state: status.is }, code);
}

/**
 * Something that a capture owes an end: a resource to delete, or a VM to start again (`source-power`). It is on the record before
 * Azure is asked for it. `left`: given up for now, for `problem`; a person may have it tried again.
 */
export interface LedgerEntry {
  readonly kind: TemporaryKind | 'source-power';
  readonly id: string;
  readonly sizeGb: number | null;
  readonly state: 'open' | 'closing' | 'closed' | 'left';
  readonly tries: number;
  /** Since when Azure has been working on its end. */
  readonly since?: string;
  /** A sentence in older records. */
  readonly problem?: Problem;
}

/** Why something is left; the longest text of Azure's is not kept. */
export type Problem = Failure | string;

/** Another place that a capture is shown in. `name` is what people call it; `since` the first notice that is told there. */
export interface Mirror {
  readonly place: Place;
  readonly name: string;
  readonly since: number;
}

/**
 * A worker's seal on a record. `mac` is over all that only workers write; `steps` says how far each step was, `as` under which names the
 * requester was judged when the plan was made, and `final` what stays so: the end it came to, and sources that were seen to again.
 */
export interface Seal {
  readonly mac: string;
  readonly steps: string;
  readonly as?: readonly string[];
  readonly final?: readonly string[];
}
