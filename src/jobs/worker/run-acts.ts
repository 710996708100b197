import { isDecided, refusalOf } from '../approval/plan-authorization.ts';
import type { ClaimedCapture, Due } from '../claim/claimed-capture.ts';
import { isCovered } from '../guard/approval-deadline.ts';
import { authorizeNow } from '../guard/authorization-now.ts';
import { guard } from '../guard/guard.ts';
import { policyMismatch } from '../guard/policy-mismatch.ts';
import { sealFailure } from '../guard/seal-failures.ts';
import { engineReason } from '../record/reasons.ts';
import { reopened } from '../record/transitions.ts';
import { ask, refuse } from './plan-job.ts';
import { bookWhatIsThere, runStep } from './run-step.ts';
import { contextOf } from './step-context.ts';

/** Walks the acts from the first that is not done. Every call is covered by a decision on this very plan, of those who may. */
export async function runActs(claimed: ClaimedCapture): Promise<Due> {
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
