import type { Person, Place } from '../../jobs/request/request.ts';
import { scrub } from '../../scrub.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import { type TeamsAction, type TeamsActivity, tenantOf, threadOf } from './events.ts';
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
export function viewAfter(answer: Answer, action: TeamsAction): string | null {
  if (action.is === 'pressed' && answer.is === 'nothing') return action.view;
  return action.is === 'filled' && action.opened && action.base && answer.is === 'tell' ? `${action.base} root` : null;
}

/**
 * A message keeps its id when it is edited; a form that is sent twice is one request. What repeats a capture begins a thread of its
 * own, and does not go into that capture's.
 */
export function heardOf(
  captureAction: TeamsAction,
  { id: activityId, timestamp = '', conversation }: TeamsActivity,
  who: { person: Person; place: Place },
): ChatEvent | null {
  const id = `${conversation.id}:${activityId}`;
  switch (captureAction.is) {
    case 'command':
      return { is: 'command', id, ...who, text: captureAction.text, canAsk: true, thread: threadOf(conversation.id) };
    case 'said':
      return {
        is: 'said',
        id: captureAction.edited ? `${id}:${timestamp}` : id,
        ...who,
        thread: threadOf(conversation.id),
        text: captureAction.text,
        edited: captureAction.edited,
      };
    case 'pressed':
      return { is: 'pressed', id, ...who, action: captureAction.action, value: captureAction.value };
    case 'filled': {
      const { values, base, card, opened } = captureAction;
      const form = card ? [conversation.id, card, 'form', ...(opened ? [opened] : [])].join(':') : id;
      if (base === undefined) return { is: 'filled', id: form, ...who, values };
      const place = { ...who.place, channel: wholeOf(who.place.channel) };
      return { is: 'filled', id: form, ...who, place, values, base };
    }
    default:
      return null;
  }
}
