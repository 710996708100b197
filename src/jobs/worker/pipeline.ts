import type { ResourceTags } from '../../azure/azure.ts';
import { RateLimited } from '../../azure/budget.ts';
import { meters } from '../../metrics.ts';
import {
  authorizePlan,
  isDecided,
  refusalOf,
  saidOf,
  targetOfPlan,
  targetOfRequest,
} from '../approval/plan-authorization.ts';
import {
  answerOf,
  type ClaimedCapture,
  ClaimLost,
  type Due,
  openClaim,
  planOf,
  type WorkerDeps,
} from '../claim/claimed-capture.ts';
import { isTooMuch, stumbledOn, withTimeAway } from '../claim/outage.ts';
import { isCovered, openFor, remind } from '../guard/approval-deadline.ts';
import { consentNow } from '../guard/authorization-now.ts';
import { boundsOf } from '../guard/bounds.ts';
import { guard, refusalOfBroken } from '../guard/guard.ts';
import { policyMismatch } from '../guard/policy-mismatch.ts';
import { reopenLost } from '../guard/reopen.ts';
import { sealFailure } from '../guard/seal-failures.ts';
import { isUntouchedAndUnnamed } from '../guard/source-check.ts';
import { versionGone } from '../guard/version-gone.ts';
import { judge } from '../policy/policy.ts';
import { makePlan, stepsOf } from '../procedures/capture/planning.ts';
import { acts } from '../procedures/capture/procedure.ts';
import type { StepContext } from '../procedures/capture/step.ts';
import { accessTakenAway } from '../record/access-taken.ts';
import { hasDueCleanup } from '../record/cleanup-ledger.ts';
import { type Plan, whatMoved } from '../record/plan.ts';
import { type Capture, isOver, type Status, type StepRecord } from '../record/record.ts';
import { explain, type Failure, type RefusalData } from '../record/refusal.ts';
import { unfitFailure, unfitStep } from '../record/unfit-record.ts';
import type { Settings } from '../request/settings.ts';
import { clean } from './cleanup.ts';
import { explainHere, hereIn } from './failure-context.ts';
import { heldBy, isNextFree, joinQueue, resumeFromQueue } from './lock-queue.ts';
import { bookWhatIsThere, refusedAt, runStep } from './run-step.ts';

/** One tick: claims a capture, walks as far as Azure lets it today, and saves. Nobody waits in it. */
export async function tick(tools: WorkerDeps, id: string): Promise<Due> {
  const claim = await tools.store.claim(id);
  if (!claim) return null;
  if ('waitMs' in claim) {
    if (claim.newer)
      tools.log.warn(
        { capture: id, schema: claim.newer },
        'a capture is of a newer version than I am: I leave it alone',
      );
    return claim.waitMs;
  }
  meters.late.observe(claim.lateMs / 1000);
  // Under the key of one capture the record of another may stand: it is not that one's.
  const hand = openClaim(tools, { ...claim, capture: { ...claim.capture, id } });
  try {
    return await walk(hand).catch(error => {
      if (error instanceof ClaimLost) throw error;
      return stumble(hand, error);
    });
  } catch (error) {
    if (error instanceof ClaimLost) return 0;
    throw error;
  }
}

async function walk(hand: ClaimedCapture): Promise<Due> {
  const capture = hand.capture();
  if (hasDueCleanup(capture)) return clean(hand);
  if (capture.status.is === 'failed') return giveUpInTime(hand, capture.status);
  if (isOver(capture)) return hand.save({}, { dueInMs: null });
  if (capture.unfit) return hand.fail(unfitFailure(capture.unfit), hand.current()?.name ?? unfitStep);
  switch (capture.status.is) {
    case 'planning':
      return plan(hand);
    case 'waiting':
      return wait(hand, capture.status);
    default:
      return run(hand);
  }
}

/** A failed capture can be retried, and keeps its copy, for as long as the settings say; after that it is over, and the copy goes. */
function giveUpInTime(hand: ClaimedCapture, status: Extract<Status, { is: 'failed' }>): Promise<Due> {
  const leftMs = Date.parse(status.at) + hand.settings.clone.keepFailedHours * 3_600_000 - hand.now().getTime();
  if (leftMs > 0) return hand.save({}, { dueInMs: leftMs });
  const at = hand.at();
  return hand.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
}

/** Works the plan out and asks for a confirmation; takes the VM and the version for this capture alone. */
async function plan(hand: ClaimedCapture): Promise<Due> {
  const unsealed = sealFailure(hand.sealed(), true);
  if (unsealed) return hand.fail(unsealed, 'planning');
  const { request, requester, as = [] } = hand.capture();
  const odds = policyMismatch(hand);
  if (odds) return refuse(hand, [odds]);
  if (hand.policy) {
    const hoped = judge(hand.policy, {
      refs: as,
      actions: ['plan'],
      target: targetOfRequest(request),
      unknown: 'hope',
    });
    if (hoped.is === 'no') return refuse(hand, [refusalOf(saidOf(hoped, requester.name))]);
  }
  if (request.planOnly) return showPlan(hand);
  const waits = await resumeFromQueue(hand);
  if (waits !== null) return waits;
  const planned = await makePlan(hand);
  return planned.is === 'refused' ? refuse(hand, planned.refusals) : ask(hand, planned.plan, null);
}

/** Ends with the plan alone: no lock is taken, and nothing is asked for. */
async function showPlan(hand: ClaimedCapture): Promise<Due> {
  const planned = await makePlan(hand);
  if (planned.is === 'refused') return refuse(hand, planned.refusals);
  const { plan: drawn } = planned;
  const { requester, as = [], notices } = hand.capture();
  const verdict = hand.policy && judge(hand.policy, { refs: as, actions: ['plan'], target: targetOfPlan(drawn) });
  if (verdict?.is === 'no') return refuse(hand, [refusalOf(saidOf(verdict, requester.name))]);
  const at = hand.at();
  return hand.save(
    {
      plan: drawn,
      steps: stepsOf(drawn),
      status: { is: 'planned', at },
      notices: [...notices, { kind: 'planned', at }],
    },
    { dueInMs: null, audit: { event: 'planned' } },
  );
}

/** `others`: versions that I came upon in the hands of other captures; where mine was not asked for by its number, the next is taken. */
async function ask(
  hand: ClaimedCapture,
  fresh: Plan,
  before: Plan | null,
  others: readonly string[] = [],
): Promise<Due> {
  const consent = before ? consentNow(hand, fresh) : hand.policy && authorizePlan(hand.policy, hand.capture(), fresh);
  if (consent?.is === 'no') return refuse(hand, [refusalOf(consent)]);
  const needs = consent?.needs ?? [];
  const openMs = openFor(hand, needs);
  const dueInMs = Math.min(openMs, ...needs.map(({ remindHours }) => remindHours * 3_600_000));
  const moved = before ? { moved: movedSince(before, fresh, hand.sealed() === 'missing') } : {};
  const blocked = await hand.trySave(
    {
      plan: fresh,
      queued: undefined,
      steps: stepsOf(fresh),
      decision: null,
      ...(consent ? { needs, approvals: [] } : {}),
      status: { is: 'waiting', for: 'confirm', until: hand.at(openMs) },
      notices: [...hand.capture().notices, { kind: 'question', planHash: fresh.hash, at: hand.at(), ...moved }],
    },
    { dueInMs, locks: 'take', operation: null, audit: { event: before ? 'plan-moved' : 'planned' } },
  );
  if (!blocked) return dueInMs;
  if (await isNextFree(hand, blocked.heldBy, fresh)) {
    const passed = [...others, fresh.target.version];
    const planned = await makePlan(hand, passed);
    return planned.is === 'refused' ? refuse(hand, planned.refusals) : ask(hand, planned.plan, before, passed);
  }
  return hand.capture().request.queue && !before
    ? joinQueue(hand, blocked, fresh)
    : refuse(hand, [await heldBy(hand, blocked.heldBy, fresh)]);
}

function refuse(hand: ClaimedCapture, refusals: readonly RefusalData[]): Promise<Due> {
  const said = { refusals, at: hand.at() };
  return hand.end(
    { is: 'refused', ...said },
    { kind: 'refused', ...said },
    { event: 'refused', details: refusals.map(({ code }) => code).join(' ') },
  );
}

function wait(hand: ClaimedCapture, status: Extract<Status, { is: 'waiting' }>): Promise<Due> {
  const leftMs = Date.parse(status.until) - hand.now().getTime();
  if (leftMs > 0) return status.for === 'confirm' ? remind(hand, leftMs) : hand.save({}, { dueInMs: leftMs });
  const at = hand.at();
  if (status.for === 'confirm') return hand.end({ is: 'expired', at }, { kind: 'expired', at }, { event: 'expired' });
  return hand.fail(
    {
      code: 'guest-not-confirmed',
      reason: 'Nobody said in time that the guest step is done.',
      remedy: 'Press Retry to be asked again.',
    },
    hand.current()?.name ?? 'guest',
  );
}

function movedSince(before: Plan, fresh: Plan, isUnsealed: boolean): readonly string[] {
  if (before.hash !== fresh.hash) return whatMoved(before, fresh);
  return isUnsealed
    ? ['nothing that I can see; but the record has no seal of a worker, so I ask once more']
    : ['who must approve it, by the policy'];
}

/** Walks the acts from the first that is not done. Every call is covered by a decision on this very plan, of those who may. */
async function run(hand: ClaimedCapture): Promise<Due> {
  const { plan: confirmed, steps } = hand.capture();
  const isUnwritten = steps.every(({ state, phase }) => state === 'todo' && !phase);
  const unsealed = sealFailure(hand.sealed(), isUnwritten);
  if (unsealed) return hand.fail(unsealed, hand.current()?.name ?? 'confirmation');
  if (!confirmed || !isDecided(hand.capture(), hand.policy))
    return hand.fail(
      {
        code: 'not-confirmed',
        reason: 'Nobody has confirmed this plan, so I have changed nothing.',
        remedy: 'Ask for a new capture.',
      },
      'confirmation',
    );
  const isPlannedAnew = !hand.capture().cancel && (isUnwritten || isUntouchedAndUnnamed(hand.capture()));
  if (isPlannedAnew) {
    const odds = policyMismatch(hand);
    if (odds) return refuse(hand, [odds]);
    const broken = boundsOf(hand.capture(), confirmed, hand.settings, { mayMove: true });
    if (broken) return refuse(hand, [refusalOfBroken(broken)]);
    const planned = await makePlan(hand);
    if (planned.is === 'refused') return refuse(hand, planned.refusals);
    if (planned.plan.hash !== confirmed.hash || hand.sealed() === 'missing') return ask(hand, planned.plan, confirmed);
    const consent = consentNow(hand, planned.plan);
    if (consent?.is === 'no') return refuse(hand, [refusalOf(consent)]);
    if (consent && !isCovered(hand, consent.tallies)) return ask(hand, planned.plan, confirmed);
  }
  for (;;) {
    const step = hand.current();
    if (!step) return succeed(hand);
    const act = acts.find(({ name }) => name === step.name);
    if (!act) throw new Error(`This version of the code knows no step ${step.name}.`);
    const scene = sceneOf(hand, step);
    if (hand.capture().cancel && !step.phase) {
      await bookWhatIsThere(hand, act, scene);
      return cancelled(hand);
    }
    if (await reopenLost(hand, one => sceneOf(hand, one))) continue;
    // What was planned anew in this tick has just been looked at, all of it.
    const due = await runStep(hand, act, scene, async () => (isPlannedAnew ? null : guard(hand)));
    if (due !== 'next') return due;
    if (hand.stopping?.aborted) return 0;
  }
}

const sceneOf = (hand: ClaimedCapture, step: StepRecord): StepContext => ({
  captureId: hand.capture().id,
  now: hand.now(),
  plan: planOf(hand),
  step,
  steps: hand.capture().steps,
  azure: hand.azure,
  settings: hand.settings,
  marks: marksOf(hand.capture(), step, hand.settings),
});

/** Past the longest that a capture may take, whoever finds what it made may take it for lost. */
function marksOf(
  { id, createdAt }: Capture,
  { attempt }: StepRecord,
  { clone, timeouts, tags }: Settings,
): ResourceTags {
  const hours = clone.keepFailedHours + (timeouts.versionMinutes + timeouts.cloneMinutes) / 60;
  const expiresAt = new Date(Date.parse(createdAt) + 2 * hours * 3_600_000).toISOString();
  return { captureId: id, attempt, expiresAt, tags };
}

async function succeed(hand: ClaimedCapture): Promise<Due> {
  const gone = await versionGone(hand);
  if (gone) return hand.fail(gone, 'create-version');
  const takenAway = await accessTakenAway(hand.azure, planOf(hand));
  const at = hand.at();
  const notice = { kind: 'succeeded', at, ...(takenAway.length > 0 ? { takenAway } : {}) } as const;
  return hand.end({ is: 'succeeded', at }, notice, { event: 'succeeded' });
}

function cancelled(hand: ClaimedCapture): Promise<Due> {
  const { cancel } = hand.capture();
  if (!cancel) throw new Error('A capture is to be cancelled that nobody cancelled.');
  const said = { by: cancel.by, at: hand.at() };
  return hand.end({ is: 'cancelled', ...said }, { kind: 'cancelled', ...said }, { event: 'cancelled', by: cancel.by });
}

/** Nothing more is tried at a step; one that holds nothing up is left undone, and the next tick goes on. */
async function giveUp(hand: ClaimedCapture, step: StepRecord | null, failure: Failure): Promise<Due> {
  const act = acts.find(({ name }) => name === step?.name);
  if (!step || !act || !hand.capture().plan) return hand.fail(failure, step?.name ?? 'planning');
  const due = await refusedAt(hand, act, sceneOf(hand, step), failure);
  return due === 'next' ? 0 : due;
}

/** What was thrown is an end, or a pause after which the same is tried again. Whatever was saved before stands. */
async function stumble(hand: ClaimedCapture, error: unknown): Promise<Due> {
  if (error instanceof RateLimited) return hand.save({}, { dueInMs: error.waitMs, keepsCount: true });
  const capture = hand.capture();
  const step = hand.current();
  const explained =
    capture.plan && step
      ? explainHere(hand, { plan: capture.plan, step }, error)
      : explain(error, hereIn(capture, hand.settings, null));
  const { id } = capture;
  const counted = stumbledOn(capture, error, hand.now());
  hand.log.warn({ capture: id, step: step?.name, stumbles: counted.stumbles, err: error }, 'a tick stumbled');
  if (explained.is === 'failure' || isTooMuch(counted, hand.now()))
    return giveUp(hand, step ?? null, explained.failure);
  const dueInMs = explained.retryAfterMs ?? Math.min(120_000, 1000 * 2 ** (counted.stumbles - 1));
  return hand.save(
    {
      ...counted,
      ...(counted.stumbling.away ? {} : { steps: withTimeAway(capture, capture.steps, hand.now()) }),
      stumble: `${explained.failure.reason} I try again.`,
    },
    { dueInMs, audit: { event: 'stumbled', ...answerOf(explained.failure), ...(step ? { step: step.name } : {}) } },
  );
}
