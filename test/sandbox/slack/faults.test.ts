import { expect, test } from 'vitest';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { boltOverSocket, clientOf, eventually } from './bolt.ts';

const message = { channel: 'C0IMAGES', text: 'x' };

test('a fault answers in place of the method, as often as ordered', async () => {
  const slack = await startSlackSimulator();
  const client = clientOf(slack);
  slack.faults.add({ match: { method: 'chat.postMessage' }, error: 'internal_error', times: 2 });
  slack.faults.add({ match: { method: 'chat.postMessage' }, status: 503 });

  await expect(client.chat.postMessage(message)).rejects.toMatchObject({ data: { error: 'internal_error' } });
  await expect(client.chat.postMessage(message)).rejects.toMatchObject({ data: { error: 'internal_error' } });
  await expect(client.chat.postMessage(message)).rejects.toMatchObject({ statusCode: 503 });
  await client.chat.postMessage(message);

  expect(slack.state().messages.C0IMAGES).toHaveLength(1);
  await slack.close();
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a connection dropped %s the deed leaves %i messages', async (drop, count) => {
  const slack = await startSlackSimulator();
  slack.faults.add({ match: { method: 'chat.postMessage' }, drop });

  await expect(clientOf(slack).chat.postMessage(message)).rejects.toThrow();

  expect(slack.state().messages.C0IMAGES).toHaveLength(count);
  await slack.close();
});

test('a delayed call takes that long', async () => {
  const slack = await startSlackSimulator();
  slack.faults.add({ match: {}, delayMs: 300 });

  const startedMs = performance.now();
  await clientOf(slack).auth.test();

  expect(performance.now() - startedMs).toBeGreaterThan(290);
  await slack.close();
});

test('a delivery can get lost on the way there or on the way back', async () => {
  let heard = 0;
  await using world = await boltOverSocket(app =>
    app.command('/capture-image', async ({ ack }) => {
      heard += 1;
      await ack();
    }),
  );
  const command = () => world.slack.command({ user: 'U0RITA', channel: '#images', command: '/capture-image' });

  world.slack.faults.add({ match: { method: 'delivery' }, drop: 'before' });
  const lost = await command();
  world.slack.faults.add({ match: { method: 'delivery' }, drop: 'after' });
  const unanswered = await command();

  expect(lost).toMatchObject({ ok: false, error: 'operation_timeout' });
  expect(unanswered).toMatchObject({ ok: false, error: 'operation_timeout' });
  expect(heard).toBe(1);
});

test('a fault of commands leaves events alone, and what the bot says itself uses none up', async () => {
  await using world = await boltOverSocket(app => app.command('/capture-image', async ({ ack }) => ack()));
  world.slack.faults.add({ match: { method: 'delivery:slash_commands' }, drop: 'before' });
  world.slack.faults.add({ match: { method: 'delivery' }, drop: 'before', times: 5 });
  const outcomes = () => world.slack.log().filter(entry => entry.kind === 'delivery');

  await world.client.chat.postMessage(message);
  await eventually(() => outcomes().length === 1);
  world.slack.faults.clear();
  world.slack.faults.add({ match: { method: 'delivery:slash_commands' }, drop: 'before' });
  world.slack.say({ user: 'U0RITA', channel: '#images', text: 'x' });
  await eventually(() => outcomes().length === 2);
  const command = await world.slack.command({ user: 'U0RITA', channel: '#images', command: '/capture-image' });

  expect(outcomes().map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged', 'operation_timeout']);
  expect(command.ok).toBe(false);
});
