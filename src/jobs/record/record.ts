import type { RegionProgress, TemporaryKind } from '../../azure/azure.ts';
import type { Stay } from '../../azure/guest/scripts.ts';
import type { Approval } from '../policy/approvals.ts';
import type { ApprovalRequirement } from '../policy/policy.ts';
import type { Person, Place, Request } from '../request/request.ts';
import type { Coded, Moved } from './facts.ts';
import type { Estimate, Plan } from './plan.ts';
import type { Readiness } from './readiness.ts';
import type { Failure, RefusalData } from './refusal.ts';
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
