import { randomUUID } from 'node:crypto';
import type { Log } from '../chat/log.ts';
import { simulatorPatience } from '../patience.ts';
import type { Conversation, Json, User } from './model.ts';
import type { Forgery, SignIn } from './sign-in.ts';
import { app, botId, tenantId } from './world.ts';

/** What the bot answered a delivery with. */
export interface Delivered {
  readonly ok: boolean;
  readonly status: number;
  readonly body: unknown;
  readonly error?: 'timeout' | 'unreachable';
}

/** How long the service waits for a bot. */
const patienceMs = { message: 15_000, invoke: 10_000 } as const;

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Brings activities to the bot, signed, and keeps the newest for a second delivery. */
export function createDeliveries({
  endpoint,
  signIn,
  log,
  serviceUrl,
}: {
  endpoint: () => string | null;
  signIn: SignIn;
  log: Log;
  serviceUrl: () => string;
}) {
  let newest: Json | null = null;

  async function send(activity: Json, forgery?: Forgery): Promise<Delivered> {
    const url = endpoint();
    if (!url) return { ok: false, status: 0, body: null, error: 'unreachable' };
    const token = signIn.authorization(String(activity.serviceUrl), forgery);
    const patience = activity.type === 'invoke' ? patienceMs.invoke : patienceMs.message;
    const delivered = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...(token ? { authorization: token } : {}) },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(patience * simulatorPatience()),
    }).then(readAnswer, error => lost(error));
    const { type, name, text, value } = activity;
    log.add({ kind: 'delivery', type, name, text, value, status: delivered.status, error: delivered.error });
    return delivered;
  }

  /** The frame that every delivery has, whatever is in it. */
  const frame = (user: User, conversation: Conversation, thread: string | null): Json => ({
    id: `f:${randomUUID()}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: serviceUrl(),
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    recipient: { id: botId, name: app.name },
    conversation: {
      id: thread ? `${conversation.id};messageid=${thread}` : conversation.id,
      conversationType: conversation.kind,
      tenantId,
      ...(conversation.kind === 'personal' ? {} : { isGroup: true }),
    },
    channelData: {
      tenant: { id: tenantId },
      ...(conversation.team ? { team: { id: conversation.team }, channel: { id: conversation.id } } : {}),
    },
  });

  return {
    frame,
    async deliver(
      activity: Json,
      { forgery, change = {} }: { forgery?: Forgery; change?: Json } = {},
    ): Promise<Delivered> {
      const changed = { ...activity, ...change };
      newest = changed;
      return await send(changed, forgery);
    },
    /** Brings the newest activity once more, as a service does that missed the answer. */
    redeliver: async (): Promise<Delivered | null> => (newest ? await send(newest) : null),
  };
}

async function readAnswer(response: Response): Promise<Delivered> {
  const text = await response.text();
  return { ok: response.ok, status: response.status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text; // not JSON: shown as it came
  }
}

const lost = (error: unknown): Delivered => ({
  ok: false,
  status: 0,
  body: null,
  error: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable',
});
