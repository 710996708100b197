import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from 'botbuilder';
import type { Application, NextFunction, Request, Response } from 'express';
import { type Log, scrub } from '../log.ts';
import { isAnswerable } from './teams-addresses.ts';
import type { TeamsConfig } from './teams-connector.ts';
import { activitySchema, type TeamsActivity, tenantOf } from './teams-events.ts';
import { bodyWithin, type WithBody } from './web-body.ts';

/** What a delivery is answered with: the body is for the invokes, which want one. */
export interface Reply {
  readonly status: number;
  readonly body?: object;
}

const drainMs = 3000;
/** Several times what Teams ever sends. */
const bodyLimit = 512 * 1024;

/**
 * The bot's endpoint for Teams at `/api/messages`. Only what Microsoft signed for this bot comes through, of the tenants that
 * are allowed; the rest is told 401 or 403, and not why.
 */
export function teamsInlet({
  app,
  config,
  authenticate,
  log,
}: {
  app: Application;
  config: TeamsConfig;
  authenticate: (activity: Activity, authorization: string) => Promise<unknown>;
  log: Log;
}) {
  const inHand = new Set<Promise<unknown>>();
  let take: ((activity: TeamsActivity) => Promise<Reply>) | null = null;

  function holding<T>(work: Promise<T>): Promise<T> {
    const held = work.finally(() => inHand.delete(held));
    held.catch(() => {}); // whoever started the work hears of its failure
    inHand.add(held);
    return held;
  }

  async function attend({ rawBody, headers }: WithBody): Promise<Reply> {
    const body = jsonOf(rawBody);
    const activity = activitySchema.safeParse(body).data;
    if (!take) return { status: 503 };
    if (!activity) return { status: 400 };
    if (activity.channelId !== 'msteams') return refused(403, 'not from Teams', activity);
    try {
      await authenticate(body as Activity, headers.authorization ?? '');
    } catch (error) {
      if (isOutage(error)) {
        log.error({ err: error }, 'the keys that deliveries of Teams are signed with cannot be had');
        return { status: 503 };
      }
      return refused(401, 'not signed for this bot', activity, error);
    }
    if (config.tenantIds.length > 0 && !config.tenantIds.includes(tenantOf(activity)))
      return refused(403, 'another tenant', activity);
    if (!isAnswerable(activity.serviceUrl, config)) return refused(403, 'a foreign service URL', activity);
    return await take(activity);
  }

  function refused(
    status: 401 | 403,
    why: string,
    { serviceUrl, conversation }: TeamsActivity,
    error: unknown = null,
  ): Reply {
    const because = error instanceof Error ? { because: scrub(error.message) } : {};
    log.warn(
      { why, ...because, serviceUrl, tenant: conversation.tenantId },
      'a delivery at the endpoint of Teams is refused',
    );
    return { status };
  }

  async function handle(request: Request, response: Response): Promise<void> {
    try {
      const { status, body } = await holding(attend(request));
      if (body) response.status(status).json(body);
      else response.status(status).end();
    } catch (error) {
      log.error({ err: error }, 'a delivery of Teams could not be attended to');
      response.status(500).end();
    }
  }

  app.post(
    '/api/messages',
    (request: Request, response: Response, next: NextFunction) => {
      if (config.appId && !request.headers.authorization) response.status(401).end();
      else next();
    },
    bodyWithin(bodyLimit),
    (request: Request, response: Response) => void handle(request, response),
  );

  return {
    open(taking: (activity: TeamsActivity) => Promise<Reply>): void {
      take = taking;
    },
    /** Work that goes on after its delivery was answered, and is waited for at the end. */
    after: (work: Promise<unknown>): void => void holding(work),
    /** Takes no more, and waits for what is in hand. */
    async close(): Promise<void> {
      take = null;
      const drained = async () => {
        while (inHand.size > 0) await Promise.allSettled(inHand);
      };
      await Promise.race([drained(), sleep(drainMs, undefined, { ref: false })]);
    },
  };
}

/** What is no JSON is no activity either. */
function jsonOf(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(String(body ?? ''));
  } catch {
    return null;
  }
}

/** The keys could not be fetched, which says nothing about the token. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'FetchError' || ('statusCode' in error && Number(error.statusCode) >= 500);
}
