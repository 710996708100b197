import type { ClaimedCapture } from '../claim/claimed-capture.ts';
import type { RefusalData } from '../record/refusal.ts';

/** Whether the bot that took a request down and this worker go by different policies, as far as one of them has none. */
export function policyMismatch({ policy, capture }: Pick<ClaimedCapture, 'policy' | 'capture'>): RefusalData | null {
  const { as } = capture();
  if (policy === null && as !== undefined)
    return {
      code: 'policy-missing',
      reason: 'The bot goes by a policy and the worker was given none, so I do nothing.',
      remedy: 'Have my operator set CAPTURE_IMAGE_POLICY for both; then ask again.',
    };
  if (policy !== null && as === undefined)
    return {
      code: 'policy-unknown-requester',
      reason: 'This was asked for without a policy and there is one now, so I do not know who asked.',
      remedy: 'Ask again; if it comes again, have my operator set CAPTURE_IMAGE_POLICY for the bot too.',
    };
  return null;
}
