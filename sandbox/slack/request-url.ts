import { createHmac, randomBytes } from 'node:crypto';
import type { Json } from './model.ts';
import { type Answer, acknowledgeWithinMs, type Delivery, type Retry, type Transport } from './transport.ts';

/** HTTP mode: every delivery is a signed POST to the app's request URL. */
export function createRequestUrl({
  url,
  signingSecret,
  now,
  patience,
}: {
  url: string;
  signingSecret: string;
  now: () => number;
  patience: number;
}) {
  async function post(body: string, type: string, retry: Retry | null): Promise<Response> {
    const timestamp = String(Math.floor(now() / 1000));
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    return await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(acknowledgeWithinMs * patience),
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...(retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {}),
      },
      body,
    });
  }

  async function send({ kind, payload }: Delivery, retry: Retry | null): Promise<Answer> {
    const [body, type] =
      kind === 'events_api'
        ? [JSON.stringify(payload), 'application/json']
        : [formOf(kind, payload), 'application/x-www-form-urlencoded'];
    try {
      const response = await post(body, type, retry);
      const text = await response.text();
      if (response.ok) return { ok: true, body: parse(text, response.headers.get('content-type')) };
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      return { ok: false, error: response.status < 500 ? 'http_client_error' : 'http_service_error', noRetry };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return { ok: false, error: late ? 'operation_timeout' : 'dispatch_failed' };
    }
  }

  const transport: Transport = { name: 'http', send };
  return {
    transport,
    /** What Slack does when a request URL is entered: the app must give the challenge back. */
    async verify(): Promise<boolean> {
      const challenge = randomBytes(20).toString('hex');
      const body: Json = { token: 'sandbox', challenge, type: 'url_verification' };
      const response = await post(JSON.stringify(body), 'application/json', null);
      const text = await response.text();
      return response.ok && (text === challenge || Object(parse(text, 'application/json')).challenge === challenge);
    },
  };
}

function formOf(kind: Delivery['kind'], payload: Json): string {
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(payload)) form.set(key, String(value));
  return form.toString();
}

function parse(text: string, type: string | null): unknown {
  if (!type?.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
