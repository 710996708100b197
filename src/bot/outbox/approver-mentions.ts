import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../jobs/record/record.ts';
import type { Log } from '../../log.ts';
import { type Chat, chatFor, type Mention } from '../chat.ts';

/** A name is not worth more of a delay: the message goes without it. */
const withinMs = 5_000;

/** Those who must approve, as the chat in which it is told calls them; nobody when it does not tell in time. */
export function mentioning({ chats, log }: { chats: readonly Chat[]; log: Log }) {
  return async ({ needs = [], place, requester, as = [] }: Job): Promise<readonly Mention[]> => {
    const refs = [...new Set(needs.flatMap(({ of }) => of ?? []))].filter(ref => !as.includes(ref));
    const chat = chatFor(chats, place);
    if (refs.length === 0 || !chat?.mentions) return [];
    const late = new AbortController();
    const looking = chat.mentions(refs, place).catch(error => {
      log.warn({ err: error }, 'who must approve could not be looked up, and is not called by name');
      return [];
    });
    const found = await Promise.race([looking, sleep(withinMs, [], { signal: late.signal }).catch(() => [])]);
    late.abort();
    return found.filter(({ id }) => place.platform !== requester.platform || id !== requester.id);
  };
}

export type Mentioning = ReturnType<typeof mentioning>;
