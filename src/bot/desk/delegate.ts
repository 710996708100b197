import type { Delegations } from '../../jobs/approval/delegations.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Authorizer } from '../access/authorizer.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import type { DelegateCommand } from '../command/delegate-parser.ts';
import { answers } from '../notes/answers.ts';
import { replyWith, writing } from './store-errors.ts';

/** Takes down who approves for somebody, where a rule lets them have it so; each yes and no is in the audit. */
export function delegating({
  authorizer,
  store,
  delegations,
}: {
  authorizer: Authorizer;
  store: Store<Job>;
  delegations: Delegations;
}) {
  return async ({ person: by, place: from }: ChatEvent, command: DelegateCommand): Promise<Answer> => {
    const { refs } = await authorizer.profileOf(by);
    if (command.is === 'delegate-off') {
      const ended = await writing(delegations.drop(refs, { event: 'delegate-off', by, from }));
      return replyWith(ended ? answers.delegateOff() : answers.noDelegate());
    }
    const { to, until } = command;
    const decision = authorizer.mayDelegate({ refs }, to);
    if (decision.is === 'no') {
      await writing(store.note({ event: 'denied', by, from, details: `delegate ${decision.code}` }));
      return replyWith(answers.refused(decision));
    }
    const details = `${to} until ${until}`;
    await writing(delegations.set({ by, as: [...refs], to, until }, { event: 'delegate', by, from, details }));
    return replyWith(answers.delegated(to, until));
  };
}
