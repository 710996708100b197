import { randomUUID } from 'node:crypto';
import type { Application } from 'express';
import type { RedisConnection } from '../jobs/redis.ts';
import type { Person, Place } from '../jobs/request.ts';
import type { Log } from '../log.ts';
import { type Answer, type Chat, ChatError, type Listener, type MessageRef, type Note } from './chat.ts';
import { answers } from './notes/answers.ts';
import { cardAnswers } from './notes/teams-answers.ts';
import { remembering } from './remembering.ts';
import { teamsAddresses, wholeOf } from './teams-addresses.ts';
import { teamsAnswering } from './teams-answering.ts';
import { type Card, marked, toCard } from './teams-card.ts';
import { type TeamsConfig, teamsConnector } from './teams-connector.ts';
import { postOf, readDeed, type TeamsActivity, type TeamsDeed, tenantOf, threadOf } from './teams-events.ts';
import { formCard } from './teams-form.ts';
import { heardOf, personOf, viewAfter } from './teams-heard.ts';
import { teamsHistory } from './teams-history.ts';
import { type Reply, teamsInlet } from './teams-inlet.ts';
import { teamsLimits } from './teams-limits.ts';
import { linkIn } from './teams-link.ts';
import { teamsMentions } from './teams-mentions.ts';
import { teamsPosts } from './teams-posts.ts';
import { teamsProfiles } from './teams-profiles.ts';
import { teamsViews } from './teams-views.ts';

const settlesWithinMs = 2000;
const cardType = 'application/vnd.microsoft.card.adaptive';

/** The bot in Teams, at `/api/messages` of the given server. */
export function teamsChat({
  config,
  app,
  redis,
  prefix,
  share = 1,
  log,
  timeoutMs = 10_000,
}: {
  config: TeamsConfig;
  app: Application;
  redis: RedisConnection;
  prefix: string;
  /** How much of what Teams allows is the bot's. */
  share?: number;
  log: Log;
  timeoutMs?: number;
}): Chat {
  const connector = teamsConnector(config, { timeoutMs });
  const inlet = teamsInlet({ app, config, authenticate: connector.authenticate, log });
  const { keep, addressOf } = teamsAddresses({ redis, prefix, config, log });
  const answerIn = teamsAnswering({ redis, prefix, share, log });
  const seats = remembering<string>(10_000);
  const posts = teamsPosts({ redis, prefix });

  /** Who is in a conversation is asked of all of it, and not of one thread. */
  const roster = (conversation: string) => addressOf(wholeOf(conversation));

  /** People are asked about where they were heard last: of a team, in the team. */
  const profileOf = teamsProfiles({
    memberOf: async person =>
      connector.member(await addressOf(seats.find(person.id) ?? (await privatePlace(person)).channel), person.id),
    groupsOf: connector.graph.groupsOf,
    tenantIds: config.tenantIds,
  });

  const mentionsOf = teamsMentions({
    rosterOf: async conversation => connector.roster(await addressOf(conversation)),
    ...connector.graph,
  });

  const views = teamsViews({
    async memberOf(conversation, id) {
      try {
        return (await connector.member(await roster(conversation), id)).id;
      } catch (error) {
        if (error instanceof ChatError && !error.passing) return null;
        throw error;
      }
    },
    countOf: async conversation => connector.count(await roster(conversation)),
    isPlain: !config.appId,
  });

  const history = teamsHistory({
    redis,
    prefix,
    find: connector.graph.findWritten,
    groupOf: async team => connector.groupOf(await addressOf(team), team),
    log,
  });

  async function privatePlace({ id, workspace }: Person): Promise<Place> {
    const channel = await connector.openChat({ serviceUrl: config.serviceUrl, person: id, tenantId: workspace });
    return { platform: 'teams', workspace, channel };
  }

  const send = async (conversation: string, card: Card, summary: string) =>
    connector.send(await addressOf(conversation), card, summary);

  /** A card that tells what it was sent under, so that its message is known again. */
  async function cardFor(conversation: string, note: Note, key?: string): Promise<Card> {
    const card = await views.cardFor(conversation, note, key);
    return key ? marked(card, key) : card;
  }

  const post = async (conversation: string, note: Note, key?: string): Promise<string> =>
    await send(conversation, await cardFor(conversation, note, key), note.text);

  async function edit(message: MessageRef, note: Note): Promise<void> {
    const { channel, id } = message;
    const key = (await posts.keyOf(message)) ?? undefined;
    await connector.edit(await addressOf(channel), id, await cardFor(channel, note, key), note.text);
  }

  /** Says an answer where the person is: Teams has nothing that only one person sees. */
  async function say(place: Place, answer: Answer): Promise<void> {
    try {
      if (answer.is === 'tell') await answerIn(place.channel, () => post(place.channel, answer.note));
      if (answer.is === 'ask')
        await answerIn(place.channel, () => send(place.channel, formCard(answer.choices), 'Capture a VM'));
      if (answer.is === 'errors') await say(place, tell(answers.unclear(Object.values(answer.fields))));
    } catch (error) {
      log.warn({ err: error, channel: place.channel }, 'an answer did not get through');
    }
  }

  /** Answers a press on the card itself: with the presser's card as it is now, or with a sentence for them alone. */
  function onCard(answer: Answer, deed: TeamsDeed, { place, own }: { place: Place; own: Note | null }): Reply {
    if (deed.is === 'filled') return onForm(answer, deed, { place, own });
    if (answer.is === 'nothing' && own) return shown(views.ownCard(own));
    if (answer.is === 'ask') return shown(formCard(answer.choices, { opened: randomUUID() }));
    if (answer.is !== 'tell') return said(cardAnswers.taken());
    if (answer.note.parts.some(({ is }) => is === 'buttons')) inlet.after(say(place, answer));
    return said(answer.note);
  }

  /** A form in a message of its own is put away for all; one in the place of a note makes way for the note again. */
  function onForm(
    answer: Answer,
    { values, card, opened }: Extract<TeamsDeed, { is: 'filled' }>,
    { place, own }: { place: Place; own: Note | null },
  ): Reply {
    if (answer.is === 'errors') return shown(formCard(answer.choices, { values, errors: answer.fields, opened }));
    if (answer.is !== 'tell') return said(cardAnswers.taken());
    if (opened) return shown(own ? views.ownCard(cardAnswers.above(answer.note, own)) : toCard(answer.note));
    inlet.after(
      edit({ channel: place.channel, id: card }, answer.note).catch(error =>
        log.warn({ err: error, channel: place.channel }, 'a form that was sent could not be put away'),
      ),
    );
    return shown(toCard(answer.note));
  }

  async function take(listener: Listener, activity: TeamsActivity): Promise<Reply> {
    const deed = readDeed(activity);
    const person = personOf(activity);
    if (!deed || !person) return activity.type === 'invoke' ? { status: 501 } : { status: 200 };
    const place: Place = { platform: 'teams', workspace: tenantOf(activity), channel: activity.conversation.id };
    const seat = activity.channelData?.team?.id ?? place.channel;
    seats.keep(person.id, seat);
    views.meet(person.id, activity.from.id);
    inlet.after(keep([seat, place.channel], activity.serviceUrl));
    if (seat !== place.channel) inlet.after(history.hear(place.channel, seat));
    if (deed.is === 'searched') return suggestions(await listener.suggestVms(deed.typed, person));
    if (deed.is === 'looked') {
      const twin = await findTwin(deed, place);
      if (twin === 'unknown' || (twin && (await isTakenBack(twin)))) return notNow;
      return await look(listener, deed.view, { person, place });
    }
    const heard = heardOf(deed, activity, { person, place });
    const answer = heard ? await listener.hear(heard) : tell(cardAnswers.unclear());
    if (activity.type === 'invoke') {
      const next = viewAfter(answer, deed);
      return onCard(answer, deed, { place, own: next ? await listener.view(next, { person, place }) : null });
    }
    inlet.after(say(place, answer));
    return { status: 200 };
  }

  /** The message that is looked at, where it was sent twice, since the answer to the first one was lost; a client asks again about what is unknown. */
  async function findTwin(
    { key, message: id }: Extract<TeamsDeed, { is: 'looked' }>,
    { channel }: Place,
  ): Promise<MessageRef | null | 'unknown'> {
    try {
      return key !== null && id !== '' && (await posts.isTwin(key, { channel, id })) ? { channel, id } : null;
    } catch (error) {
      log.warn({ err: error, channel }, 'whether a message stands there twice could not be looked up');
      return 'unknown';
    }
  }

  async function isTakenBack({ channel, id }: MessageRef): Promise<boolean> {
    try {
      await connector.remove(await addressOf(channel), id);
      return true;
    } catch (error) {
      log.warn({ err: error, channel }, 'a message that stands there twice could not be taken back');
      return false;
    }
  }

  /** What was sent and stands there already, since somebody has seen it meanwhile, is taken back. */
  async function sentOnce(key: string, sent: MessageRef, note: Note): Promise<MessageRef> {
    try {
      const counts = await posts.take(key, sent);
      if (counts.id === sent.id) return sent;
      await edit(counts, note);
      await isTakenBack(sent); // whoever reads it may have had it taken back already
      return counts;
    } catch (error) {
      log.warn({ err: error, channel: sent.channel }, 'it could not be noted which message something has become');
      return sent;
    }
  }

  /** A person's own card. Without one, they go on seeing everybody's. */
  async function look(listener: Listener, view: string, by: { person: Person; place: Place }): Promise<Reply> {
    const note = await listener.view(view, by);
    return note ? shown(views.ownCard(note)) : notNow;
  }

  /** Tells at the start what every message would fail with; the next message tries again by itself. */
  async function trySignIn(): Promise<void> {
    try {
      await connector.signIn();
    } catch (error) {
      const isWrong = error instanceof ChatError && error.code === 'invalid_client';
      const said = isWrong
        ? 'Microsoft does not take the bot’s id and password: check MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID. Until then nothing can be said in Teams.'
        : 'Microsoft’s sign-in does not give the bot a token yet. It is asked again with the next message to Teams.';
      log.error({ err: error }, said);
    }
  }

  return {
    platform: 'teams',
    limits: teamsLimits,

    async open(listener) {
      if (!config.appId)
        log.warn(
          'TEAMS WITHOUT AUTHENTICATION: whoever reaches this machine can be anybody. MICROSOFT_APP_NO_AUTH is for trying out alone.',
        );
      else inlet.after(trySignIn());
      inlet.open(activity => take(listener, activity));
    },

    async post(place, note, { thread, key }) {
      const channel = thread?.channel ?? place.channel;
      return await sentOnce(key, postedAs(await post(channel, note, key).catch(settling), channel, thread), note);
    },

    edit,

    async findPosted(place, { thread, key }) {
      const known = await posts.find(key);
      if (known) return known;
      const channel = thread?.channel ?? place.channel;
      const id = await history.find(channel, key);
      return id === null ? null : await posts.take(key, postedAs(id, channel, thread));
    },

    privatePlace,
    lookUp: profileOf,
    linkTo: async message => linkIn(message, config.tenantIds[0] ?? ''),
    mentions: (refs, { channel }) => mentionsOf(refs, wholeOf(channel)),
    threadOf: ({ channel }) => threadOf(channel),
    close: () => inlet.close(),
  };
}

const postedAs = (id: string, channel: string, thread: MessageRef | undefined): MessageRef => ({
  channel: thread ? channel : postOf(channel, id),
  id,
});

/** Graph shows a message a little after it is there: so one that may be there is not looked for at once. */
function settling(error: unknown): never {
  if (!(error instanceof ChatError) || !error.unsure) throw error;
  const { code, passing, unsure, cause } = error;
  throw new ChatError(code, { passing, unsure, retryAfterMs: settlesWithinMs, cause });
}

const tell = (note: Note): Answer => ({ is: 'tell', note });

const shown = (card: Card): Reply => ({ status: 200, body: { statusCode: 200, type: cardType, value: card } });

const said = ({ text }: Note): Reply => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text },
});

const notNow: Reply = {
  status: 200,
  body: { statusCode: 503, type: 'application/vnd.microsoft.error', value: { code: 'NotNow', message: 'Not now.' } },
};

const suggestions = (found: readonly { readonly value: string; readonly label: string }[]): Reply => ({
  status: 200,
  body: {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: found.slice(0, 15).map(({ value, label }) => ({ value, title: label })) },
  },
});
