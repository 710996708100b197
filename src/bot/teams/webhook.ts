import type { Application, NextFunction, Request, Response } from 'express';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import { readBody, refuseWith, type WithBody } from '../lib/raw-body.ts';
import { refusals } from '../lib/webhook-refusals.ts';
import type { TeamsConfig } from './config.ts';
import { activitySchema, type TeamsActivity, tenantOf } from './events.ts';
import { isAnswerable } from './service-urls.ts';
import { KeysAway, type teamsTokens } from './tokens.ts';

/** What a delivery is answered with: the body is for the invokes, which want one. */
export interface WebhookReply {
  readonly status: number;
  readonly body?: object;
}

const drainMs = 3000;

/** A request with what its token vouches for: null where nobody is authenticated. */
type Checked = WithBody & { vouched?: { readonly serviceUrl: string } | null };

/**
 * The bot's endpoint for Teams at `/api/messages`. Only what the Bot Connector brings to this bot comes through, of the tenants that
 * are allowed; the rest is told 401 or 403, and not why. Of a request whose token is not good nothing else is read.
 */
export function teamsInlet({
  app,
  config,
  tokens,
  log,
}: {
  app: Application;
  config: TeamsConfig;
  tokens: ReturnType<typeof teamsTokens>;
  log: Log;
}) {
  const inHand = new Set<Promise<unknown>>();
  const refusal = refusals(log, 'a delivery at the endpoint of Teams is refused');
  let take: ((activity: TeamsActivity) => Promise<WebhookReply>) | null = null;

  function holding<T>(work: Promise<T>): Promise<T> {
    const held = work.finally(() => inHand.delete(held));
    held.catch(() => {}); // whoever started the work hears of its failure
    inHand.add(held);
    return held;
  }

  async function authenticate(request: Checked, response: Response, next: NextFunction): Promise<void> {
    if (!config.appId && mayBePage(request)) {
      refusal({ why: 'nobody is authenticated here, and this may come from a page in a browser' });
      refuseWith(403, request, response);
      return;
    }
    try {
      request.vouched = config.appId ? await tokens.check(request.headers.authorization ?? '') : null;
      next();
    } catch (error) {
      if (error instanceof KeysAway) {
        refusal({ why: error.message, because: reasonOf(error.cause) });
        refuseWith(503, request, response);
        return;
      }
      refusal({ why: 'not signed for this bot', because: reasonOf(error) });
      refuseWith(401, request, response);
    }
  }

  async function attend({ rawBody, vouched }: Checked): Promise<WebhookReply> {
    const activity = activitySchema.safeParse(jsonOf(rawBody)).data;
    if (!take) return { status: 503 };
    if (!activity) return { status: 400 };
    if (activity.channelId !== 'msteams') return refused(403, 'not from Teams', activity);
    if (vouched && vouched.serviceUrl !== activity.serviceUrl)
      return refused(401, 'signed for another service URL', activity);
    if (config.tenantIds.length > 0 && !config.tenantIds.includes(tenantOf(activity)))
      return refused(403, 'another tenant', activity);
    if (!isAnswerable(activity.serviceUrl, config)) return refused(403, 'a foreign service URL', activity);
    return await take(activity);
  }

  function refused(status: 401 | 403, why: string, { serviceUrl, conversation }: TeamsActivity): WebhookReply {
    refusal({ why, serviceUrl, tenant: conversation.tenantId });
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
    (request: Request, response: Response, next: NextFunction) => void authenticate(request, response, next),
    readBody,
    (request: Request, response: Response) => void handle(request, response),
  );

  return {
    open(taking: (activity: TeamsActivity) => Promise<WebhookReply>): void {
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
      await withTimeout(drainMs, drained());
    },
  };
}

/** Any page that somebody has open can send to this machine, in every type but JSON without asking first; it cannot leave its origin out. */
const mayBePage = ({ headers }: Request): boolean =>
  headers.origin !== undefined || !/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');

function jsonOf(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(String(body ?? ''));
  } catch {
    return null; // no JSON: no activity either
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
