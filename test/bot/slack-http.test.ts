import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../sandbox/slack/simulator.ts';
import type { Chat } from '../../src/bot/chat.ts';
import { slackChat } from '../../src/bot/slack.ts';
import { aListener } from '../support/hear.ts';
import { messagesIn, quiet, until } from '../support/office.ts';

const { heard, listener } = aListener();
const web = express();
const server = web.listen(0, '127.0.0.1');
let slack: SlackSimulator;
let chat: Chat;
let address: string;

beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack = await startSlackSimulator({ requestUrl: address });
  const { botToken, signingSecret, apiUrl } = slack;
  chat = slackChat({ config: { botToken, appToken: null, signingSecret, apiUrl }, app: web, log: quiet });
  await chat.open(listener);
});
afterAll(async () => {
  await chat.close();
  server.closeAllConnections();
  server.close();
  await slack.close();
});

const rita = { user: 'U0RITA', channel: 'C0IMAGES' };

test('signed deliveries are heard: commands, messages and the address check', async () => {
  expect(await slack.verifyRequestUrl()).toBe(true);
  expect((await slack.command({ ...rita, command: '/capture-image', text: 'list' })).ok).toBe(true);
  const { ts } = slack.say({ ...rita, text: 'a thread' });
  slack.say({ ...rita, text: 'Y', thread_ts: ts });
  await until('both', () => heard.length === 2);
  expect(heard.map(({ is }) => is)).toEqual(['command', 'said']);
});

test('messages go out the same way', async () => {
  await chat.post(
    { platform: 'slack', workspace: 'T0SANDBOX', channel: 'C0IMAGES' },
    { text: 'hello', parts: [] },
    { key: 'k' },
  );
  expect(messagesIn(slack).at(-1)).toMatchObject({ text: 'hello' });
});

test('what is not signed, or signed with another secret or too long ago, is refused', async () => {
  const before = heard.length;
  const body = new URLSearchParams({
    command: '/capture-image',
    text: 'list',
    user_id: 'U0EVE',
    channel_id: 'C0IMAGES',
    trigger_id: '1',
  }).toString();
  const post = (headers: Record<string, string>) =>
    fetch(address, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const signed = (secret: string, at: number) => ({
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
  });
  const now = Math.floor(Date.now() / 1000);
  expect((await post({})).status).toBe(401);
  expect((await post(signed('another secret', now))).status).toBe(401);
  expect((await post(signed(slack.signingSecret, now - 400))).status).toBe(401);
  expect(heard).toHaveLength(before);
});
