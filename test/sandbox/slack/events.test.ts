import type { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { readManifest } from '../../../sandbox/slack/manifest.ts';
import { boltOverSocket, eventually } from './bolt.ts';

type Heard = { [key: string]: unknown };

/** Keeps every event that comes, in the order in which they come. */
const keep = (events: Heard[]) => (app: App) => {
  app.use(async ({ body, next }) => {
    if ('event' in body) events.push(body.event);
    await next();
  });
};

test('a message in a channel of the bot arrives with who, where and what', async () => {
  const events: Heard[] = [];
  await using world = await boltOverSocket(keep(events));

  const { ts } = world.slack.say({ user: 'U0RITA', channel: '#images', text: 'a < b & c' });
  await eventually(() => events.length === 1);

  expect(events[0]).toMatchObject({
    type: 'message',
    user: 'U0RITA',
    channel: 'C0IMAGES',
    channel_type: 'channel',
    text: 'a &lt; b &amp; c',
    ts,
    event_ts: ts,
    team: 'T0SANDBOX',
  });
});

test('nothing arrives from a channel that the bot is not in', async () => {
  const events: Heard[] = [];
  await using world = await boltOverSocket(keep(events));

  world.slack.say({ user: 'U0RITA', channel: '#general', text: '@capture-image hello' });
  world.slack.say({ user: 'U0RITA', channel: '#images', text: 'last' });
  await eventually(() => events.length > 0);

  expect(events.map(({ text }) => text)).toEqual(['last']);
});

test('private channels and direct messages arrive under their own names', async () => {
  const events: Heard[] = [];
  await using world = await boltOverSocket(keep(events));
  world.slack.createChannel({ name: 'secret', kind: 'private', members: ['U0RITA', 'U0BOT'] });

  world.slack.say({ user: 'U0RITA', channel: '#secret', text: 'one' });
  world.slack.say({ user: 'U0RITA', channel: 'U0BOT', text: 'two' });
  await eventually(() => events.length === 2);

  expect(events.map(event => event.channel_type).sort()).toEqual(['group', 'im']);
});

test('only the events that the manifest asks for arrive', async () => {
  const events: Heard[] = [];
  const manifest = readManifest();
  manifest.settings.event_subscriptions.bot_events = ['app_mention'];
  await using world = await boltOverSocket(keep(events), { manifest });

  world.slack.say({ user: 'U0RITA', channel: '#images', text: 'nobody' });
  world.slack.say({ user: 'U0RITA', channel: '#images', text: '@capture-image help' });
  await eventually(() => events.length > 0);

  expect(events.map(({ type, text }) => `${type} ${text}`)).toEqual(['app_mention <@U0BOT> help']);
});

test('an edit says what it was, and a deletion what is gone', async () => {
  const events: Heard[] = [];
  await using world = await boltOverSocket(keep(events));
  const rita = { user: 'U0RITA', channel: '#images' };
  const { ts } = world.slack.say({ ...rita, text: 'no' });

  world.slack.edit({ ...rita, ts, text: 'Y' });
  world.slack.remove({ ...rita, ts });
  await eventually(() => events.length === 3);

  const [, changed, deleted] = events.toSorted((a, b) => Number(a.event_ts) - Number(b.event_ts));
  expect(changed).toMatchObject({
    subtype: 'message_changed',
    hidden: true,
    channel: 'C0IMAGES',
    message: { ts, user: 'U0RITA', text: 'Y', edited: { user: 'U0RITA' } },
    previous_message: { text: 'no' },
  });
  expect(deleted).toMatchObject({ subtype: 'message_deleted', deleted_ts: ts, previous_message: { text: 'Y' } });
});

test('what the bot says itself arrives too, with its bot id', async () => {
  const raw: unknown[] = [];
  await using world = await boltOverSocket();

  await world.client.chat.postMessage({ channel: 'C0IMAGES', text: 'hello' });
  await eventually(() => {
    raw.push(...world.slack.log().filter(entry => entry.kind === 'delivery'));
    return raw.length > 0;
  });

  expect(raw[0]).toMatchObject({
    outcome: 'acknowledged',
    payload: { event: { type: 'message', user: 'U0BOT', bot_id: 'B0BOT', app_id: 'A0SANDBOX', text: 'hello' } },
  });
});

test('an event that is not acknowledged comes again, with the same event id', async () => {
  const seen: { retry: number | undefined; id: string }[] = [];
  await using world = await boltOverSocket(
    app =>
      app.use(async ({ body, context, next }) => {
        seen.push({ retry: context.retryNum, id: 'event_id' in body ? String(body.event_id) : '' });
        await next();
      }),
    { speed: 1000 },
  );
  world.slack.faults.add({ match: { method: 'delivery' }, drop: 'after', times: 2 });

  world.slack.say({ user: 'U0RITA', channel: '#images', text: 'Y' });
  await eventually(() => seen.length === 3);

  expect(seen.map(({ retry }) => retry)).toEqual([0, 1, 2]);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
});

test('the last thing that a person did can be delivered again on demand', async () => {
  const events: Heard[] = [];
  await using world = await boltOverSocket(keep(events));
  world.slack.say({ user: 'U0RITA', channel: '#images', text: 'Y' });
  await world.client.chat.postMessage({ channel: 'C0IMAGES', text: 'heard' });

  const again = await world.slack.redeliver({ count: 2 });
  await eventually(() => events.filter(({ text }) => text === 'Y').length === 3);

  expect(again).toEqual({ ok: true, delivered: 2 });
});
