import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { ChatError } from '../../../src/bot/chat.ts';
import { slackChat } from '../../../src/bot/slack/slack.ts';
import { images, rita } from '../../support/captures.ts';
import { aListener } from '../../support/hear.ts';
import { quiet, slackConfig, until } from '../../support/office.ts';

const { listener: handler } = aListener();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const note = { text: 'hello', parts: [] };

test('a token that Slack refuses ends the start with a sentence', async () => {
  const slack = await startSlackSimulator();
  closing.push(slack.close);
  const chat = slackChat({ config: { ...slackConfig(slack), botToken: 'xoxb-wrong' }, app: null, log: quiet });
  await expect(chat.open(handler)).rejects.toThrow(
    'Slack refuses the bot token (invalid_auth): check SLACK_BOT_TOKEN.',
  );
});

test('a Slack that comes up a little later is waited for', async () => {
  const slack = await startSlackSimulator();
  closing.push(slack.close);
  slack.faults.add({ match: { method: 'auth.test' }, status: 503, times: 2 });
  slack.faults.add({ match: { method: 'apps.connections.open' }, drop: 'before', times: 1 });
  const chat = slackChat({ config: slackConfig(slack), app: null, log: quiet });
  closing.push(chat.close);
  await chat.open(handler);
  expect(slack.connections()).toBe(1);
});

test('a Slack that goes down afterwards is come back to', async () => {
  const first = await startSlackSimulator();
  const port = Number(new URL(first.url).port);
  const chat = slackChat({ config: slackConfig(first), app: null, log: quiet });
  closing.push(chat.close);
  await chat.open(handler);
  await first.close();
  await expect(chat.post(images, note, { key: 'k' })).rejects.toMatchObject({ kind: 'not-now' });
  const second = await startSlackSimulator({ port });
  closing.push(second.close);
  await until('a connection', () => second.connections() === 1);
});

test('Slack over HTTP needs a secret and a server', () => {
  const config = { botToken: 'xoxb-x', appToken: null, signingSecret: null, apiUrl: null };
  expect(() => slackChat({ config, app: null, log: quiet })).toThrow('SLACK_SIGNING_SECRET');
});

test.each([
  [{ status: 500 }, { kind: 'unanswered' }],
  [{ error: 'is_archived' }, { code: 'is_archived', kind: 'no-access' }],
  [{ error: 'token_revoked' }, { kind: 'not-now' }],
] as const)('a post that meets %o fails as %o', async (fault, error) => {
  const slack = await startSlackSimulator();
  closing.push(slack.close);
  const chat = slackChat({ config: slackConfig(slack), app: null, log: quiet });
  slack.faults.add({ match: { method: 'chat.postMessage' }, ...fault });
  const failed = chat.post(images, note, { key: 'k' });
  await expect(failed).rejects.toBeInstanceOf(ChatError);
  await expect(failed).rejects.toMatchObject(error);
});

test('a Slack that knows little more than how to post is enough', async () => {
  const answers: Record<string, object> = {
    'auth.test': { ok: true, user_id: 'U0BOT', team_id: 'T0' },
    'chat.postMessage': { ok: true, channel: 'C0IMAGES', ts: '1.0' },
    'chat.update': { ok: true },
  };
  const api = createServer((request, response) => {
    const method = request.url?.replace('/api/', '') ?? '';
    response.setHeader('content-type', 'application/json');
    response.statusCode = answers[method] ? 200 : 404;
    request
      .resume()
      .on('end', () => response.end(JSON.stringify(answers[method] ?? { ok: false, error: 'unknown_method' })));
  }).listen(0, '127.0.0.1');
  await new Promise(done => api.once('listening', done));
  closing.push(async () => api.close());
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}/api/`;
  const config = { botToken: 'xoxb-x', appToken: null, signingSecret: 'secret', apiUrl };
  const chat = slackChat({ config, app: express(), log: quiet });
  await chat.open(handler);
  const root = await chat.post(images, note, { key: 'k' });
  await chat.edit(root, note);
  expect(await chat.findPosted(images, { key: 'k' })).toBeNull();
  expect(await chat.linkTo(root)).toBeNull();
  expect(await chat.privatePlace(rita)).toMatchObject({ channel: 'U0RITA' });
});

test('no token gets into the log', async () => {
  const slack = await startSlackSimulator();
  closing.push(slack.close);
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: line => lines.push(line) });
  const chat = slackChat({ config: { ...slackConfig(slack), botToken: 'xoxb-very-secret' }, app: null, log });
  slack.faults.add({ match: { method: 'auth.test' }, drop: 'before' });
  await expect(chat.open(handler)).rejects.toThrow('Slack refuses the bot token');
  await expect(chat.post(images, note, { key: 'k' })).rejects.toBeInstanceOf(ChatError);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toMatch(/xoxb-very|xapp-/);
});
