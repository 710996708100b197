import type { Person, Place } from '../../jobs/request/request.ts';
import { scrub } from '../../scrub.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import { type TeamsActivity, type TeamsDeed, tenantOf, threadOf } from './events.ts';
import { wholeOf } from './service-urls.ts';

/** Who did it, by their id in Entra: nobody that has none is heard. */
export function personOf(activity: TeamsActivity): Person | null {
  const { aadObjectId, name } = activity.from;
  if (!aadObjectId) return null;
  return {
    platform: 'teams',
    workspace: tenantOf(activity),
    id: aadObjectId,
    name: scrub((name ?? aadObjectId).slice(0, 200)),
  };
}

/** The note that its presser sees next in the place of a card, where the answer itself is none. */
export function viewAfter(answer: Answer, deed: TeamsDeed): string | null {
  if (deed.is === 'pressed' && answer.is === 'nothing') return deed.view;
  return deed.is === 'filled' && deed.opened && deed.base && answer.is === 'tell' ? `${deed.base} root` : null;
}

/**
 * A message keeps its id when it is edited; a form that is sent twice is one request. What repeats a capture begins a thread of its
 * own, and does not go into that capture's.
 */
export function heardOf(
  deed: TeamsDeed,
  { id: activityId, timestamp = '', conversation }: TeamsActivity,
  who: { person: Person; place: Place },
): ChatEvent | null {
  const id = `${conversation.id}:${activityId}`;
  switch (deed.is) {
    case 'command':
      return { is: 'command', id, ...who, text: deed.text, canAsk: true, thread: threadOf(conversation.id) };
    case 'said':
      return {
        is: 'said',
        id: deed.edited ? `${id}:${timestamp}` : id,
        ...who,
        thread: threadOf(conversation.id),
        text: deed.text,
        edited: deed.edited,
      };
    case 'pressed':
      return { is: 'pressed', id, ...who, action: deed.action, value: deed.value };
    case 'filled': {
      const { values, base, card, opened } = deed;
      const form = card ? [conversation.id, card, 'form', ...(opened ? [opened] : [])].join(':') : id;
      if (base === undefined) return { is: 'filled', id: form, ...who, values };
      const place = { ...who.place, channel: wholeOf(who.place.channel) };
      return { is: 'filled', id: form, ...who, place, values, base };
    }
    default:
      return null;
  }
}
