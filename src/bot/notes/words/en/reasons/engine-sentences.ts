import { userActions } from '../../../../../jobs/approval/plan-authorization.ts';
import type { EngineReasons } from '../../../../../jobs/record/reasons.ts';
import { orAbandon } from './guard-sentences.ts';
import { own, type Sentences, said, sideBySide, strings } from './sentences.ts';

const whoWritesToRedis = 'Have my operator look who can write to Redis';
const pressAbandon = 'Press Abandon and ask for a new capture.';

/** Parts of a record, by their fields. */
const parts: Readonly<Record<string, string>> = {
  as: 'the names of its requester',
  decision: 'the decision',
  queued: 'the place in line',
  needs: 'the approvals that it needs',
  glass: 'the emergency approvals',
  cancel: 'the cancellation',
  status: 'the state',
  notices: 'the messages',
  mirrors: 'the other places',
  stumbles: 'the last failure',
  readiness: 'the readiness check',
  stumble: 'the last failure',
  stumbling: 'the last failure',
};

const lookAndDelete = 'look at it and delete it by hand.';

/** Why nothing is done with a record, or no more. */
export const engineSentences: Sentences<EngineReasons> = {
  'policy-denied': ({ name, action, rule, begun = false, vm = '', clone = false, isGone = false }) => {
    const may = own(userActions, action) ?? action;
    const no = rule
      ? `The rule “${rule}” of the policy does not let ${name} ${may} here.`
      : `No rule of the policy allows ${name} to ${may} here.`;
    const gone = isGone
      ? ` ${vm} is gone, so I do not know its tags and take them to be those that a rule is about.`
      : '';
    return said(
      `${no}${gone}`,
      begun
        ? `Have whoever keeps the policy change it, then press Retry. ${orAbandon({ vm, clone })}`
        : 'whoami shows what you may do; whoever keeps the policy can change it.',
    );
  },
  'approvals-lacking': ({ counts, whom, have }) =>
    said(
      `The policy asks for more approvals of this than there were when it was confirmed: ${sideBySide((count, who, had) => `${count} of ${who} (it has ${had})`, counts, whom, have).join('; ')}.`,
      'Press Abandon and ask for a new capture, which they can approve; or have whoever keeps the policy change it, then press Retry.',
    ),
  'approver-unknown': () =>
    said(
      'By the policy as it is now, this was not confirmed by somebody who may.',
      'Press Abandon and ask for a new capture, which they can approve; or have whoever keeps the policy change it, then press Retry.',
    ),
  'policy-missing': () =>
    said(
      'The bot goes by a policy and the worker was given none, so I do nothing.',
      'Have my operator set CAPTURE_IMAGE_POLICY for both; then ask again.',
    ),
  'policy-unknown-requester': () =>
    said(
      'This was asked for without a policy and there is one now, so I do not know who asked.',
      'Ask again; if it comes again, have my operator set CAPTURE_IMAGE_POLICY for the bot too.',
    ),
  'seal-broken': () =>
    said(
      'Somebody other than a worker has changed the record of this capture: its seal does not fit. I do nothing with it.',
      `${pressAbandon} ${whoWritesToRedis}; what was made for a copy is theirs to delete.`,
    ),
  'seal-missing': () =>
    said(
      'The record of this capture has no seal of a worker, so I cannot tell whether it is as I planned it. I do nothing with it.',
      'If it was begun before seals were switched on, have my operator set CAPTURE_IMAGE_SEAL_FROM and press Retry. Or press Abandon and ask for a new capture.',
    ),
  'not-confirmed': () => said('Nobody has confirmed this plan, so I have changed nothing.', 'Ask for a new capture.'),
  'record-unfit': ({ parts: fields }) => {
    const named = [...new Set(strings(fields).map(field => own(parts, field) ?? `the ${field}`))];
    return said(
      `I cannot read ${new Intl.ListFormat('en', { type: 'conjunction' }).format(named)} in the record of this capture, so I do nothing with it.`,
      `${pressAbandon} ${whoWritesToRedis}.`,
    );
  },
  'address-refused': () =>
    said(
      'This capture was to call an address in Azure that I never call, so I have not called it.',
      `${pressAbandon} ${whoWritesToRedis}.`,
    ),
  'internal-error': () =>
    said(
      'Something went wrong inside me; the log has the details under this capture’s id.',
      'Press Retry; if it comes again, send my operator the capture’s id.',
    ),
  'guest-not-confirmed': () =>
    said('Nobody said in time that the guest step is done.', 'Press Retry to be asked again.'),
  'step-timed-out': ({ step, vm, clone }) => said('', whenLate(step, { vm, clone })),

  'unsealed-broken': () =>
    said(`The seal of the record does not fit, so I delete nothing that it names: ${lookAndDelete}`, ''),
  'unsealed-missing': () =>
    said(`The record has no seal of a worker, so I delete nothing that it names: ${lookAndDelete}`, ''),
  'worked-on': ({ minutes }) => said(`Azure has worked on it for ${minutes} minutes.`, ''),
  'still-off': () => said('Azure took the start each time, and it is still off.', ''),
  'still-there': () => said('Azure took the deletion each time, and it is still there.', ''),
  'not-tagged': () => said('It does not carry the tag of this capture, so I do not touch it.', ''),
  'holds-others': ({ names }) => said(`It holds what I may not delete: ${strings(names).join(', ')}.`, ''),
};

/** The way on when time is up. */
function whenLate(step: string, { vm, clone }: { readonly vm: string; readonly clone: boolean }): string {
  if (step === 'create-clone')
    return `Press Retry, and I wait once more. If the copy never comes up, see to the Azure agent in ${vm}, abandon this capture, and ask for a new one.`;
  return clone && ['deprovision-guest', 'sysprep-guest'].includes(step)
    ? `Mend it in ${vm}, abandon this capture, and ask for a new one. See in its log above what holds it up: nobody gets into the copy.`
    : 'See what holds it up, then press Retry: I look first, and do only what is not done.';
}
