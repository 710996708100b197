import { App, LogLevel } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Application } from 'express';
import type { Person, Place } from '../../jobs/request/request.ts';
import { type Log, scrub } from '../../log.ts';
import type { Chat, FormChoices, MessageRef, Note } from '../chat.ts';
import { whoAmI } from './auth-test.ts';
import { toSlack } from './blocks.ts';
import { slackChannelFor } from './channels.ts';
import { slackDirectory } from './directory.ts';
import { calling, toChatError, tryingWith } from './errors.ts';
import { findByKey } from './find-posted.ts';
import { captureForm } from './form.ts';
import { slackFormProofs } from './form-proofs.ts';
import { slackGroups } from './groups.ts';
import { listen } from './listeners.ts';
import { slackMentions } from './mentions.ts';
import { slackProfiles } from './profiles.ts';
import { slackLimits } from './rate-limits.ts';
import { httpInlet, socketInlet } from './receivers.ts';
import { slackAccounts, slackUsers } from './users.ts';

/** How to reach Slack: Socket Mode with an app token, else HTTP with the secret that deliveries are signed with. */
export interface SlackConfig {
  readonly botToken: string;
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly apiUrl: string | null;
}

const messageType = 'capture_image';

/** The bot in Slack: over Socket Mode when there is an app token, else over HTTP at `/slack/events` of the given server. */
export function slackChat({
  config,
  app: web,
  log,
  timeoutMs = 10_000,
}: {
  config: SlackConfig;
  app: Application | null;
  log: Log;
  timeoutMs?: number;
}): Chat {
  const logger = boltLogger(log);
  const clientOptions: WebClientOptions = {
    ...(config.apiUrl ? { slackApiUrl: config.apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  };
  const client = new WebClient(config.botToken, { ...clientOptions, logger });
  const inlet = makeInlet();
  let botUser: string | null = null;
  let teamId = '';
  const users = slackUsers(client);
  const groupsOf = slackGroups(client);
  const profileOf = slackProfiles(client, Date.now, users, groupsOf);
  const mentionsOf = slackMentions(client);
  const formProofs = slackFormProofs(config.botToken);
  const trying = tryingWith(log);

  function makeInlet() {
    if (config.appToken) return socketInlet({ appToken: config.appToken, clientOptions, logger, log });
    if (!config.signingSecret || !web)
      throw new Error('Slack over HTTP needs SLACK_SIGNING_SECRET and a server; set SLACK_APP_TOKEN for Socket Mode.');
    return httpInlet({ signingSecret: config.signingSecret, web, logger, log });
  }

  async function send(channel: string, note: Note, options: { thread?: MessageRef; key: string }): Promise<MessageRef> {
    const sent = await calling(
      client.chat.postMessage({
        channel,
        ...toSlack(note),
        ...(options.thread ? { thread_ts: options.thread.id } : {}),
        metadata: { event_type: messageType, event_payload: { key: options.key } },
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    if (!sent.ts) throw toChatError(new Error('Slack took a message and did not say which it is'));
    return { channel: sent.channel ?? channel, id: sent.ts };
  }

  const privatePlace = async (person: Person): Promise<Place> => {
    const opened = await trying(client.conversations.open({ users: person.id }));
    return { platform: 'slack', workspace: person.workspace, channel: opened?.channel?.id ?? person.id };
  };

  /** An ephemeral message; where that does not go, a reply; where that does not go either, a private message. */
  async function tell(
    person: Person,
    { channel, thread }: { channel: string; thread: string | null },
    note: Note,
  ): Promise<void> {
    const threaded = thread ? { thread_ts: thread } : {};
    const message = toSlack(note);
    if (await trying(client.chat.postEphemeral({ channel, user: person.id, ...threaded, ...message }))) return;
    if (thread && (await trying(client.chat.postMessage({ channel, thread_ts: thread, ...message })))) return;
    const { channel: direct } = await privatePlace(person);
    if (await trying(client.chat.postMessage({ channel: direct, ...message }))) return;
    log.warn({ channel, person: person.id }, 'an answer did not get through');
  }

  async function openForm(
    triggerId: string,
    { person, channel }: { person: Person; channel: string },
    choices: FormChoices,
  ): Promise<boolean> {
    const proof = formProofs.proofOf({ channel, ...(choices.base ? { base: choices.base.id } : {}) }, person.id);
    try {
      await calling(client.views.open({ trigger_id: triggerId, view: captureForm(choices, { channel, proof }) }));
      return true;
    } catch (error) {
      log.warn({ err: error }, 'the form could not be opened');
      return false;
    }
  }

  return {
    platform: 'slack',
    limits: (call, channel) => slackLimits(teamId, call, channel),

    async open(handler) {
      const self = await whoAmI(client, log);
      botUser = self.userId;
      teamId = self.teamId;
      const { personOf, placeOf } = slackDirectory({ users, teamId: self.teamId, log });
      const app = new App({
        receiver: inlet,
        authorize: async () => ({
          botToken: config.botToken,
          botId: self.botId,
          botUserId: self.userId,
          teamId: self.teamId,
        }),
        clientOptions,
        convoStore: false,
        logger,
        logLevel: LogLevel.WARN,
      });
      const hands = { botUser: self.userId, log, personOf, placeOf, tell, openForm, openedBy: formProofs.read };
      listen(app, handler, hands);
      await inlet.start();
    },

    post: (place, note, options) => send(place.channel, note, options),

    async edit({ channel, id }, note) {
      await calling(client.chat.update({ channel, ts: id, ...toSlack(note) }));
    },

    findPosted: (place, { thread, key }) =>
      findByKey(client, {
        channel: thread?.channel ?? place.channel,
        thread: thread?.id ?? null,
        key,
        author: botUser,
      }),

    privatePlace,

    async linkTo({ channel, id }) {
      return (await trying(client.chat.getPermalink({ channel, message_ts: id })))?.permalink ?? null;
    },

    lookUp: (person, groups) => profileOf(person, groups, teamId),
    accountOf: slackAccounts(client, () => teamId),
    groupsOf: (account, groups) => groupsOf(account.replace(/^slack:/, ''), groups),
    channelFor: (place, person) => slackChannelFor(client, place, person),
    mentions: refs => mentionsOf(refs),
    threadOf: ({ id }) => id,

    close: () => inlet.stop(),
  };
}

/** Bolt's own log lines go where all the others go, from warnings on, without what may be secret. */
function boltLogger(log: Log) {
  const words = (parts: unknown[]) =>
    scrub(parts.map(part => (part instanceof Error ? part.message : String(part))).join(' '));
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts: unknown[]) => log.warn(words(parts)),
    error: (...parts: unknown[]) => log.error(words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
