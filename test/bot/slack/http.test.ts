import { afterAll, beforeAll, expect, test } from 'vitest';
import { messagesIn, until } from '../../support/office.ts';
import { openSlackWeb, signature } from '../../support/slack-web.ts';

let bot: Awaited<ReturnType<typeof openSlackWeb>>;
beforeAll(async () => {
  bot = await openSlackWeb();
});
afterAll(() => bot.close());

const rita = { user: 'U0RITA', channel: 'C0IMAGES' };

test('signed deliveries are heard: commands, messages and the address check', async () => {
  expect(await bot.slack.verifyRequestUrl()).toBe(true);
  expect((await bot.slack.command({ ...rita, command: '/capture-image', text: 'list' })).ok).toBe(true);
  const { ts } = bot.slack.say({ ...rita, text: 'a thread' });
  bot.slack.say({ ...rita, text: 'Y', thread_ts: ts });
  await until('both', () => bot.heard.length === 2);
  expect(bot.heard.map(({ is }) => is)).toEqual(['command', 'said']);
});

test('messages go out the same way', async () => {
  await bot.chat.post(
    { platform: 'slack', workspace: 'T0SANDBOX', channel: 'C0IMAGES' },
    { text: 'hello', parts: [] },
    { key: 'k' },
  );
  expect(messagesIn(bot.slack).at(-1)).toMatchObject({ text: 'hello' });
});

test('what is not signed, or signed with another secret or too long ago, is refused', async () => {
  const before = bot.heard.length;
  const body = new URLSearchParams({
    command: '/capture-image',
    text: 'list',
    user_id: 'U0EVE',
    channel_id: 'C0IMAGES',
    trigger_id: '1',
  }).toString();
  const post = (headers: Record<string, string>) =>
    fetch(bot.address, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const now = Math.floor(Date.now() / 1000);
  expect((await post({})).status).toBe(401);
  expect((await post(signature('another secret', body))).status).toBe(401);
  expect((await post(signature(bot.slack.signingSecret, body, now - 400))).status).toBe(401);
  expect(bot.heard).toHaveLength(before);
});
