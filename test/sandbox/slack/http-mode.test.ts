import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { expect, test } from 'vitest';
import { freePort } from '../../../sandbox/ports.ts';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { eventually } from './bolt.ts';

const rita = { user: 'U0RITA', channel: '#images' };

test('the real HTTP receiver takes commands, events and button presses that bear our signature', async () => {
  const heard: string[] = [];
  await using world = await boltOverHttp(app => {
    app.message(async ({ message }) => void heard.push(message.type));
    app.command('/capture-image', async ({ ack, command, client }) => {
      await ack('On my way');
      const button = {
        type: 'button' as const,
        action_id: 'go',
        text: { type: 'plain_text' as const, text: 'Go' },
        value: '7',
      };
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'Go?',
        blocks: [{ type: 'actions', elements: [button] }],
      });
    });
    app.action<{ type: 'block_actions' } & import('@slack/bolt').BlockButtonAction>('go', async ({ ack, action }) => {
      heard.push(`go ${action.value}`);
      await ack();
    });
  });

  world.slack.say({ ...rita, text: 'hello' });
  await eventually(() => heard.includes('message'));
  const command = await world.slack.command({ ...rita, command: '/capture-image' });
  const { ts } = await eventually(() => world.slack.state().messages.C0IMAGES?.find(line => line.blocks));
  const press = await world.slack.press({ ...rita, ts, action_id: 'go' });

  expect(command).toMatchObject({ ok: true, response: { text: 'On my way' } });
  expect(press).toMatchObject({ ok: true });
  expect(heard).toContain('go 7');
});

test('the request URL is verified by its challenge', async () => {
  await using world = await boltOverHttp();

  expect(await world.slack.verifyRequestUrl()).toBe(true);
});

test('an app with another signing secret refuses everything', async () => {
  await using world = await boltOverHttp(() => undefined, { signingSecret: 'another' });

  const command = await world.slack.command({ ...rita, command: '/capture-image' });

  expect(command).toMatchObject({ ok: false, error: 'http_client_error' });
});

test('an app that is not there fails the command at once', async () => {
  const slack = await startSlackSimulator({ requestUrl: 'http://127.0.0.1:9/slack/events' });

  const command = await slack.command({ ...rita, command: '/capture-image' });

  expect(command).toMatchObject({ ok: false, error: 'dispatch_failed' });
  await slack.close();
});

test('an event that is refused comes again three times, saying which time and why', async () => {
  const seen: IncomingHttpHeaders[] = [];
  await using world = await strangeApp(
    { speed: 6000 },
    () => ({ status: 500 }),
    headers => seen.push(headers),
  );

  world.slack.say({ ...rita, text: 'hello' });
  await eventually(() => seen.length === 4);
  await new Promise(done => setTimeout(done, 150));

  expect(seen.map(headers => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
  expect(seen[1]?.['x-slack-retry-reason']).toBe('http_error');
});

test('x-slack-no-retry stops the repetition', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const refuse = () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } });
  await using world = await strangeApp({ speed: 6000 }, refuse, headers => seen.push(headers));

  world.slack.say({ ...rita, text: 'hello' });
  await eventually(() => world.slack.log().some(entry => entry.kind === 'delivery'));
  await new Promise(done => setTimeout(done, 200));

  expect(seen).toHaveLength(1);
});

test('an event that is answered too late comes again with http_timeout', async () => {
  const seen: IncomingHttpHeaders[] = [];
  await using world = await strangeApp(
    { patience: 0.1 },
    n => (n === 1 ? { delayMs: 3500 } : {}),
    headers => seen.push(headers),
  );

  world.slack.say({ ...rita, text: 'hello' });
  await eventually(() => seen.length === 2);

  expect(seen[1]).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' });
});

async function boltOverHttp(
  tell: (app: App) => void = () => undefined,
  { signingSecret }: { signingSecret?: string } = {},
) {
  const port = await freePort();
  const slack = await startSlackSimulator({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  const receiver = new HTTPReceiver({ signingSecret: signingSecret ?? slack.signingSecret, logLevel: LogLevel.ERROR });
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const app = new App({ token: slack.botToken, receiver, clientOptions, logLevel: LogLevel.ERROR });
  tell(app);
  await app.start({ port, host: '127.0.0.1' });
  return disposable(slack, () => app.stop());
}

async function strangeApp(
  options: { speed?: number; patience?: number },
  answer: (n: number) => { status?: number; headers?: Record<string, string>; delayMs?: number },
  tell: (headers: IncomingHttpHeaders) => void,
) {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const { status = 200, headers = {}, delayMs = 0 } = answer(count);
    tell(request.headers);
    request.resume();
    setTimeout(() => response.writeHead(status, headers).end(), delayMs);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const slack = await startSlackSimulator({ ...options, requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return disposable(slack, () => server.closeAllConnections());
}

const disposable = (slack: SlackSimulator, stop: () => unknown) => ({
  slack,
  async [Symbol.asyncDispose]() {
    await slack.close();
    await stop();
  },
});
