import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import type { StepContext } from '../procedures/step.ts';
import { type Explanation, explain } from '../record/refusal.ts';
import type { Here } from '../record/remedies/remedy.ts';

/** Where an error of an act comes, for the words on it. */
export const hereOf = (claimed: ClaimedCapture, { plan, step }: Pick<StepContext, 'plan' | 'step'>): Here =>
  claimed.procedure.where({ ...claimed.capture(), plan }, claimed.settings, step.name);

/** What an error at an act comes to: that Azure does not know everywhere yet what was just made passes by itself. */
export function explainHere(
  claimed: ClaimedCapture,
  context: Pick<StepContext, 'plan' | 'step'>,
  error: unknown,
): Explanation {
  const { procedure } = claimed;
  const explained = explain(error, hereOf(claimed, context));
  return explained.is === 'failure' &&
    procedure.isNotKnownYet?.(error, claimed.capture(), context.step.name, claimed.now())
    ? { is: 'stumble', failure: explained.failure, retryAfterMs: null }
    : explained;
}
