import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openSlackWeb, signature } from '../../support/slack-web.ts';
import { alone, listeningLog, openTeamsBot } from '../../support/teams.ts';

const { log, lines } = listeningLog();
let slack: Awaited<ReturnType<typeof openSlackWeb>>;
let teams: Awaited<ReturnType<typeof openTeamsBot>>;
beforeAll(async () => {
  [slack, teams] = await Promise.all([openSlackWeb(), openTeamsBot({ log })]);
});
afterAll(async () => {
  await Promise.all([slack.close(), teams.close()]);
});

/** Sends the head of a request whose body never comes, and answers what is said to it all the same. */
async function headOnly(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  const named = Object.entries({ 'content-length': '100000', ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write([`POST ${pathname} HTTP/1.1`, 'host: x', ...named, '', ''].join('\r\n'));
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer).split('\r\n')[0] ?? '';
}

const seconds = () => Math.floor(Date.now() / 1000);

describe('of a request that nobody has signed the body is not waited for', () => {
  test.each([
    ['without a signature', () => ({})],
    ['with a signature that is none', () => ({ ...signature('x', '{}'), 'x-slack-signature': 'v0=none' })],
    ['without a time', () => ({ 'x-slack-signature': signature('x', '{}')['x-slack-signature'] })],
    ['signed six minutes ago', () => signature(slack.slack.signingSecret, '', seconds() - 360)],
    ['signed in six minutes', () => signature(slack.slack.signingSecret, '', seconds() + 360)],
  ])('in Slack: %s', async (_, headers) => {
    expect(await headOnly(slack.address, headers())).toBe('HTTP/1.1 401 Unauthorized');
  });

  const forged = (forgery: 'expired' | 'unknown-key') =>
    teams.teams.authorization(teams.config.serviceUrl, forgery) ?? '';
  test.each([
    ['without a token', () => ({})],
    ['with a word for a token', () => ({ authorization: 'Bearer x' })],
    ['with a token that is too large', () => ({ authorization: `Bearer ${'e'.repeat(9000)}.e.e` })],
    ['with a token that has expired', () => ({ authorization: forged('expired') })],
    ['with a token of another key', () => ({ authorization: forged('unknown-key') })],
  ])('in Teams: %s', async (_, headers) => {
    expect(await headOnly(teams.endpoint, headers())).toBe('HTTP/1.1 401 Unauthorized');
  });
});

test.each([
  [-360, 401],
  [-200, 200],
  [200, 200],
  [360, 401],
])('what Slack signed %d seconds from now is answered %d', async (offset, status) => {
  const fields = { command: '/capture-image', user_id: 'U0RITA', channel_id: 'C0IMAGES', trigger_id: `${offset}` };
  const body = new URLSearchParams(fields).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...signature(slack.slack.signingSecret, body, seconds() + offset),
  };
  expect((await fetch(slack.address, { method: 'POST', body, headers })).status).toBe(status);
});

test('nothing of an unsigned body is parsed, whichever chat it is for', async () => {
  const body = JSON.stringify({ type: 'event_callback', mark: 'parsed-by-mistake' });
  const parse = vi.spyOn(JSON, 'parse');
  const headers = { 'content-type': 'application/json' };
  const answers = await Promise.all([
    fetch(slack.address, { method: 'POST', body, headers: { ...headers, ...signature('another secret', body) } }),
    fetch(teams.endpoint, { method: 'POST', body, headers: { ...headers, authorization: 'Bearer e.e.e' } }),
  ]);
  const parsed = parse.mock.calls.filter(([what]) => String(what).includes('parsed-by-mistake'));
  parse.mockRestore();
  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  expect(parsed).toEqual([]);
});

test('what is refused is told with no more than 200 letters of what it says', async () => {
  const before = lines().length;
  const serviceUrl = `https://evil.example/${'x'.repeat(5_000)}`;
  await teams.teams.say({ user: '29:rita', conversation: alone, text: 'x', change: { serviceUrl } });
  const told = lines().slice(before);
  expect(told).toMatchObject([{ why: 'a foreign service URL' }]);
  expect(JSON.stringify(told).length).toBeLessThan(600);
});

test('a body of more than 128 KB is refused, also where it is signed', async () => {
  const body = `payload=${'x'.repeat(128 * 1024)}`;
  const { hostname, port, pathname } = new URL(slack.address);
  const socket = connect(Number(port), hostname);
  const headers = { 'content-length': String(body.length), ...signature(slack.slack.signingSecret, body) };
  socket.write(
    [`POST ${pathname} HTTP/1.1`, 'host: x', ...Object.entries(headers).map(pair => pair.join(': ')), '', ''].join(
      '\r\n',
    ),
  );
  expect(await text(socket)).toContain('413 Payload Too Large');
});
