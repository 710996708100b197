import { RateLimited } from '../../azure/budget.ts';
import { backoff } from '../../lib/backoff.ts';
import { answerOf, type ClaimedCapture, type Due } from '../claim/claimed-capture.ts';
import { isTooMuch, stumbledOn, withTimeAway } from '../claim/outage.ts';
import type { StepRecord } from '../record/record.ts';
import { explain, type Failure, shortened } from '../record/refusal.ts';
import { explainHere } from './failure-context.ts';
import { refusedAt } from './run-step.ts';

import { contextOf } from './step-context.ts';

/** Nothing more is tried at a step; one that holds nothing up is left undone, and the next tick goes on. */
async function giveUp(claimed: ClaimedCapture, step: StepRecord | null, failure: Failure): Promise<Due> {
  const act = claimed.procedure.acts.find(({ name }) => name === step?.name);
  if (!step || !act || !claimed.capture().plan) return claimed.fail(failure, step?.name ?? 'planning');
  const due = await refusedAt(claimed, act, contextOf(claimed, step), failure);
  return due === 'next' ? 0 : due;
}

/** What was thrown is an end, or a pause after which the same is tried again. Whatever was saved before stands. */
export async function stumble(claimed: ClaimedCapture, error: unknown): Promise<Due> {
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
