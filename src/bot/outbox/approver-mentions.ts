import type { Job } from '../../jobs/record/record.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import { type Chat, chatFor, type Mention } from '../chat.ts';

/** A name is not worth more of a delay: the message goes without it. */
const withinMs = 5_000;

/** Those who must approve, as the chat in which it is told calls them; nobody when it does not tell in time. */
export function mentioning({ chats, log }: { chats: readonly Chat[]; log: Log }) {
  async function found(looking: Promise<readonly Mention[]>): Promise<readonly Mention[]> {
    try {
      const mentions = await withTimeout(withinMs, looking);
      if (!mentions) log.warn({ withinMs }, 'who must approve was not found in time, and is not called by name');
      return mentions ?? [];
    } catch (error) {
      log.warn({ err: error }, 'who must approve could not be looked up, and is not called by name');
      return [];
    }
  }

  return async ({ needs = [], place, requester, as = [] }: Job): Promise<readonly Mention[]> => {
    const refs = [...new Set(needs.flatMap(({ of }) => of ?? []))].filter(ref => !as.includes(ref));
    const chat = chatFor(chats, place);
    if (refs.length === 0 || !chat?.mentions) return [];
    return (await found(chat.mentions(refs, place))).filter(
      ({ id }) => place.platform !== requester.platform || id !== requester.id,
    );
  };
}

export type Mentioning = ReturnType<typeof mentioning>;
