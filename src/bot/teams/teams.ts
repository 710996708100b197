import { randomUUID } from 'node:crypto';
import type { Application } from 'express';
import { LRUCache } from 'lru-cache';
import type { Person, Place } from '../../jobs/request/request.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Log } from '../../log.ts';
import {
  type Answer,
  type Chat,
  ChatError,
  type ChatHandler,
  type MessageRef,
  type Note,
  type Viewer,
} from '../chat.ts';
import { answers } from '../notes/answers.ts';
import { cardAnswers } from '../notes/teams-answers.ts';
import { teamsAccounts } from './accounts.ts';
import { teamsAliases } from './aliases.ts';
import { type Card, toCard, withMessageKey } from './card.ts';
import { teamsProofs } from './card-proofs.ts';
import { teamsLooks } from './card-views.ts';
import { heardOf, personOf, viewAfter } from './chat-events.ts';
import type { TeamsConfig } from './config.ts';
import { teamsConnector } from './connector.ts';
import { linkIn } from './deep-link.ts';
import { postOf, readDeed, type TeamsAction, type TeamsActivity, tenantOf, threadOf } from './events.ts';
import { teamsHistory } from './find-posted.ts';
import { formCard } from './form.ts';
import { teamsMentions } from './mentions.ts';
import { teamsViews } from './personal-cards.ts';
import { type Mark, teamsPosts } from './posted-messages.ts';
import { isUnlisted, type TeamsMember, teamsProfiles } from './profiles.ts';
import { teamsLimits } from './rate-limits.ts';
import { teamsAnswering } from './replies.ts';
import { teamsAddresses, wholeOf } from './service-urls.ts';
import { signInAdvice } from './sign-in.ts';
import { teamsTokens } from './tokens.ts';
import { teamsInlet, type WebhookReply } from './webhook.ts';
import { askedAmongOthers, namedInTeams } from './words.ts';

const settlesWithinMs = 2000;
const cardType = 'application/vnd.microsoft.card.adaptive';

/** Where a card was pressed and by whom, with the note that they see next in its place. */
type OnCard = Viewer & { readonly own: Note | null; readonly isIn: boolean };

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
  const { appId, tokenIssuer: issuer, openIdUrl } = config;
  const tokens = teamsTokens({ appId: appId ?? '', issuer, openIdUrl });
  const inlet = teamsInlet({ app, config, tokens, log });
  const { keep, addressOf } = teamsAddresses({ redis, prefix, config, log });
  const answerIn = teamsAnswering({ redis, prefix, share, log });
  const seats = new LRUCache<string, { readonly in: string; readonly or?: string; readonly as?: string }>({
    max: 10_000,
  });
  const posts = teamsPosts({ redis, prefix });
  const proofs = teamsProofs({ redis, prefix, log });

  /** Who is in a conversation is asked of all of it, and not of one thread. */
  const roster = (conversation: string) => addressOf(wholeOf(conversation));

  /** People are asked about where they were heard last: of a team, in the team, and of a shared channel, which has more people, there. */
  async function memberOf(person: Person): Promise<TeamsMember> {
    const seat = seats.get(person.id) ?? { in: (await privatePlace(person)).channel };
    const id = (config.appId ? null : seat.as) ?? person.id; // the client for trying out finds nobody by their id in Entra
    try {
      return await connector.member(await addressOf(seat.in), id);
    } catch (error) {
      if (!isUnlisted(error) || !seat.or || seat.or === seat.in) throw error;
      return await connector.member(await addressOf(seat.or), id);
    }
  }

  const byAlias = teamsAliases({ log });
  const accounts = teamsAccounts({
    memberWith: async mail => (config.appId ? await byAlias(() => connector.graph.memberWith(mail), undefined) : null),
    groupsOf: connector.graph.groupsOf,
  });
  const profileOf = teamsProfiles({
    memberOf,
    groupsOf: accounts.groupsWith,
    addressesOf: async id => (config.appId ? await byAlias(() => connector.graph.addressesOf(id), []) : []),
    tenantIds: config.tenantIds,
    isOpen: !config.appId,
  });

  const mentionsOf = teamsMentions({
    rosterOf: async conversation => connector.roster(await addressOf(conversation)),
    ...connector.graph,
    memberWith: async mail => (config.appId ? await byAlias(() => connector.graph.memberWith(mail), null) : null),
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

  const looks = teamsLooks({
    posts,
    proofs,
    member: async (conversation, id) => connector.member(await roster(conversation), id),
    remove: async ({ channel, id }) => connector.remove(await addressOf(channel), id),
    log,
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
  async function cardFor(conversation: string, note: Note, mark?: Mark): Promise<Card> {
    const card = await views.cardFor(conversation, note, mark);
    return mark ? withMessageKey(card, mark.key) : card;
  }

  async function edit(message: MessageRef, note: Note): Promise<void> {
    const { channel, id } = message;
    const mark = (await posts.sentUnder(message)) ?? undefined;
    const card = await proofs.prove(await cardFor(channel, note, mark), { conversation: channel });
    await connector.edit(await addressOf(channel), id, card, askedAmongOthers(note, channel).text);
  }

  /** Sends an answer, and keeps that its message is the bot's and no other one. */
  async function sayOnce(channel: string, card: Card, summary: string): Promise<MessageRef> {
    const proven = await proofs.proveAnswer(card, { conversation: channel });
    const message = { channel, id: await send(channel, proven, summary) };
    await posts.know(message).catch(error => log.warn({ err: error, channel }, 'it could not be noted what was said'));
    return message;
  }

  /** Sends what must be there once, as an attempt with a name of its own; never unproven, since no reader could tell of it then. */
  async function sendOnce(place: Place, note: Note, { thread, key }: { thread?: MessageRef; key: string }) {
    const channel = thread?.channel ?? place.channel;
    const mark = await posts.begin(key);
    try {
      const { text } = askedAmongOthers(note, channel);
      const card = await proofs.prove(await cardFor(channel, note, mark), { conversation: channel });
      const id = await send(channel, card, text);
      return await countedOnce(mark, postedAs(id, channel, thread), note);
    } catch (error) {
      if (error instanceof ChatError && error.kind === 'unanswered') throw settling(error);
      await posts.fail(mark).catch(() => {}); // it stays an attempt of which nobody knows a message
      throw error;
    }
  }

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
    if (answer.is !== 'tell') return said(cardAnswers.taken());
    if (answer.note.parts.some(({ is }) => is === 'buttons')) inlet.after(say(place, answer));
    return said(answer.note);
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
    if (answer.is !== 'tell') return said(cardAnswers.taken());
    if (opened)
      return await shownTo(
        at,
        own ? views.ownCard(cardAnswers.above(answer.note, own), place.channel) : toCard(answer.note),
      );
    inlet.after(putAway({ channel: place.channel, id: card }, answer.note));
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
    shown(await proofs.proveAnswer(card, { conversation: place.channel, person: person.id }));

  async function take(handler: ChatHandler, activity: TeamsActivity): Promise<WebhookReply> {
    const captureAction = readDeed(activity);
    const person = personOf(activity);
    if (!captureAction || !person) return activity.type === 'invoke' ? { status: 501 } : { status: 200 };
    const place: Place = { platform: 'teams', workspace: tenantOf(activity), channel: activity.conversation.id };
    const seat = activity.channelData?.team?.id ?? place.channel;
    seats.set(person.id, { in: seat, or: wholeOf(place.channel), as: activity.from.id });
    views.meet(person.id, activity.from.id);
    inlet.after(keep([seat, place.channel], activity.serviceUrl));
    if (seat !== place.channel) inlet.after(history.hear(place.channel, seat));
    if (captureAction.is === 'searched') return suggestions(await handler.suggestVms(captureAction.typed, person));
    if (captureAction.is === 'looked' && !(await handler.admits(person))) return notNow;
    const proven = await looks.isProven(activity, person);
    const by = { person, place, isProven: proven === true };
    if (captureAction.is === 'looked') return proven === 'unknown' ? notNow : await look(handler, captureAction, by);
    const answer = await answerTo(handler, captureAction, activity, by);
    if (activity.type === 'invoke') {
      const next = viewAfter(answer, captureAction);
      const isIn = await handler.admits(person);
      return await onCard(answer, captureAction, {
        ...by,
        isIn,
        own: next ? await looks.ownNote(handler, next, by) : null,
      });
    }
    inlet.after(say(place, answer));
    return { status: 200 };
  }

  async function answerTo(
    chatHandler: ChatHandler,
    deed: TeamsAction,
    activity: TeamsActivity,
    { person, place, isProven }: Viewer,
  ): Promise<Answer> {
    const isOld = deed.is === 'filled' && deed.base !== undefined && !isProven;
    if (isOld && (await chatHandler.admits(person))) return tell(cardAnswers.oldForm());
    const event = heardOf(deed, activity, { person, place });
    return event ? await chatHandler.handle(event) : tell(cardAnswers.unclear(deed.is === 'unclear' && deed.named));
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
    return await shownTo(by, views.ownCard(note, by.place.channel));
  }

  /** What was sent and stands there already, since somebody has seen it meanwhile, is taken back. */
  async function countedOnce(mark: Mark, sent: MessageRef, note: Note): Promise<MessageRef> {
    const counts = await posts.sent(mark, sent).catch(error => {
      log.warn({ err: error, channel: sent.channel }, 'it could not be noted which message something has become');
      return sent;
    });
    if (counts.id === sent.id) return sent;
    try {
      await edit(counts, note);
    } catch (error) {
      if (error instanceof ChatError && !error.passing) return await posts.sentInstead(mark, sent, counts);
      await looks.isTakenBack(sent);
      throw error instanceof ChatError ? standing(error) : error;
    }
    await looks.isTakenBack(sent); // whoever reads it may have had it taken back already
    return counts;
  }

  /** Tells at the start what every message would fail with; the next message tries again by itself. */
  async function trySignIn(): Promise<void> {
    try {
      await connector.signIn();
    } catch (error) {
      log.error({ err: error }, signInAdvice(error, config));
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

    post: sendOnce,

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
    accountOf: accounts.accountOf,
    groupsOf: (account, groups) => accounts.groupsWith(account.replace(/^entra:/, ''), groups),
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
const settling = ({ code, kind, cause }: ChatError): ChatError =>
  new ChatError(code, { kind, retryAfterMs: settlesWithinMs, cause });

/** The message is there, and shows what was so when it was posted first: it is looked for, and edited then. */
const standing = ({ code, retryAfterMs, cause }: ChatError): ChatError =>
  new ChatError(code, { kind: 'unanswered', retryAfterMs, cause });

const tell = (note: Note): Answer => ({ is: 'tell', note });

const shown = (card: Card): WebhookReply => ({ status: 200, body: { statusCode: 200, type: cardType, value: card } });

/** Whoever is not let in puts no form away. */
const refused = (answer: Answer): WebhookReply => (answer.is === 'tell' ? said(answer.note) : notNow);

const said = ({ text }: Note): WebhookReply => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: namedInTeams(text) },
});

const notNow: WebhookReply = {
  status: 200,
  body: { statusCode: 503, type: 'application/vnd.microsoft.error', value: { code: 'NotNow', message: 'Not now.' } },
};

const suggestions = (found: readonly { readonly value: string; readonly label: string }[]): WebhookReply => ({
  status: 200,
  body: {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: found.slice(0, 15).map(({ value, label }) => ({ value, title: label })) },
  },
});
