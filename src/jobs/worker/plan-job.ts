import { authorizePlan, refusalOf, saidOf, targetOfRequest } from '../approval/plan-authorization.ts';
import type { ClaimedCapture, Due } from '../claim/claimed-capture.ts';
import { openFor } from '../guard/approval-deadline.ts';
import { authorizeNow } from '../guard/authorization-now.ts';
import { policyMismatch } from '../guard/policy-mismatch.ts';
import { sealFailure } from '../guard/seal-failures.ts';
import { evaluatePolicy } from '../policy/policy.ts';
import { stepsOf } from '../procedures/procedure.ts';
import type { Moved } from '../record/facts.ts';
import type { JobPlan } from '../record/record.ts';
import type { RefusalData } from '../record/refusal.ts';
import { joinQueue, passedOver, refusalOfHeld, resumeFromQueue } from './lock-queue.ts';

/** Works the plan out and asks for a confirmation; takes the VM and the version for this capture alone. */
export async function planJob(claimed: ClaimedCapture): Promise<Due> {
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
export async function ask(
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

export function refuse(claimed: ClaimedCapture, refusals: readonly RefusalData[]): Promise<Due> {
  const said = { refusals, at: claimed.at() };
  return claimed.end(
    { is: 'refused', ...said },
    { kind: 'refused', ...said },
    { event: 'refused', details: refusals.map(({ code }) => code).join(' ') },
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
