import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { boltOverSocket, clientOf, connect, eventually } from './bolt.ts';

const rita = { user: 'U0RITA', channel: '#images', command: '/capture-image' };

test('a command reaches the app, and its acknowledgement is seen by the person alone', async () => {
  let heard: unknown;
  await using world = await boltOverSocket(app =>
    app.command('/capture-image', async ({ ack, body }) => {
      heard = body;
      await ack({ text: 'Working on it' });
    }),
  );

  const result = await world.slack.command({ ...rita, text: 'web-01 <now> & here' });

  expect(result).toMatchObject({ ok: true, response: { text: 'Working on it' } });
  expect(heard).toMatchObject({
    command: '/capture-image',
    text: 'web-01 &lt;now&gt; &amp; here',
    user_id: 'U0RITA',
    channel_id: 'C0IMAGES',
    channel_name: 'images',
    team_id: 'T0SANDBOX',
    trigger_id: result.trigger_id,
  });
  const [line] = world.slack.state().messages.C0IMAGES ?? [];
  expect(line).toMatchObject({ text: 'Working on it', ephemeralFor: 'U0RITA', bot_id: 'B0BOT' });
});

test('a command that is not acknowledged within three seconds fails before the eyes of the person', async () => {
  await using world = await boltOverSocket(app => app.command('/capture-image', async () => undefined), {
    patience: 1,
  });

  const startedMs = performance.now();
  const result = await world.slack.command(rita);

  expect(result).toMatchObject({ ok: false, error: 'operation_timeout' });
  expect(performance.now() - startedMs).toBeGreaterThan(2900);
  expect(world.slack.state().messages.C0IMAGES).toEqual([
    expect.objectContaining({
      text: '/capture-image failed with the error "operation_timeout"',
      ephemeralFor: 'U0RITA',
    }),
  ]);
});

test('a command fails at once while no connection is open', async () => {
  const slack = await startSlackSimulator();

  const result = await slack.command(rita);

  expect(result).toMatchObject({ ok: false, error: 'dispatch_failed' });
  expect(slack.state().messages.C0IMAGES?.[0]?.text).toBe('/capture-image failed with the error "dispatch_failed"');
  await slack.close();
});

test('what a connection has not acknowledged when it breaks comes again once the app is back, with the reason; a command fails before the eyes of the person', async () => {
  const slack = await startSlackSimulator({ speed: 1000 });
  const ticket = async () => String((await clientOf(slack, slack.appToken).apps.connections.open()).url);
  const opened = async () => {
    const socket = new WebSocket(await ticket());
    const envelopes: Record<string, unknown>[] = [];
    socket.on('message', data => envelopes.push(JSON.parse(String(data))));
    await eventually(() => envelopes.some(({ type }) => type === 'hello'));
    return { socket, next: (type: string) => eventually(() => envelopes.find(one => one.type === type)) };
  };
  const first = await opened();
  const command = slack.command(rita);
  await first.next('slash_commands');
  await slack.say({ user: 'U0RITA', channel: '#images', text: 'Y' });
  await first.next('events_api');
  first.socket.terminate();
  expect(await command).toMatchObject({ ok: false, error: 'dispatch_failed' });
  await sleep(600); // longer than the pauses between four attempts take here
  const second = await opened();
  const again = await second.next('events_api');
  expect(again).toMatchObject({ retry_reason: 'connection_failed', payload: { event: { text: 'Y' } } });
  second.socket.send(JSON.stringify({ envelope_id: again.envelope_id }));
  await eventually(() => slack.log().some(({ kind, outcome }) => kind === 'delivery' && outcome === 'acknowledged'));
  await slack.close();
});

test('of several connections, each envelope goes to one', async () => {
  const heard: string[] = [];
  await using world = await boltOverSocket(app =>
    app.command('/capture-image', async ({ ack }) => {
      heard.push('one');
      await ack();
    }),
  );
  const other = await connect(world.slack, app =>
    app.command('/capture-image', async ({ ack }) => {
      heard.push('other');
      await ack();
    }),
  );

  for (let n = 0; n < 40; n += 1) await world.slack.command(rita);

  expect(heard).toHaveLength(40);
  expect(new Set(heard)).toEqual(new Set(['one', 'other']));
  await other.stop();
});

test('a refreshed connection is told nothing more, and the app comes back by itself', async () => {
  await using world = await boltOverSocket(app => app.command('/capture-image', async ({ ack }) => ack()));

  expect(world.slack.disconnect()).toBe(1);
  const inTheGap = await world.slack.command(rita);
  await eventually(() => world.slack.connections() === 1);
  const afterwards = await world.slack.command(rita);

  expect(inTheGap).toMatchObject({ ok: false, error: 'dispatch_failed' });
  expect(afterwards).toMatchObject({ ok: true });
});

test('a connection address works once, and an invented one never', async () => {
  const slack = await startSlackSimulator();
  const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open();

  const first = await greeting(url);
  const again = await greeting(url);
  const invented = await greeting(`${slack.url.replace('http', 'ws')}/link/?ticket=invented`);

  expect(first).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0SANDBOX' } });
  expect(again).toBe('Unexpected server response: 401');
  expect(invented).toBe('Unexpected server response: 401');
  await slack.close();
});

test('the eleventh connection is sent away', async () => {
  const slack = await startSlackSimulator();
  const greetings: unknown[] = [];

  for (let n = 0; n < 11; n += 1) {
    const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open();
    greetings.push(await greeting(url));
  }

  expect(greetings.slice(0, 10)).toEqual(Array(10).fill(expect.objectContaining({ type: 'hello' })));
  expect(greetings[10]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  await slack.close();
});

test('only the app token opens connections, and only where Socket Mode is on', async () => {
  const slack = await startSlackSimulator();
  const http = await startSlackSimulator({ requestUrl: 'http://127.0.0.1:9/slack/events' });

  await expect(clientOf(slack).apps.connections.open()).rejects.toMatchObject({
    data: { error: 'not_allowed_token_type' },
  });
  await expect(clientOf(http, http.appToken).apps.connections.open()).rejects.toMatchObject({
    data: { error: 'socket_mode_not_enabled' },
  });
  await slack.close();
  await http.close();
});

async function greeting(url: string): Promise<unknown> {
  const socket = new WebSocket(url);
  return await new Promise(resolve => {
    socket.once('message', data => resolve(JSON.parse(String(data))));
    socket.once('error', error => resolve(error.message));
  });
}
