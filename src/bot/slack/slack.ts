import { App, type Logger, LogLevel } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Application } from 'express';
import type { Log } from '../../log.ts';
import type { Chat } from '../chat.ts';
import { type SlackSelf, whoAmI } from './auth-test.ts';
import { toSlack } from './blocks.ts';
import { boltLogger } from './bolt-logger.ts';
import { slackChannelFor } from './channels.ts';
import { slackDirectory } from './directory.ts';
import { calling, tryingWith } from './errors.ts';
import { findByKey } from './find-posted.ts';
import { slackFormProofs } from './form-proofs.ts';
import { slackGroups } from './groups.ts';
import { listen } from './listeners.ts';
import { slackMentions } from './mentions.ts';
import { slackPosting } from './posting.ts';
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

interface SlackDeps {
  readonly config: SlackConfig;
  readonly app: Application | null;
  readonly log: Log;
  readonly timeoutMs?: number;
}

/** How deliveries come in: over Socket Mode when there is an app token, else over HTTP at `/slack/events` of the given server. */
function inletFor({ config, app: web, log }: SlackDeps, own: { clientOptions: WebClientOptions; logger: Logger }) {
  const { appToken, signingSecret } = config;
  if (appToken) return socketInlet({ appToken, ...own, log });
  if (!signingSecret || !web)
    throw new Error('Slack over HTTP needs SLACK_SIGNING_SECRET and a server; set SLACK_APP_TOKEN for Socket Mode.');
  return httpInlet({ signingSecret, web, logger: own.logger, log });
}

/** The bot in Slack. */
export function slackChat(deps: SlackDeps): Chat {
  const { config, log, timeoutMs = 10_000 } = deps;
  const logger = boltLogger(log);
  const clientOptions: WebClientOptions = {
    ...(config.apiUrl ? { slackApiUrl: config.apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  };
  const client = new WebClient(config.botToken, { ...clientOptions, logger });
  const inlet = inletFor(deps, { clientOptions, logger });
  let self: SlackSelf | null = null;
  const teamId = () => self?.teamId ?? '';
  const users = slackUsers(client);
  const groupsOf = slackGroups(client);
  const profileOf = slackProfiles(client, Date.now, users, groupsOf);
  const mentionsOf = slackMentions(client);
  const formProofs = slackFormProofs(config.botToken);
  const trying = tryingWith(log);
  const { send, privatePlace, tell, openForm } = slackPosting({ client, trying, formProofs, log });

  return {
    platform: 'slack',
    limits: (call, channel) => slackLimits(teamId(), call, channel),

    async open(handler) {
      self = await whoAmI(client, log);
      const { userId: botUser, botId } = self;
      const authorize = async () => ({ botToken: config.botToken, botId, botUserId: botUser, teamId: teamId() });
      const app = new App({
        receiver: inlet,
        authorize,
        clientOptions,
        convoStore: false,
        logger,
        logLevel: LogLevel.WARN,
      });
      const directory = slackDirectory({ users, teamId: teamId(), log });
      listen(app, handler, { botUser, log, ...directory, tell, openForm, openedBy: formProofs.read });
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
        author: self?.userId ?? null,
      }),

    privatePlace,

    async linkTo({ channel, id }) {
      return (await trying(client.chat.getPermalink({ channel, message_ts: id })))?.permalink ?? null;
    },

    lookUp: (person, groups) => profileOf(person, groups, teamId()),
    accountOf: slackAccounts(client, teamId),
    groupsOf: (account, groups) => groupsOf(account.replace(/^slack:/, ''), groups),
    channelFor: (place, person) => slackChannelFor(client, place, person),
    mentions: refs => mentionsOf(refs),
    threadOf: ({ id }) => id,

    close: () => inlet.stop(),
  };
}
