import { targetOfRequest } from '../../jobs/approval/plan-authorization.ts';
import { matchesGlob } from '../../jobs/policy/glob.ts';
import { entryOf, mirror } from '../../jobs/record/mirror.ts';
import type { Job, Mirror } from '../../jobs/record/record.ts';
import { pickingChats, platformOf } from '../../jobs/request/platforms.ts';
import { isSameChannel, type Person, type Place } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { changeCapture } from '../../jobs/store/change-capture.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { entitlementFor } from '../access/entitlement.ts';
import { mayDecide, type No } from '../access/may-decide.ts';
import { type Answer, type Chat, ChatError, type ChatEvent, chatFor } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import type { Seeing } from './read-access.ts';
import { replyWith, savingIn, writing } from './store-errors.ts';

type Target = { readonly is: 'found'; readonly place: Place; readonly name: string; readonly isTyped?: true } | No;

/** Shows a capture in one more place, where its requester or whoever may approve or cancel it wants it. */
export function mirroring({
  store,
  settings,
  chats,
  wakeUp,
  authorizer,
  seeing,
}: {
  store: Store<Job>;
  settings: Settings;
  chats: readonly Chat[];
  wakeUp: (id: string) => void;
  authorizer: Authorizer;
  seeing: Seeing;
}) {
  async function refuse(chatEvent: ChatEvent, capture: Job, no: No): Promise<Answer> {
    const { person: by, place: from } = chatEvent;
    await writing(store.note({ event: 'denied', by, from, details: `mirror ${no.code}` }, capture));
    return replyWith(answers.refused(no));
  }

  /** A channel that somebody names by themselves is shown nothing unless they may read there; its name is the chat's. */
  async function readable(place: Place, by: Person): Promise<Target> {
    const chat = chatFor(chats, place);
    try {
      const found = await chat?.channelFor?.(place, by);
      if (found?.isOpen) return { is: 'found', place, name: `#${found.name}` };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    return {
      is: 'no',
      code: 'not-in-channel',
      reason: `I cannot see that you are in that channel, so I show nothing there. Invite me there, join it yourself, or write mirror with here in it${scopesFor(place)}.`,
    };
  }

  return async (chatEvent: ChatEvent, { id, channel }: { id: string; channel: string }): Promise<Answer> => {
    const { person: by, place: from } = chatEvent;
    const load = () => seeing.load(id, chatEvent, 'mirror');
    const answer = await changeCapture<Answer, Job>({ load, save: savingIn(store) }, async capture => {
      if (!capture) return { answer: replyWith(answers.unknown(id)) };
      const { ruled } = await entitlementFor(authorizer, capture, { chatEvent, captureAction: 'mirror' });
      const decision = mayDecide(capture, { by, captureAction: 'mirror', edited: false, asked: null, ruled });
      if (decision.is === 'no') return { answer: await refuse(chatEvent, capture, decision) };
      const named = findTarget(channel, { from, settings, chats });
      const target = named.is === 'found' && named.isTyped ? await readable(named.place, by) : named;
      if (target.is === 'no') return { answer: await refuse(chatEvent, capture, target) };
      const transition = mirror(capture, target);
      if (transition.is === 'no') return { answer: await refuse(chatEvent, capture, transition) };
      return {
        capture: transition.capture,
        audit: { event: 'mirror', by, from, details: entryOf(target.name, target.place) },
        saved() {
          wakeUp(id);
          return replyWith(answers.mirrored(capture, target.name));
        },
      };
    });
    return answer ?? replyWith(answers.moving());
  };
}

/** The places that the settings want a new capture to be shown in, besides the one it was asked for in. */
export function mirrorsFor(
  { channels, mirror: wanted }: Settings,
  { place, request }: Pick<Job, 'place' | 'request'>,
): readonly Mirror[] {
  const vm = targetOfRequest(request).vm ?? '';
  const found: Mirror[] = [];
  for (const { to, vms } of wanted) {
    const there = channels[to];
    const isMeant = vms === undefined || vms.some(pattern => matchesGlob(pattern, vm));
    if (!there || !isMeant || [{ place }, ...found].some(shown => isSameChannel(shown.place, there))) continue;
    found.push({ place: there, name: to, since: 0 });
  }
  return found;
}

/** What the bot needs in a chat before it can see who is in a channel. */
function scopesFor(place: Place): string {
  const { name, pickedChannel } = platformOf(place);
  return pickedChannel ? `; in ${name} my app needs ${pickedChannel.takes} for it` : '';
}

function findTarget(
  channel: string,
  { from, settings, chats }: { from: Place; settings: Settings; chats: readonly Chat[] },
): Target {
  if (channel.toLowerCase() === 'here') return { is: 'found', place: from, name: platformOf(from).name };
  const picked = platformOf(from).pickedChannel?.written.exec(channel)?.[1];
  if (picked) return { is: 'found', place: { ...from, channel: picked }, name: picked, isTyped: true };
  const place = Object.hasOwn(settings.channels, channel.toLowerCase())
    ? settings.channels[channel.toLowerCase()]
    : undefined;
  if (!place) return unknownChannel(settings);
  if (!chatFor(chats, place))
    return {
      is: 'no',
      code: 'no-platform',
      reason: `That channel is in ${platformOf(place).name}, where I do not work: have my operator set it up.`,
    };
  return { is: 'found', place, name: channel.toLowerCase() };
}

function unknownChannel({ channels }: Settings): No {
  const names = Object.keys(channels);
  const named = names.length > 0 ? `one of ${names.join(', ')}` : 'a name that my operator puts under channels:';
  return {
    is: 'no',
    code: 'unknown-channel',
    reason: `I know no channel of that name. Write here where you want to see it, ${pickingChats()
      .map(name => `pick a #channel of ${name} in ${name}, `)
      .join('')}or take ${named}.`,
  };
}
