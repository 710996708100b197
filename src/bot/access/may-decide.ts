import type { Coded } from '../../jobs/record/facts.ts';
import type { Job } from '../../jobs/record/record.ts';
import { platformOf } from '../../jobs/request/platforms.ts';
import { isSamePerson, type Person } from '../../jobs/request/request.ts';
import { type AnyCaptureAction, captureActions } from '../actions.ts';

/** May it be done: yes, or no with a code for logs and a sentence for the person. */
export type Decision = { readonly is: 'yes' } | No;

export type No = { readonly is: 'no' } & (Coded | { readonly code: string; readonly reason: string });

/** How it was said. `edited`: by changing an older message. `asked`: what the newest question in the thread was, null before the first. */
export interface Attempt {
  readonly by: Person;
  readonly captureAction: AnyCaptureAction;
  readonly edited: boolean;
  readonly asked: Asked | null;
  /** What a policy says; without one the requester alone decides. */
  readonly ruled?: Decision | undefined;
}

/** The newest question that stands in the thread, and the plan that it is about. */
export interface Asked {
  readonly for: 'confirm' | 'guest';
  readonly planHash: string;
}

const no = (code: string, reason: string): Decision => ({ is: 'no', code, reason });

/** May this person do this to this capture now? Whether the capture is in a state for it is ruled by the record. */
export function mayDecide(capture: Job, { by, captureAction: action, edited, asked, ruled }: Attempt): Decision {
  if (ruled?.is === 'no') return ruled;
  if (!ruled && !isSamePerson(by, capture.requester))
    return no(
      'not-requester',
      `Only ${capture.requester.name}, who asked for this capture, may ${captureActions[action].says}.${ifOneself(by, capture.requester)}`,
    );
  if (edited)
    return no('edited', 'An edited message does not count, so that nobody can change what was said: write a new one.');
  if (capture.status.is !== 'waiting' || (action !== 'confirm' && action !== 'guest-done')) return { is: 'yes' };
  const { for: waitsFor } = capture.status;
  if (asked?.for !== waitsFor)
    return no('not-asked', 'My next question is on its way: read it in the thread, then answer it.');
  if (waitsFor !== (action === 'confirm' ? 'confirm' : 'guest'))
    return no('other-question', 'That button belongs to an earlier question: answer the newest one in the thread.');
  return { is: 'yes' };
}

/** The way out for one person whose two accounts have nothing in common that the bot could know them by. */
export const ifOneself = (by: Person, requester: Person): string =>
  by.platform === requester.platform
    ? ''
    : ` If that is you, I cannot tell: do it in ${platformOf(requester).name}, where you asked.`;
