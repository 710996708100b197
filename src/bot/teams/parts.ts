import type { Application } from 'express';
import type { Person } from '../../jobs/request/request.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Log } from '../../log.ts';
import { ChatError } from '../chat.ts';
import { teamsAnswers } from './answers.ts';
import { teamsProofs } from './card-proofs.ts';
import { teamsLooks } from './card-views.ts';
import type { TeamsConfig } from './config.ts';
import { teamsConnector } from './connector.ts';
import { teamsHistory } from './find-posted.ts';
import { teamsPeople } from './people.ts';
import { teamsViews } from './personal-cards.ts';
import { teamsPosts } from './posted-messages.ts';
import { teamsAnswering } from './replies.ts';
import { teamsSending } from './sending.ts';
import { teamsAddresses, wholeOf } from './service-urls.ts';
import { teamsTaking } from './taking.ts';
import { teamsTokens } from './tokens.ts';
import { teamsInlet } from './webhook.ts';

/** What the bot's Teams side works with. */
export interface TeamsDeps {
  readonly config: TeamsConfig;
  readonly app: Application;
  readonly redis: RedisConnection;
  readonly prefix: string;
  /** How much of what Teams allows is the bot's. */
  readonly share?: number;
  readonly log: Log;
  readonly timeoutMs?: number;
}

/** The parts of the bot's Teams side, put together. */
export function teamsParts({ config, app, redis, prefix, share = 1, log, timeoutMs = 10_000 }: TeamsDeps) {
  const { appId, tokenIssuer: issuer, openIdUrl } = config;
  const ground = { redis, prefix, log };
  const connector = teamsConnector(config, { timeoutMs });
  const inlet = teamsInlet({ app, config, tokens: teamsTokens({ appId: appId ?? '', issuer, openIdUrl }), log });
  const { after } = inlet;
  const { keep, addressOf } = teamsAddresses({ ...ground, config });
  const posts = teamsPosts({ redis, prefix });
  const proofs = teamsProofs(ground);

  /** Who is in a conversation is asked of all of it, and not of one thread. */
  const roster = (conversation: string) => addressOf(wholeOf(conversation));
  const member = async (conversation: string, id: string) => connector.member(await roster(conversation), id);
  const aloneWith = ({ id, workspace }: Person): Promise<string> =>
    connector.openChat({ serviceUrl: config.serviceUrl, person: id, tenantId: workspace });

  const people = teamsPeople({ config, connector, addressOf, aloneWith, log });
  const views = teamsViews({
    memberOf: async (conversation, id) => (await orNobody(member(conversation, id)))?.id ?? null,
    countOf: async conversation => connector.count(await roster(conversation)),
    isPlain: !appId,
    log,
  });
  const remove = async ({ channel, id }: { channel: string; id: string }) =>
    connector.remove(await addressOf(channel), id);
  const looks = teamsLooks({ posts, proofs, member, remove, log });
  const groupOf = async (team: string) => connector.groupOf(await addressOf(team), team);
  const history = teamsHistory({ ...ground, find: connector.graph.findWritten, groupOf });
  const sending = teamsSending({ connector, addressOf, views, posts, proofs, looks, log });
  const answerIn = teamsAnswering({ ...ground, share });
  const answers = teamsAnswers({ sending, answerIn, views, posts, proofs, after, log });
  const take = teamsTaking({ people, keep, views, history, looks, answers, after, log });
  return { connector, inlet, posts, history, people, sending, aloneWith, take };
}

/** What Teams says of somebody; null where it has nobody of that id. */
async function orNobody<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ChatError && !error.passing) return null;
    throw error;
  }
}
