import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/office.ts';
import { anyJson, hostile, patience, runs, spoilt } from '../../support/properties.ts';
import { openSlackWeb, signature } from '../../support/slack-web.ts';
import { alone, openTeamsBot } from '../../support/teams.ts';

/** An answer that says nothing of what is inside. */
async function expectCalm(response: Response): Promise<void> {
  expect([200, 202, 400, 401, 403, 404, 413, 501]).toContain(response.status);
  expect(await response.text()).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
}

const odd = fc.oneof(
  hostile,
  fc.constantFrom('{', '[]', 'null', '"x"', '{"type":"event_callback"}', 'payload=%', 'payload={}', 'payload=%7B%7D'),
);
const kinds = fc.constantFrom(
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  '',
  'application/json; charset=x',
);

describe('at the endpoint of Slack', () => {
  let bot: Awaited<ReturnType<typeof openSlackWeb>>;
  beforeAll(async () => {
    bot = await openSlackWeb();
  });
  afterAll(() => bot.close());

  const signed = (body: string, type: string) =>
    fetch(bot.address, {
      method: 'POST',
      body,
      headers: { 'content-type': type, ...signature(bot.slack.signingSecret, body) },
    });

  const event = {
    type: 'event_callback',
    team_id: 'T0SANDBOX',
    event_id: 'Ev1',
    event: { type: 'message', channel: 'C0IMAGES', user: 'U0RITA', text: 'Y', ts: '1.1', thread_ts: '1.0' },
  };
  const command = {
    command: '/capture-image',
    text: 'list',
    user_id: 'U0RITA',
    user_name: 'rita',
    channel_id: 'C0IMAGES',
    team_id: 'T0SANDBOX',
    trigger_id: '1',
  };
  const press = {
    type: 'block_actions',
    team: { id: 'T0SANDBOX' },
    user: { id: 'U0RITA', name: 'rita' },
    trigger_id: '1',
    container: { channel_id: 'C0IMAGES', message_ts: '1.1' },
    actions: [{ action_id: 'confirm', block_id: 'b', type: 'button', value: 'web-01-abc', action_ts: '1.1' }],
  };
  const submission = {
    type: 'view_submission',
    team: { id: 'T0SANDBOX' },
    user: { id: 'U0RITA', name: 'rita' },
    view: {
      id: 'V1',
      hash: '1.h',
      callback_id: 'capture',
      private_metadata: '{"channel":"C0IMAGES"}',
      blocks: [],
      state: { values: {} },
    },
  };
  const form = (value: unknown) =>
    new URLSearchParams(
      Object.fromEntries(
        Object.entries(Object(value)).map(([key, one]) => [
          key,
          typeof one === 'string' ? one : (JSON.stringify(one) ?? ''),
        ]),
      ),
    ).toString();
  const payload = (value: unknown) => form({ payload: JSON.stringify(value) });
  const bodies = fc.oneof(
    spoilt(event, ['type', 'subtype', 'message', 'text']).map(
      value => [JSON.stringify(value) ?? '', 'application/json'] as const,
    ),
    spoilt(command, ['text']).map(value => [form(value), 'application/x-www-form-urlencoded'] as const),
    spoilt(press, ['type', 'value']).map(value => [payload(value), 'application/x-www-form-urlencoded'] as const),
    spoilt(submission, ['state', 'values']).map(
      value => [payload(value), 'application/x-www-form-urlencoded'] as const,
    ),
    anyJson(['type', 'event', 'payload', 'command']).map(value => [JSON.stringify(value), 'application/json'] as const),
    fc.tuple(odd, kinds),
  );

  test('any signed body is answered, and the bot goes on hearing', patience, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async ([body, type]) => {
        await expectCalm(await signed(body, type));
      }),
      runs('slack webhooks'),
    );
    const before = bot.heard.length;
    await expectCalm(await signed(JSON.stringify(event), 'application/json'));
    await until('the event', () => bot.heard.length > before);
  });

  test('a body that is larger than Slack’s is refused before it is read to its end', async () => {
    expect(await refusalOf(() => signed('x'.repeat(600_000), 'application/json'))).toBe(413);
    expect(await sentUntilCut(new URL(bot.address).port, '/slack/events')).toBeLessThan(20_000_000);
  });

  test('a path that cannot be read is answered without a word of the inside', async () => {
    for (const path of ['/%zz', '/slack/%c0', '/nothing', '/healthz/%'])
      await expectCalm(await fetch(new URL(bot.address).origin + path));
  });
});

describe('at the endpoint of Teams', () => {
  let bot: Awaited<ReturnType<typeof openTeamsBot>>;
  beforeAll(async () => {
    bot = await openTeamsBot({
      environment: ({ MICROSOFT_APP_ID: _id, MICROSOFT_APP_PASSWORD: _password, ...rest }) => ({
        ...rest,
        MICROSOFT_APP_NO_AUTH: 'loopback',
        HOST: '127.0.0.1',
      }),
    });
  });
  afterAll(() => bot.close());

  const post = (body: string, type: string) =>
    fetch(bot.endpoint, { method: 'POST', body, headers: { 'content-type': type } });
  const activity = () => ({
    type: 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl: bot.config.serviceUrl,
    from: { id: '29:rita', name: 'Rita', aadObjectId: '00000000-0000-0000-0000-0000000041fa' },
    recipient: { id: '28:bot' },
    conversation: { id: alone, conversationType: 'personal', tenantId: bot.config.tenantIds[0] ?? '' },
    channelData: { tenant: { id: bot.config.tenantIds[0] ?? '' } },
    text: 'list',
    value: null as unknown,
  });

  test('any body is answered, and the bot goes on hearing', patience, async () => {
    const keys = ['type', 'value', 'action', 'data', 'verb', 'text', 'from', 'conversation'];
    const invoke = {
      ...activity(),
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { data: { verb: 'press', action: 'confirm', value: 'x' } } },
    };
    const bodies = fc.oneof(
      spoilt(activity(), keys).map(value => [JSON.stringify(value) ?? '', 'application/json'] as const),
      spoilt(invoke, keys).map(value => [JSON.stringify(value) ?? '', 'application/json'] as const),
      anyJson(keys).map(value => [JSON.stringify(value), 'application/json'] as const),
      fc.tuple(odd, kinds),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async ([body, type]) => {
        await expectCalm(await post(body, type));
      }),
      runs('teams webhooks'),
    );
    const before = bot.heard.length;
    await expectCalm(await post(JSON.stringify(activity()), 'application/json'));
    await until('the message', () => bot.heard.length > before);
  });

  test('a body that is larger than Teams’s is refused', async () => {
    const large = JSON.stringify({ ...activity(), text: 'x'.repeat(600_000) });
    expect(await refusalOf(() => post(large, 'application/json'))).toBe(413);
    expect(await sentUntilCut(new URL(bot.endpoint).port, '/api/messages')).toBeLessThan(20_000_000);
  });
});

/** The status; a connection that was cut off before its answer could be read counts as the refusal that it is. */
async function refusalOf(sending: () => Promise<Response>): Promise<number> {
  try {
    return (await sending()).status;
  } catch (error) {
    if (error instanceof TypeError && /fetch failed/.test(error.message)) return 413;
    throw error;
  }
}

/** Sends a body that never ends, and tells how much of it could be sent before the server had enough. */
function sentUntilCut(port: string, path: string): Promise<number> {
  return new Promise(resolve => {
    let sent = 0;
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: x\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const more = () => {
        while (sent < 50_000_000 && !socket.destroyed) {
          sent += chunk.length;
          if (!socket.write(chunk)) return;
        }
        if (sent >= 50_000_000) socket.destroy();
      };
      socket.on('drain', more);
      more();
    });
    socket.on('error', () => {});
    socket.on('data', () => socket.destroy());
    socket.on('close', () => resolve(sent));
  });
}
