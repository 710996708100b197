import { breakGlass, review } from '../../jobs/approval/break-glass.ts';
import { approve } from '../../jobs/approval/plan-authorization.ts';
import type { Job } from '../../jobs/record/record.ts';
import { abandon, cancel, cleanAgain, confirm, retry, type Transition, unlock } from '../../jobs/record/transitions.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { type Entitlement, needsApproval } from '../access/entitlement.ts';
import type { Asked, No } from '../access/may-decide.ts';
import type { CaptureAction } from '../actions.ts';
import type { ChatEvent } from '../chat.ts';
import { typedIn } from '../notes/not-taken.ts';

/** A decision as a person asked for it. `planHash` is the plan a button was under; `anyway`: told what it means, and still meant. */
export interface DecisionRequest {
  readonly chatEvent: ChatEvent;
  readonly id: string;
  readonly captureAction: CaptureAction;
  readonly planHash: string | null;
  readonly edited: boolean;
  readonly anyway: boolean;
  /** The one word that was typed in place of a yes. */
  readonly typed?: string;
  readonly reason?: string;
}

/** What somebody must type in full in place of a yes; null where a yes will do. */
export const wordFor = (job: Job, { procedures }: Pick<Authorizer, 'procedures'>): string | null =>
  job.plan ? procedures.of(job).confirmationWord(job.plan) : null;

/** What a decision makes of the record, by somebody who may decide. */
export function transitionOf(
  capture: Job,
  { chatEvent, captureAction, planHash, typed, reason = '' }: DecisionRequest,
  {
    asked,
    entitled,
    authorizer,
    now,
  }: { asked: Asked | null; entitled: Entitlement; authorizer: Authorizer; now: Date },
): Transition<Job> | No {
  const { approver, isOwn = false } = entitled;
  const { policy, procedures } = authorizer;
  const by = chatEvent.person;
  switch (captureAction) {
    case 'cancel':
      return cancel(capture, { by, now });
    case 'retry':
      return retry(capture, { by, now, redoUntil: procedures.of(capture).redoUntil });
    case 'abandon':
      return abandon(capture, { by, now });
    case 'clean':
      return cleanAgain(capture, { by, now });
    case 'unlock':
      return unlock(capture, { by, reason, now });
    case 'break-glass':
      return named(
        breakGlass(capture, { policy, procedures, by, now, reason }),
        capture,
        wordFor(capture, authorizer),
        typed,
      );
    case 'review':
      return review(capture, { policy, procedures, by, now, as: approver?.as ?? [] });
  }
  const word = captureAction === 'confirm' && capture.status.is === 'waiting' ? wordFor(capture, authorizer) : null;
  if (word && typed?.toLowerCase() !== word.toLowerCase())
    return {
      is: 'no',
      code: 'name-not-typed',
      reason: `This spends ${word} itself. To go ahead, type its name in full: ${typedIn(chatEvent.place, word)}`,
    };
  const answer = { by, planHash: planHash ?? asked?.planHash ?? null, now };
  if (captureAction === 'confirm' && policy && approver && needsApproval(policy, capture, authorizer))
    return approve(capture, { ...answer, ...approver, policy, procedures });
  return confirm(capture, { ...answer, own: isOwn });
}

/** A glass is broken over a VM that is spent only with its name, as a confirmation is given. */
function named(transition: Transition<Job>, { id }: Job, word: string | null, typed = ''): Transition<Job> | No {
  if (transition.is === 'no' || !word || typed.toLowerCase() === word.toLowerCase()) return transition;
  return {
    is: 'no',
    code: 'name-not-typed',
    reason: `This spends ${word} itself. To go ahead without approval, type its name as well: /capture-image break-glass ${id} ${word} reason="..."`,
  };
}
