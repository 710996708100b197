import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Note } from '../../../src/bot/chat.ts';
import { channel, openTeamsBot, ritaId, tenantId } from '../../support/teams.ts';

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
beforeAll(async () => {
  bot = await openTeamsBot();
});
afterAll(() => bot.close());
beforeEach(() => {
  bot.teams.reset();
  bot.view = () => note;
});

const place = { platform: 'teams', workspace: tenantId, channel } as const;
const note: Note = {
  text: 'so it is',
  parts: [{ is: 'text', spans: ['so it is'] }],
  personal: { view: 'web-01-1 0', people: [`entra:${ritaId}`], alike: true },
};
const ids = () => bot.written().map(({ id }) => id);
const read = (message: string | undefined) => bot.teams.view({ user: '29:rita', message: message ?? '' });

/** Posts, and never hears that it has got through. */
async function postUnheard(key: string): Promise<string | undefined> {
  bot.teams.faults.add({ match: { method: 'send' }, drop: 'after' });
  await expect(bot.chat.post(place, note, { key })).rejects.toMatchObject({ kind: 'unanswered' });
  return ids()[0];
}

test('a post whose answer was lost is found again once somebody reads it', async () => {
  const posted = await postUnheard('found');
  expect(await bot.chat.findPosted(place, { key: 'found' })).toBeNull();
  await read(posted);
  expect(await bot.chat.findPosted(place, { key: 'found' })).toMatchObject({ id: posted });
  expect(ids()).toEqual([posted]);
});

test('nothing moves for a reader who is shown nothing: a post whose answer was lost waits for another one', async () => {
  bot.view = () => null;
  const posted = await postUnheard('hidden');
  await read(posted);
  expect(await bot.chat.findPosted(place, { key: 'hidden' })).toBeNull();
  bot.view = () => note;
  await read(posted);
  expect(await bot.chat.findPosted(place, { key: 'hidden' })).toMatchObject({ id: posted });
});

test('what was posted again is taken away where the first one is read before the second is noted', async () => {
  const first = await postUnheard('earlier');
  await read(first);
  expect(await bot.chat.post(place, note, { key: 'earlier' })).toMatchObject({ id: first });
  expect(ids()).toEqual([first]);
});

test('what was posted again and is taken away by a reader before it is noted leaves the first one to count', async () => {
  const first = await postUnheard('overtaken');
  await read(first);
  const { promise: heldUntil, resolve: letGo } = Promise.withResolvers<void>();
  bot.teams.faults.add({ match: { method: 'edit' }, heldUntil });
  const posting = bot.chat.post(place, note, { key: 'overtaken' });
  const [, second] = await vi.waitUntil(() => (ids().length > 1 ? ids() : null), { timeout: 100_000 });
  await read(second);
  expect(ids()).toEqual([first]);
  letGo();
  expect(await posting).toMatchObject({ id: first });
});

test('what was posted again goes, and the first one counts, also where that cannot be edited now', async () => {
  const first = await postUnheard('unedited');
  await read(first);
  bot.teams.faults.add({ match: { method: 'edit' }, status: 500 });
  await expect(bot.chat.post(place, note, { key: 'unedited' })).rejects.toMatchObject({ kind: 'unanswered' });
  expect(ids()).toEqual([first]);
  expect(await bot.chat.findPosted(place, { key: 'unedited' })).toMatchObject({ id: first });
});

test('what was posted again counts where the first one is gone, and no reader has it taken away', async () => {
  const first = await postUnheard('gone');
  await read(first);
  bot.teams.faults.add({ match: { method: 'edit' }, status: 404 });
  const { id } = await bot.chat.post(place, note, { key: 'gone' });
  await read(id);
  expect(ids()).toEqual([first, id]);
  expect(await bot.chat.findPosted(place, { key: 'gone' })).toMatchObject({ id });
});

test('the twin of a post is taken away by whoever reads it, and the other one stays', async () => {
  const twin = await postUnheard('twin');
  const { id } = await bot.chat.post(place, note, { key: 'twin' });
  expect(ids()).toEqual([twin, id]);
  await read(id);
  await read(twin);
  expect(ids()).toEqual([id]);
});

test('a twin that is read while Redis is full is taken away by its next reader', async context => {
  if (bot.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis is not filled up');
  const twin = await postUnheard('full');
  await bot.redis.config('SET', 'maxmemory', '1');
  try {
    await read(twin);
  } finally {
    await bot.redis.config('SET', 'maxmemory', '0');
  }
  const { id } = await bot.chat.post(place, note, { key: 'full' });
  await read(twin);
  expect(ids()).toEqual([id]);
});

test('an edited card is asked for with what it was sent under, as the first one was', async () => {
  const posted = await bot.chat.post(place, note, { key: 'edited' });
  await bot.chat.edit(posted, note);
  expect(bot.written()[0]).toMatchObject({ edits: 1, card: { refresh: { action: { data: { key: 'edited' } } } } });
});

test('a card that says the key of another message takes nothing away', async () => {
  const one = await bot.chat.post(place, note, { key: 'one' });
  const asking: Note = { text: 'go?', parts: [{ is: 'buttons', buttons: [press] }] };
  const other = await bot.chat.post(place, asking, { key: 'other' });
  const data = { verb: 'refresh', view: 'web-01-1 0', key: 'one' };
  const change = { value: { action: { type: 'Action.Execute', verb: 'refresh', data }, trigger: 'automatic' } };
  await bot.teams.press({ user: '29:rita', message: other.id, verb: 'press', change });
  expect(ids()).toEqual([one.id, other.id]);
  expect(await bot.chat.findPosted(place, { key: 'one' })).toMatchObject({ id: one.id });
});

const press = { action: 'confirm', value: 'web-01-1', label: 'Go', tone: 'primary' } as const;
