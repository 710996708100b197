import { concerns } from '../../jobs/policy/policy.ts';
import { isOnePerson } from '../../jobs/policy/same-person.ts';
import type { Job } from '../../jobs/record/record.ts';
import { isSamePerson, type Person } from '../../jobs/request/request.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { listedTarget, targetOf } from '../access/target-of.ts';
import type { ChatEvent } from '../chat.ts';
import { writing } from './store-errors.ts';

/** What one person may see: captures, and VMs by the name that the audit has of them. */
export interface Sight {
  sees(capture: Job): boolean;
  seesVm(vm: string): boolean;
}

export type Seeing = ReturnType<typeof seeing>;

/**
 * The one way to a capture for a person: under a policy they see their own, and those about whose VM they may do something, or are asked
 * to approve, by themselves or for somebody else; where the VM is not known, it is none of theirs. Any other is to them as if it were not there.
 */
export function seeing({ store, authorizer }: { store: Store<Job>; authorizer: Authorizer }) {
  async function sightOf(person: Person): Promise<Sight> {
    const { policy } = authorizer;
    if (!policy) return { sees: () => true, seesVm: () => true };
    const { refs } = await authorizer.profileOf(person);
    const listed = await authorizer.inventory();
    const voices = [refs, ...(await authorizer.standsInFor(refs)).map(({ as }) => as)];
    return {
      sees: capture =>
        isSamePerson(person, capture.requester) ||
        isOnePerson(policy, capture.as ?? [], refs) ||
        voices.some(voice => concerns(policy, voice, targetOf(capture, listed, authorizer.procedures))),
      seesVm: vm => voices.some(voice => concerns(policy, voice, listedTarget({ vm }, listed))),
    };
  }

  return {
    sightOf,

    /** The capture of an id, for somebody who may see it; an id that is none, and one that they may not see, come to the same. */
    async load(
      id: string,
      { person: by, place: from }: Pick<ChatEvent, 'person' | 'place'>,
      said?: string,
    ): Promise<Job | null> {
      const capture = /^[a-z0-9-]{1,64}$/.test(id) ? await store.load(id) : null;
      if (!capture || (await sightOf(by)).sees(capture)) return capture;
      if (said) await writing(store.note({ event: 'denied', by, from, details: `${said} unseen` }, capture));
      return null;
    },
  };
}
