import type { ResourceTags } from '../../azure/azure.ts';
import { RateLimited } from '../../azure/budget.ts';
import { backoff } from '../../lib/backoff.ts';
import { meters } from '../../metrics.ts';
import { authorizePlan, isDecided, refusalOf, saidOf, targetOfRequest } from '../approval/plan-authorization.ts';
import {
  answerOf,
  type ClaimedCapture,
  ClaimLost,
  type Due,
  openClaim,
  planOfJob,
  type WorkerDeps,
} from '../claim/claimed-capture.ts';
import { isTooMuch, stumbledOn, withTimeAway } from '../claim/outage.ts';
import { isCovered, openFor, remind } from '../guard/approval-deadline.ts';
import { authorizeNow } from '../guard/authorization-now.ts';
import { guard } from '../guard/guard.ts';
import { policyMismatch } from '../guard/policy-mismatch.ts';
import { sealFailure } from '../guard/seal-failures.ts';
import { evaluatePolicy } from '../policy/policy.ts';
import { stepsOf } from '../procedures/procedure.ts';
import type { StepContext } from '../procedures/step.ts';
import { hasDueCleanup } from '../record/cleanup-ledger.ts';
import type { Moved } from '../record/facts.ts';
import { engineReason } from '../record/reasons.ts';
import { isOver, type Job, type JobPlan, reopened, type Status, type StepRecord } from '../record/record.ts';
import { explain, type Failure, type RefusalData, shortened } from '../record/refusal.ts';
import { unfitFailure, unfitStep } from '../record/unfit-record.ts';
import type { Settings } from '../request/settings.ts';
import { clean } from './cleanup.ts';
import { explainHere } from './failure-context.ts';
import { joinQueue, passedOver, refusalOfHeld, resumeFromQueue } from './lock-queue.ts';
import { bookWhatIsThere, refusedAt, runStep } from './run-step.ts';

/** One tick: claims a capture, walks as far as Azure lets it today, and saves. Nobody waits in it. */
export async function tick(deps: WorkerDeps, id: string): Promise<Due> {
  const claim = await deps.store.claim(id);
  if (!claim) return null;
  if ('waitMs' in claim) {
    if (claim.newer)
      deps.log.warn(
        { capture: id, schema: claim.newer },
        'a capture is of a newer version than I am: I leave it alone',
      );
    return claim.waitMs;
  }
  meters.late.observe(claim.lateMs / 1000);
  // Under the key of one capture the record of another may stand: it is not that one's.
  const claimed = openClaim(deps, { ...claim, capture: { ...claim.capture, id } });
  try {
    return await walk(claimed).catch(error => {
      if (error instanceof ClaimLost) throw error;
      return stumble(claimed, error);
    });
  } catch (error) {
    if (error instanceof ClaimLost) return 0;
    throw error;
  }
}

async function walk(claimed: ClaimedCapture): Promise<Due> {
  const capture = claimed.capture();
  if (hasDueCleanup(capture)) return clean(claimed);
  if (capture.status.is === 'failed') return giveUpInTime(claimed, capture.status);
  if (isOver(capture)) return claimed.save({}, { dueInMs: null });
  if (capture.unfit) return claimed.fail(unfitFailure(capture.unfit), claimed.current()?.name ?? unfitStep);
  switch (capture.status.is) {
    case 'planning':
      return plan(claimed);
    case 'waiting':
      return wait(claimed, capture.status);
    default:
      return run(claimed);
  }
}

/** A failed capture can be retried, and keeps its copy, for as long as the settings say; after that it is over, and the copy goes. */
function giveUpInTime(claimed: ClaimedCapture, status: Extract<Status, { is: 'failed' }>): Promise<Due> {
  const leftMs = Date.parse(status.at) + claimed.settings.clone.keepFailedHours * 3_600_000 - claimed.now().getTime();
  if (leftMs > 0) return claimed.save({}, { dueInMs: leftMs });
  const at = claimed.at();
  return claimed.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
}

/** Works the plan out and asks for a confirmation; takes the VM and the version for this capture alone. */
async function plan(claimed: ClaimedCapture): Promise<Due> {
  const unsealed = sealFailure(claimed.sealed(), true);
  if (unsealed) return claimed.fail(unsealed, 'planning');
  const { request, requester, as = [] } = claimed.capture();
  const odds = policyMismatch(claimed);
  if (odds) return refuse(claimed, [odds]);
  if (claimed.policy) {
    const hoped = evaluatePolicy(claimed.policy, {
      refs: as,
      actions: ['plan'],
      target: targetOfRequest(request),
      unknown: 'hope',
    });
    if (hoped.is === 'no') return refuse(claimed, [refusalOf(saidOf(hoped, requester.name))]);
  }
  if (request.planOnly) return showPlan(claimed);
  const waits = await resumeFromQueue(claimed);
  if (waits !== null) return waits;
  const planned = await claimed.procedure.makePlan(claimed, []);
  return planned.is === 'refused' ? refuse(claimed, planned.refusals) : ask(claimed, planned.plan, null);
}

/** Ends with the plan alone: no lock is taken, and nothing is asked for. */
async function showPlan(claimed: ClaimedCapture): Promise<Due> {
  const planned = await claimed.procedure.makePlan(claimed, []);
  if (planned.is === 'refused') return refuse(claimed, planned.refusals);
  const { plan: drawn } = planned;
  const { requester, as = [], notices } = claimed.capture();
  const verdict =
    claimed.policy &&
    evaluatePolicy(claimed.policy, {
      refs: as,
      actions: ['plan'],
      target: claimed.procedure.policyQuestion(drawn).target,
    });
  if (verdict?.is === 'no') return refuse(claimed, [refusalOf(saidOf(verdict, requester.name))]);
  const at = claimed.at();
  return claimed.save(
    {
      plan: drawn,
      steps: stepsOf(claimed.procedure, drawn),
      status: { is: 'planned', at },
      notices: [...notices, { kind: 'planned', at }],
    },
    { dueInMs: null, audit: { event: 'planned' } },
  );
}

/** `others`: versions that I came upon in the hands of other captures; where mine was not asked for by its number, the next is taken. */
async function ask(
  claimed: ClaimedCapture,
  fresh: JobPlan,
  before: JobPlan | null,
  others: readonly string[] = [],
): Promise<Due> {
  const authorization = before
    ? authorizeNow(claimed, fresh)
    : claimed.policy && authorizePlan(claimed.policy, claimed.capture(), fresh, claimed);
  if (authorization?.is === 'no') return refuse(claimed, [refusalOf(authorization)]);
  const needs = authorization?.needs ?? [];
  const openMs = openFor(claimed, needs);
  const dueInMs = Math.min(openMs, ...needs.map(({ remindHours }) => remindHours * 3_600_000));
  const moved = before ? { moved: movedSince(claimed, before, fresh, claimed.sealed() === 'missing') } : {};
  const blocked = await claimed.trySave(
    {
      plan: fresh,
      queued: null,
      steps: stepsOf(claimed.procedure, fresh),
      decision: null,
      ...(authorization ? { needs, approvals: [] } : {}),
      status: { is: 'waiting', for: 'confirm', until: claimed.at(openMs) },
      notices: [...claimed.capture().notices, { kind: 'question', planHash: fresh.hash, at: claimed.at(), ...moved }],
    },
    { dueInMs, locks: 'take', operation: null, audit: { event: before ? 'plan-moved' : 'planned' } },
  );
  if (!blocked) return dueInMs;
  const name = await passedOver(claimed, blocked.heldBy, fresh);
  if (name !== null) {
    const passed = [...others, name];
    const planned = await claimed.procedure.makePlan(claimed, passed);
    return planned.is === 'refused' ? refuse(claimed, planned.refusals) : ask(claimed, planned.plan, before, passed);
  }
  return claimed.capture().request.queue && !before
    ? joinQueue(claimed, blocked, fresh)
    : refuse(claimed, [await refusalOfHeld(claimed, blocked.heldBy, fresh)]);
}

function refuse(claimed: ClaimedCapture, refusals: readonly RefusalData[]): Promise<Due> {
  const said = { refusals, at: claimed.at() };
  return claimed.end(
    { is: 'refused', ...said },
    { kind: 'refused', ...said },
    { event: 'refused', details: refusals.map(({ code }) => code).join(' ') },
  );
}

function wait(claimed: ClaimedCapture, status: Extract<Status, { is: 'waiting' }>): Promise<Due> {
  const leftMs = Date.parse(status.until) - claimed.now().getTime();
  if (leftMs > 0) return status.for === 'confirm' ? remind(claimed, leftMs) : claimed.save({}, { dueInMs: leftMs });
  const at = claimed.at();
  if (status.for === 'confirm')
    return claimed.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
  return claimed.fail(
    {
      code: 'guest-not-confirmed',
      reason: 'Nobody said in time that the guest step is done.',
      remedy: 'Press Retry to be asked again.',
    },
    claimed.current()?.name ?? 'guest',
  );
}

function movedSince(
  { procedure }: ClaimedCapture,
  before: JobPlan,
  fresh: JobPlan,
  isUnsealed: boolean,
): readonly Moved[] {
  const moved = before.hash === fresh.hash ? [] : procedure.whatMoved(before, fresh);
  return moved.length > 0 ? moved : [{ code: isUnsealed ? 'unsealed' : 'approvals' }];
}

/** Walks the acts from the first that is not done. Every call is covered by a decision on this very plan, of those who may. */
async function run(claimed: ClaimedCapture): Promise<Due> {
  const { plan: confirmed, steps } = claimed.capture();
  const isUnwritten = steps.every(({ state, phase }) => state === 'todo' && !phase);
  const unsealed = sealFailure(claimed.sealed(), isUnwritten);
  if (unsealed) return claimed.fail(unsealed, claimed.current()?.name ?? 'confirmation');
  if (!confirmed || !isDecided(claimed.capture(), claimed.policy))
    return claimed.fail(engineReason('not-confirmed', {}), 'confirmation');
  const isPlannedAnew =
    !claimed.capture().cancel && (isUnwritten || claimed.procedure.isUntouched?.(claimed.capture()) === true);
  if (isPlannedAnew) {
    const odds = policyMismatch(claimed);
    if (odds) return refuse(claimed, [odds]);
    const broken = claimed.procedure.bounds(claimed.capture(), confirmed, claimed.settings, { mayMove: true });
    if (broken) return refuse(claimed, [broken]);
    const planned = await claimed.procedure.makePlan(claimed, []);
    if (planned.is === 'refused') return refuse(claimed, planned.refusals);
    const isMoved =
      planned.plan.hash !== confirmed.hash && claimed.procedure.whatMoved(confirmed, planned.plan).length > 0;
    if (isMoved || claimed.sealed() === 'missing') return ask(claimed, planned.plan, confirmed);
    const authorization = authorizeNow(claimed, planned.plan);
    if (authorization?.is === 'no') return refuse(claimed, [refusalOf(authorization)]);
    if (authorization && !isCovered(claimed, authorization.tallies)) return ask(claimed, planned.plan, confirmed);
  }
  for (;;) {
    const step = claimed.current();
    if (!step) return succeed(claimed);
    const act = claimed.procedure.acts.find(({ name }) => name === step.name);
    if (!act) throw new Error(`This version of the code knows no step ${step.name}.`);
    const context = contextOf(claimed, step);
    if (claimed.capture().cancel && !step.phase) {
      await bookWhatIsThere(claimed, act, context);
      return cancelled(claimed);
    }
    if (await reopenLost(claimed)) continue;
    // What was planned anew in this tick has just been looked at, all of it.
    const due = await runStep(claimed, act, context, async () => (isPlannedAnew ? null : guard(claimed)));
    if (due !== 'next') return due;
    if (claimed.stopping?.aborted) return 0;
  }
}

/** At a Retry: opens again every act whose product somebody has deleted, as long as something still needs it. Answers whether there is one. */
async function reopenLost(claimed: ClaimedCapture): Promise<boolean> {
  const { steps } = claimed.capture();
  const current = claimed.current();
  if (!current || current.attempt === 1 || current.phase) return false;
  const lost = await claimed.procedure.lost?.(claimed, one => contextOf(claimed, one));
  if (!lost || lost.size === 0) return false;
  await claimed.save(
    { steps: steps.map(step => (lost.has(step.name) && step.state === 'done' ? reopened(step) : step)) },
    { dueInMs: 0, operation: null, audit: { event: 'steps-reopened', details: [...lost].join(' ') } },
  );
  return true;
}

const contextOf = (claimed: ClaimedCapture, step: StepRecord): StepContext => ({
  captureId: claimed.capture().id,
  now: claimed.now(),
  plan: planOfJob(claimed),
  step,
  steps: claimed.capture().steps,
  azure: claimed.azure,
  settings: claimed.settings,
  resourceTags: marksOf(claimed.capture(), step, claimed.settings),
});

/** Past the longest that a capture may take, whoever finds what it made may take it for lost. */
function marksOf({ id, createdAt }: Job, { attempt }: StepRecord, { clone, timeouts, tags }: Settings): ResourceTags {
  const hours = clone.keepFailedHours + (timeouts.versionMinutes + timeouts.cloneMinutes) / 60;
  const expiresAt = new Date(Date.parse(createdAt) + 2 * hours * 3_600_000).toISOString();
  return { captureId: id, attempt, expiresAt, tags };
}

async function succeed(claimed: ClaimedCapture): Promise<Due> {
  const { procedure } = claimed;
  const undone = await procedure.verify?.(claimed);
  if (undone) return claimed.fail(undone.failure, undone.step);
  const takenAway = (await procedure.accessTakenAway?.(claimed)) ?? [];
  const at = claimed.at();
  const notice = { kind: 'succeeded', at, ...(takenAway.length > 0 ? { takenAway } : {}) } as const;
  return claimed.end({ is: 'succeeded', at }, notice, { event: 'succeeded' });
}

function cancelled(claimed: ClaimedCapture): Promise<Due> {
  const { cancel } = claimed.capture();
  if (!cancel) throw new Error('A capture is to be cancelled that nobody cancelled.');
  const said = { by: cancel.by, at: claimed.at() };
  return claimed.end(
    { is: 'cancelled', ...said },
    { kind: 'cancelled', ...said },
    { event: 'cancelled', by: cancel.by },
  );
}

/** Nothing more is tried at a step; one that holds nothing up is left undone, and the next tick goes on. */
async function giveUp(claimed: ClaimedCapture, step: StepRecord | null, failure: Failure): Promise<Due> {
  const act = claimed.procedure.acts.find(({ name }) => name === step?.name);
  if (!step || !act || !claimed.capture().plan) return claimed.fail(failure, step?.name ?? 'planning');
  const due = await refusedAt(claimed, act, contextOf(claimed, step), failure);
  return due === 'next' ? 0 : due;
}

/** What was thrown is an end, or a pause after which the same is tried again. Whatever was saved before stands. */
async function stumble(claimed: ClaimedCapture, error: unknown): Promise<Due> {
  if (error instanceof RateLimited) return claimed.save({}, { dueInMs: error.waitMs, keepsCount: true });
  const capture = claimed.capture();
  const step = claimed.current();
  const explained =
    capture.plan && step
      ? explainHere(claimed, { plan: capture.plan, step }, error)
      : explain(error, claimed.procedure.where(capture, claimed.settings, null));
  const { id } = capture;
  const counted = stumbledOn(capture, error, claimed.now());
  claimed.log.warn({ capture: id, step: step?.name, stumbles: counted.stumbles, err: error }, 'a tick stumbled');
  if (explained.is === 'failure' || isTooMuch(counted, claimed.now()))
    return giveUp(claimed, step ?? null, explained.failure);
  const dueInMs = explained.retryAfterMs ?? backoff(counted.stumbles, { firstMs: 1000, mostMs: 120_000 });
  return claimed.save(
    {
      ...counted,
      ...(counted.stumbling.away ? {} : { steps: withTimeAway(capture, capture.steps, claimed.now()) }),
      stumble: shortened(explained.failure),
    },
    { dueInMs, audit: { event: 'stumbled', ...answerOf(explained.failure), ...(step ? { step: step.name } : {}) } },
  );
}
