import type { Application } from 'express';
import type { Person, Place } from '../jobs/request.ts';
import type { Log } from '../log.ts';
import type { Answer, Chat, FormChoices, Heard, Listener, Note } from './chat.ts';
import { answers } from './notes/answers.ts';
import { cardAnswers } from './notes/teams-answers.ts';
import { remembering } from './remembering.ts';
import { type Card, toCard, withoutActions } from './teams-card.ts';
import { type TeamsConfig, teamsConnector } from './teams-connector.ts';
import { postOf, readDeed, type TeamsActivity, type TeamsDeed, tenantOf, threadOf } from './teams-events.ts';
import { formCard } from './teams-form.ts';
import { type Reply, teamsInlet } from './teams-inlet.ts';
import { linkIn } from './teams-link.ts';
import { teamsProfiles } from './teams-profiles.ts';

const cardType = 'application/vnd.microsoft.card.adaptive';

/** The bot in Teams, at `/api/messages` of the given server. */
export function teamsChat({ config, app, log }: { config: TeamsConfig; app: Application; log: Log }): Chat {
  const connector = teamsConnector(config);
  const inlet = teamsInlet({ app, config, authenticate: connector.authenticate, log });
  const serviceUrls = remembering<string>(10_000);
  const seats = remembering<string>(10_000);
  const drawn = remembering<Card>(500);
  const forms = remembering<FormChoices>(500);
  const address = (conversation: string) => ({
    conversation,
    serviceUrl: serviceUrls.find(conversation) ?? config.serviceUrl,
  });

  /** People are asked about where they were heard last: of a team, in the team. */
  const profileOf = teamsProfiles({
    memberOf: async person =>
      connector.member(address(seats.find(person.id) ?? (await privatePlace(person)).channel), person.id),
    groupsOf: connector.groupsOf,
    tenantIds: config.tenantIds,
  });

  async function privatePlace({ id, workspace }: Person): Promise<Place> {
    const channel = await connector.openChat({ serviceUrl: config.serviceUrl, person: id, tenantId: workspace });
    return { platform: 'teams', workspace, channel };
  }

  async function post(conversation: string, card: Card, summary: string): Promise<string> {
    const id = await connector.send(address(conversation), card, summary);
    drawn.keep(`${conversation} ${id}`, card);
    return id;
  }

  async function edit(conversation: string, id: string, card: Card, summary: string): Promise<void> {
    await connector.edit(address(conversation), id, card, summary);
    drawn.keep(`${conversation} ${id}`, card);
  }

  /** Says an answer where the person is: Teams has nothing that only one person sees. */
  async function say(place: Place, answer: Answer): Promise<void> {
    try {
      if (answer.is === 'tell') await post(place.channel, toCard(answer.note), answer.note.text);
      if (answer.is === 'ask')
        forms.keep(
          `${place.channel} ${await post(place.channel, formCard(answer.choices), 'Capture a VM')}`,
          answer.choices,
        );
      if (answer.is === 'errors') await say(place, tell(answers.unclear(Object.values(answer.fields))));
    } catch (error) {
      log.warn({ err: error, channel: place.channel }, 'an answer did not get through');
    }
  }

  /** Answers a press on the card itself: with the card as it is now, or with a sentence for the presser alone. */
  function onCard(answer: Answer, deed: TeamsDeed, place: Place): Reply {
    const message = 'card' in deed ? `${place.channel} ${deed.card}` : '';
    if (deed.is === 'filled') return onForm(answer, deed, { place, message });
    const card = drawn.find(message);
    if (answer.is === 'nothing' && card) return shown(withoutActions(card));
    if (answer.is !== 'tell') return said(cardAnswers.taken());
    if (answer.note.parts.some(({ is }) => is === 'buttons')) inlet.after(say(place, answer));
    return said(answer.note);
  }

  function onForm(
    answer: Answer,
    { values, card }: Extract<TeamsDeed, { is: 'filled' }>,
    { place, message }: { place: Place; message: string },
  ): Reply {
    const choices = forms.find(message);
    if (answer.is === 'errors')
      return choices
        ? shown(formCard(choices, values, answer.fields))
        : said(answers.unclear(Object.values(answer.fields)));
    if (answer.is !== 'tell') return said(cardAnswers.taken());
    const instead = toCard(answer.note);
    inlet.after(
      edit(place.channel, card, instead, answer.note.text).catch(error =>
        log.warn({ err: error, channel: place.channel }, 'a form that was sent could not be put away'),
      ),
    );
    return shown(instead);
  }

  async function take(listener: Listener, activity: TeamsActivity): Promise<Reply> {
    const deed = readDeed(activity);
    const person = personOf(activity);
    if (!deed || !person) return activity.type === 'invoke' ? { status: 501 } : { status: 200 };
    const place: Place = { platform: 'teams', workspace: tenantOf(activity), channel: activity.conversation.id };
    const seat = activity.channelData?.team?.id ?? place.channel;
    seats.keep(person.id, seat);
    for (const conversation of [seat, place.channel]) serviceUrls.keep(conversation, activity.serviceUrl);
    if (deed.is === 'searched') return suggestions(await listener.suggestVms(deed.typed, person));
    const heard = heardOf(deed, activity, { person, place });
    const answer = heard ? await listener.hear(heard) : tell(cardAnswers.unclear());
    if (activity.type === 'invoke') return onCard(answer, deed, place);
    inlet.after(say(place, answer));
    return { status: 200 };
  }

  return {
    platform: 'teams',

    async open(listener) {
      if (!config.appId)
        log.warn(
          'TEAMS WITHOUT AUTHENTICATION: whoever reaches this machine can be anybody. MICROSOFT_APP_NO_AUTH is for trying out alone.',
        );
      inlet.open(activity => take(listener, activity));
    },

    async post(place, note, { thread }) {
      const channel = thread?.channel ?? place.channel;
      const id = await post(channel, toCard(note), note.text);
      return { channel: thread ? channel : postOf(channel, id), id };
    },

    edit: ({ channel, id }, note) => edit(channel, id, toCard(note), note.text),

    // Teams lets no bot search: what is not known to have got through is posted again.
    findPosted: async () => null,

    privatePlace,
    lookUp: profileOf,
    linkTo: async message => linkIn(message, config.tenantIds[0] ?? ''),
    threadOf: ({ channel }) => threadOf(channel),
    close: () => inlet.close(),
  };
}

const tell = (note: Note): Answer => ({ is: 'tell', note });

/** Who did it, by their id in Entra: nobody that has none is heard. */
function personOf(activity: TeamsActivity): Person | null {
  const { aadObjectId, name } = activity.from;
  if (!aadObjectId) return null;
  return {
    platform: 'teams',
    workspace: tenantOf(activity),
    id: aadObjectId,
    name: (name ?? aadObjectId).slice(0, 200),
  };
}

/** A message keeps its id when it is edited; a form that is sent twice is one request. */
function heardOf(
  deed: TeamsDeed,
  { id: activityId, timestamp = '', conversation }: TeamsActivity,
  who: { person: Person; place: Place },
): Heard | null {
  const id = `${conversation.id}:${activityId}`;
  switch (deed.is) {
    case 'command':
      return { is: 'command', id, ...who, text: deed.text, canAsk: true };
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
    case 'filled':
      return { is: 'filled', id: deed.card ? `${conversation.id}:${deed.card}:form` : id, ...who, values: deed.values };
    default:
      return null;
  }
}

const shown = (card: Card): Reply => ({ status: 200, body: { statusCode: 200, type: cardType, value: card } });

const said = ({ text }: Note): Reply => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text },
});

const suggestions = (found: readonly { readonly value: string; readonly label: string }[]): Reply => ({
  status: 200,
  body: {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: found.slice(0, 15).map(({ value, label }) => ({ value, title: label })) },
  },
});
