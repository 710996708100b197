import type { Place } from '../../jobs/request/request.ts';
import type { Log } from '../../log.ts';
import type { Answer, ChatHandler, Viewer } from '../chat.ts';
import { cardAnswers } from '../notes/teams-answers.ts';
import type { teamsAnswers } from './answers.ts';
import type { teamsLooks } from './card-views.ts';
import { heardOf, personOf, viewAfter } from './chat-events.ts';
import { readDeed, type TeamsAction, type TeamsActivity, tenantOf } from './events.ts';
import type { teamsHistory } from './find-posted.ts';
import type { teamsPeople } from './people.ts';
import type { teamsViews } from './personal-cards.ts';
import { type teamsAddresses, wholeOf } from './service-urls.ts';
import type { WebhookReply } from './webhook.ts';
import { notNow, suggestionsReply } from './webhook-replies.ts';

/** Takes what the Bot Connector delivers to the desk, and its answer back. */
export function teamsTaking({
  people,
  keep,
  views,
  history,
  looks,
  answers,
  after,
  log,
}: {
  people: ReturnType<typeof teamsPeople>;
  keep: ReturnType<typeof teamsAddresses>['keep'];
  views: ReturnType<typeof teamsViews>;
  history: ReturnType<typeof teamsHistory>;
  looks: ReturnType<typeof teamsLooks>;
  answers: ReturnType<typeof teamsAnswers>;
  /** For work that goes on after the delivery was answered. */
  after: (work: Promise<unknown>) => void;
  log: Log;
}) {
  async function take(handler: ChatHandler, activity: TeamsActivity): Promise<WebhookReply> {
    const captureAction = readDeed(activity);
    const person = personOf(activity);
    if (!captureAction && activity.type === 'invoke')
      log.warn({ channel: activity.conversation.id }, 'what a card sent cannot be read');
    if (!captureAction || !person) return activity.type === 'invoke' ? { status: 501 } : { status: 200 };
    const place: Place = { platform: 'teams', workspace: tenantOf(activity), channel: activity.conversation.id };
    const seat = activity.channelData?.team?.id ?? place.channel;
    people.heard(person, { in: seat, or: wholeOf(place.channel), as: activity.from.id });
    views.rememberIds(person.id, activity.from.id);
    after(keep([seat, place.channel], activity.serviceUrl));
    if (seat !== place.channel) after(history.hear(place.channel, seat));
    if (captureAction.is === 'searched') return suggestionsReply(await handler.suggestVms(captureAction.typed, person));
    if (captureAction.is === 'looked' && !(await handler.admits(person))) return notNow;
    const proven = await looks.isProven(activity, person);
    const by = { person, place, isProven: proven === true };
    if (captureAction.is === 'looked') return proven === 'unknown' ? notNow : await look(handler, captureAction, by);
    const answer = await answerTo(handler, captureAction, activity, by);
    if (activity.type === 'invoke') {
      const next = viewAfter(answer, captureAction);
      const isIn = await handler.admits(person);
      return await answers.onCard(answer, captureAction, {
        ...by,
        isIn,
        own: next ? await looks.ownNote(handler, next, by) : null,
      });
    }
    after(answers.say(place, answer));
    return { status: 200 };
  }

  async function answerTo(
    chatHandler: ChatHandler,
    deed: TeamsAction,
    activity: TeamsActivity,
    { person, place, isProven }: Viewer,
  ): Promise<Answer> {
    const isOld = deed.is === 'filled' && deed.base !== undefined && !isProven;
    if (isOld && (await chatHandler.admits(person))) return { is: 'tell', note: cardAnswers.oldForm() };
    const event = heardOf(deed, activity, { person, place });
    return event
      ? await chatHandler.handle(event)
      : { is: 'tell', note: cardAnswers.unclear(deed.is === 'unclear' && deed.named) };
  }

  /** A person's own card. Without one, they go on seeing everybody's; and nothing moves for whoever is shown nothing. */
  async function look(
    listener: ChatHandler,
    { view, mark, message: id }: Extract<TeamsAction, { is: 'looked' }>,
    by: Viewer,
  ): Promise<WebhookReply> {
    const message = { channel: by.place.channel, id };
    const note = await looks.ownNote(listener, view, by);
    if (!note) return notNow;
    if (by.isProven && mark && id !== '' && (await looks.isOneTooMany(mark, message))) return notNow;
    return await answers.shownTo(by, views.ownCard(note, by.place.channel));
  }

  return take;
}
