import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import { engineReason } from '../record/reasons.ts';
import type { RefusalData } from '../record/refusal.ts';

/** Whether the bot that took a request down and this worker go by different policies, as far as one of them has none. */
export function policyMismatch({ policy, capture }: Pick<ClaimedCapture, 'policy' | 'capture'>): RefusalData | null {
  const { as } = capture();
  if (policy === null && as !== undefined) return engineReason('policy-missing', {});
  if (policy !== null && as === undefined) return engineReason('policy-unknown-requester', {});
  return null;
}
