import type { Person } from '../request/request.ts';
import type { Coded } from './facts.ts';
import { type Capture, isOver, type Job, type LedgerEntry, type Notice, type StepRecord } from './record.ts';
import { transitionReason } from './transition-reasons.ts';

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
