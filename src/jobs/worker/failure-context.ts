import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import type { StepContext } from '../procedures/capture/step.ts';
import { isNotKnownYet } from '../record/fresh-resources.ts';
import type { Capture } from '../record/record.ts';
import { type Explanation, explain } from '../record/refusal.ts';
import type { Here } from '../record/remedies/remedy.ts';
import type { Settings } from '../request/settings.ts';

/** Where an error of an act comes, for the words on it. */
export const hereOf = ({ plan, step }: Pick<StepContext, 'plan' | 'step'>): Here => ({
  step: step.name,
  clone: plan.clone !== null,
  vm: plan.vm.name,
  ...(plan.clone ? { subnet: plan.clone.network ? 'own' : 'named' } : {}),
});

/** The same of a capture that may not be planned yet. */
export const hereIn = ({ plan, request }: Capture, { mode }: Pick<Settings, 'mode'>, step: string | null): Here => ({
  step,
  clone: plan ? plan.clone !== null : (request.mode ?? mode) === 'clone',
  vm: plan?.vm.name ?? request.vm.split('/').at(-1) ?? request.vm,
});

/** What an error at an act comes to: that Azure does not know everywhere yet what was just made passes by itself. */
export function explainHere(
  claimed: ClaimedCapture,
  context: Pick<StepContext, 'plan' | 'step'>,
  error: unknown,
): Explanation {
  const explained = explain(error, hereOf(context));
  return explained.is === 'failure' && isNotKnownYet(error, claimed.capture(), context.step.name, claimed.now())
    ? { is: 'stumble', failure: explained.failure, retryAfterMs: null }
    : explained;
}
