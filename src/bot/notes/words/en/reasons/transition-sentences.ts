import type { TransitionReasons } from '../../../../../jobs/record/transition-reasons.ts';
import { type Said, type Sentences, said, sideBySide } from './sentences.ts';

const no = (reason: string): Said => said(reason, '');

const needed = ({ counts, whom }: { readonly counts: unknown; readonly whom: unknown }): string =>
  sideBySide((count, who) => `${count} of ${who}`, counts, whom).join('; ');

/** Why a record does not become what somebody wants. */
export const transitionSentences: Sentences<TransitionReasons> = {
  'question-expired': () => no('The question has expired: nobody confirmed in time. Ask for a new capture.'),
  'still-planning': () => no('I am still working out the plan: wait for the question.'),
  'confirmed-already': ({ by = 'Somebody' }) => no(`${by} has confirmed already; the capture is running.`),
  'only-planned': () =>
    no('There is nothing to confirm: only a plan was asked for. Press its button to ask for the capture.'),
  'nothing-to-confirm': ({ state }) => no(`There is nothing to confirm: the capture is ${state}.`),
  'plan-moved': () => no('The plan has changed since that question: look at the newest one in this thread.'),
  'stops-already': ({ by }) => no(`It stops already after the step in hand, as ${by} asked.`),
  'stopped-already': () =>
    no('It has stopped already, at the step that failed. Abandon it to let go of the VM, or press Retry.'),
  'is-over': ({ state }) => no(`It is over: ${state}.`),
  'nothing-to-retry': ({ state }) => no(`There is nothing to retry: it is ${state}.`),
  'nothing-to-abandon': ({ state }) => no(`Only a failed capture can be abandoned: it is ${state}.`),
  'holds-nothing': ({ state }) => no(`It holds nothing any more: it is ${state}.`),
  'nothing-left': () => no('It has left nothing in Azure.'),
  'not-over': ({ state }) => no(`It is not over: it is ${state}.`),
  'cleaned-already': () => no('What it left is being deleted already.'),
  'shown-already': ({ name }) => no(`It is shown in ${name} already: look for it there.`),
  'shown-too-often': ({ most }) => no(`It is shown in ${most} more places already.`),

  'no-policy': () => no('There is no policy, so you can confirm it yourself: type Y in its thread.'),
  'waits-for-guest': () => no('It waits for the guest step and not for approval.'),
  'no-need': () => no('Nobody has to approve it: confirm it in its thread.'),
  'no-glass': ({ rule }) => no(`The rule “${rule}” of the policy does not let anybody go on without approval.`),
  'nothing-to-review': () => no('There is nothing to review.'),
  'not-reviewer': () => no('A review is closed by somebody who could have approved, and who did not ask for it.'),
  'unclear-who': ({ name }) =>
    no(
      `I cannot tell your account here from that of ${name}, or of somebody who has approved in another chat, so this does not count. Do it in that chat, or have whoever keeps the policy name the accounts of each of you under people:.`,
    ),
  'own-approval': ({ requester, ...needs }) =>
    no(`${requester} asked for it, so somebody else must approve: ${needed(needs)}.`),
  'approved-twice': () => no('That approval counts already: each person has one.'),
  'not-approver': needs => no(`It is for others to approve: ${needed(needs)}.`),
  'approval-denied': () => no('A rule of the policy does not let you approve this.'),
};
