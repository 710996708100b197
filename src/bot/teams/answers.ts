import { randomUUID } from 'node:crypto';
import type { Place } from '../../jobs/request/request.ts';
import type { Log } from '../../log.ts';
import type { Answer, MessageRef, Note, Viewer } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import { cardAnswers } from '../notes/teams-answers.ts';
import { type Card, toCard } from './card.ts';
import type { teamsProofs } from './card-proofs.ts';
import type { TeamsAction } from './events.ts';
import { formCard } from './form.ts';
import type { teamsViews } from './personal-cards.ts';
import type { teamsPosts } from './posted-messages.ts';
import type { teamsAnswering } from './replies.ts';
import type { teamsSending } from './sending.ts';
import type { WebhookReply } from './webhook.ts';
import { cardReply, messageReply, notNow } from './webhook-replies.ts';

/** Where a card was pressed and by whom, with the note that they see next in its place. */
type OnCard = Viewer & { readonly own: Note | null; readonly isIn: boolean };

/** Brings answers to people: as messages of their own, or on the card that they pressed. */
export function teamsAnswers({
  sending: { cardFor, edit, sayOnce },
  answerIn,
  views,
  posts,
  proofs,
  after,
  log,
}: {
  sending: ReturnType<typeof teamsSending>;
  answerIn: ReturnType<typeof teamsAnswering>;
  views: ReturnType<typeof teamsViews>;
  posts: ReturnType<typeof teamsPosts>;
  proofs: ReturnType<typeof teamsProofs>;
  /** For work that goes on after the delivery was answered. */
  after: (work: Promise<unknown>) => void;
  log: Log;
}) {
  /** Says an answer where the person is: Teams has nothing that only one person sees. */
  async function say(place: Place, answer: Answer): Promise<void> {
    try {
      const { channel } = place;
      if (answer.is === 'tell')
        await answerIn(channel, async () => sayOnce(channel, await cardFor(channel, answer.note), answer.note.text));
      if (answer.is === 'ask')
        await answerIn(channel, async () =>
          posts.knowForm(await sayOnce(channel, formCard(answer.choices), 'Capture a VM')),
        );
      if (answer.is === 'errors') await say(place, tell(answers.unclear(Object.values(answer.fields))));
    } catch (error) {
      log.warn({ err: error, channel: place.channel }, 'an answer did not get through');
    }
  }

  /** Answers a press on the card itself: with the presser's card as it is now, or with a sentence for them alone. */
  async function onCard(answer: Answer, action: TeamsAction, at: OnCard): Promise<WebhookReply> {
    if (action.is === 'filled') return at.isIn ? await onForm(answer, action, at) : refused(answer);
    const { place, own } = at;
    if (answer.is === 'nothing' && own) return await shownTo(at, views.ownCard(own, place.channel));
    if (answer.is === 'ask') return await shownTo(at, formCard(answer.choices, { opened: randomUUID() }));
    if (answer.is !== 'tell') return messageReply(cardAnswers.taken());
    if (answer.note.parts.some(({ is }) => is === 'buttons')) after(say(place, answer));
    return messageReply(answer.note);
  }

  /** A form in a message of its own is put away for all; one in the place of a note makes way for the note again. */
  async function onForm(
    answer: Answer,
    { values, card, opened }: Extract<TeamsAction, { is: 'filled' }>,
    at: OnCard,
  ): Promise<WebhookReply> {
    const { place, own } = at;
    if (answer.is === 'errors')
      return await shownTo(at, formCard(answer.choices, { values, errors: answer.fields, opened }));
    if (answer.is !== 'tell') return messageReply(cardAnswers.taken());
    if (opened)
      return await shownTo(
        at,
        own ? views.ownCard(cardAnswers.above(answer.note, own), place.channel) : toCard(answer.note),
      );
    after(putAway({ channel: place.channel, id: card }, answer.note));
    return await shownTo(at, toCard(answer.note));
  }

  /** Only what was sent as a form makes way, whichever message a client says that it was. */
  async function putAway(form: MessageRef, note: Note): Promise<void> {
    try {
      if (await posts.takeForm(form)) await edit(form, note);
    } catch (error) {
      log.warn({ err: error, channel: form.channel }, 'a form that was sent could not be put away');
    }
  }

  /** A card for one person's eyes, whose data only they can send back. */
  const shownTo = async ({ person, place }: Viewer, card: Card): Promise<WebhookReply> =>
    cardReply(await proofs.proveAnswer(card, { conversation: place.channel, person: person.id }));

  return { say, onCard, shownTo };
}

const tell = (note: Note): Answer => ({ is: 'tell', note });

/** Whoever is not let in puts no form away. */
const refused = (answer: Answer): WebhookReply => (answer.is === 'tell' ? messageReply(answer.note) : notNow);
