import type { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { boltOverSocket, eventually } from './bolt.ts';

const channel = 'C0IMAGES';
const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const confirm = { title: text('Sure?'), text: text('It cannot be undone'), confirm: text('Yes'), deny: text('No') };
const blocks = [
  {
    type: 'actions' as const,
    block_id: 'choice',
    elements: [
      {
        type: 'button' as const,
        action_id: 'go',
        text: text('Go'),
        value: 'plan-1',
        style: 'primary' as const,
        confirm,
      },
      { type: 'overflow' as const, action_id: 'more', options: [{ text: text('Stop'), value: 'stop' }] },
    ],
  },
];

/** A workspace in which the bot asks, and keeps the payloads of what is pressed. */
async function withQuestion(tell: (app: App) => void = () => undefined, now?: () => number) {
  const pressed: { [key: string]: unknown }[] = [];
  const world = await boltOverSocket(
    app => {
      app.action(/.*/, async ({ ack, body }) => {
        pressed.push({ ...body });
        await ack();
      });
      tell(app);
    },
    now ? { now } : {},
  );
  const { ts = '' } = await world.client.chat.postMessage({ channel, text: 'Go?', blocks });
  return { ...world, pressed, ts };
}

/** Answers to a response URL as Bolt's respond does. */
const respond = (url: unknown, body: object) =>
  fetch(String(url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('a button press says who pressed what in which message', async () => {
  await using world = await withQuestion();

  const result = await world.slack.press({ user: 'U0OLGA', channel, ts: world.ts, action_id: 'go' });

  expect(result).toMatchObject({ ok: true, confirm });
  expect(world.pressed[0]).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0OLGA', username: 'olga', team_id: 'T0SANDBOX' },
    team: { id: 'T0SANDBOX' },
    channel: { id: channel, name: 'images' },
    container: { type: 'message', message_ts: world.ts, channel_id: channel, is_ephemeral: false },
    message: { ts: world.ts, text: 'Go?', bot_id: 'B0BOT' },
    trigger_id: result.trigger_id,
    actions: [{ type: 'button', action_id: 'go', block_id: 'choice', value: 'plan-1', style: 'primary' }],
  });
});

test('a menu press carries the option that was chosen', async () => {
  await using world = await withQuestion();

  await world.slack.press({ user: 'U0RITA', channel, ts: world.ts, action_id: 'more', value: 'stop' });

  expect(world.pressed[0]?.actions).toMatchObject([{ type: 'overflow', selected_option: { value: 'stop' } }]);
});

test('only what is on the message can be pressed, and only by who sees it', async () => {
  await using world = await withQuestion();
  const press = (more: object) =>
    world.slack.press({ user: 'U0RITA', channel, ts: world.ts, action_id: 'go', ...more });

  await expect(press({ action_id: 'stop' })).rejects.toMatchObject({ code: 'element_not_found' });
  await expect(press({ ts: '1.000000' })).rejects.toMatchObject({ code: 'message_not_found' });
  await expect(press({ user: 'U0NOBODY' })).rejects.toMatchObject({ code: 'user_not_found' });
  await expect(press({ action_id: 'more', value: 'fly' })).rejects.toMatchObject({ code: 'no_such_option' });
});

test('a response URL replaces and deletes the message it came from', async () => {
  await using world = await withQuestion();
  await world.slack.press({ user: 'U0RITA', channel, ts: world.ts, action_id: 'go' });
  const url = world.pressed[0]?.response_url;

  await respond(url, { text: 'Gone', replace_original: true });
  const replaced = world.slack.state().messages[channel];
  await respond(url, { delete_original: true });

  expect(replaced).toMatchObject([{ ts: world.ts, text: 'Gone' }]);
  expect(world.slack.state().messages[channel]).toEqual([]);
});

test('a response URL works five times', async () => {
  await using world = await withQuestion();
  await world.slack.press({ user: 'U0RITA', channel, ts: world.ts, action_id: 'go' });
  const statuses: number[] = [];

  for (let n = 0; n < 6; n += 1)
    statuses.push((await respond(world.pressed[0]?.response_url, { text: `${n}` })).status);

  expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  expect(world.slack.state().messages[channel]).toHaveLength(6);
});

test('a response URL works for thirty minutes', async () => {
  let nowMs = Date.now();
  await using world = await withQuestion(undefined, () => nowMs);
  await world.slack.press({ user: 'U0RITA', channel, ts: world.ts, action_id: 'go' });

  nowMs += 30 * 60_000 + 1;
  const late = await respond(world.pressed[0]?.response_url, { text: 'late' });

  expect(late.status).toBe(404);
  expect(await late.json()).toEqual({ ok: false, error: 'expired_url' });
});

test('a response URL refuses blocks that Slack refuses', async () => {
  await using world = await withQuestion();
  await world.slack.press({ user: 'U0RITA', channel, ts: world.ts, action_id: 'go' });

  const answer = await respond(world.pressed[0]?.response_url, { text: 'x', blocks: [{ type: 'section' }] });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: 'invalid_blocks' });
});

test('a command cannot be typed in a thread, and an unknown one nowhere', async () => {
  await using world = await withQuestion();
  const rita = { user: 'U0RITA', channel };

  const inThread = await world.slack.command({ ...rita, command: '/capture-image', thread_ts: world.ts });
  const unknown = await world.slack.command({ ...rita, command: '/capture' });

  expect(inThread).toEqual({ ok: false, error: 'not_supported_in_threads' });
  expect(unknown).toEqual({ ok: false, error: 'not_a_valid_command' });
  const lines = await eventually(() => world.slack.state().messages[channel]);
  expect(lines.slice(1).map(line => line.text)).toEqual([
    '/capture-image is not supported in threads. Sorry!',
    '/capture is not a valid command.',
  ]);
});
