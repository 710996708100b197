import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { clientOf, eventually } from './bolt.ts';

const routes = (url: string) => ({
  async get(path: string) {
    return Object(await (await fetch(`${url}/_simulator/${path}`)).json());
  },
  async post(path: string, body: object) {
    const response = await fetch(`${url}/_simulator/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, ...Object(await response.json()) };
  },
});

test('a person writes, edits and deletes through the routes, and the state shows it', async () => {
  const slack = await startSlackSimulator();
  const { get, post } = routes(slack.url);
  const rita = { user: 'U0RITA', channel: '#images' };

  const { ts } = await post('message', { ...rita, text: 'root' });
  const reply = await post('message', { ...rita, text: 'reply', thread_ts: ts });
  await post('edit', { ...rita, ts: reply.ts, text: 'changed' });
  const state = await get('state');
  await post('delete', { ...rita, ts: reply.ts });

  expect(state.team).toMatchObject({ id: 'T0SANDBOX', name: 'Contoso' });
  expect(state.channels[0]).toMatchObject({ id: 'C0IMAGES', name: 'images' });
  expect(state.messages.C0IMAGES).toMatchObject([
    { ts, user: 'U0RITA', text: 'root', reply_count: 1 },
    { ts: reply.ts, thread_ts: ts, text: 'changed', edited: { user: 'U0RITA' } },
  ]);
  expect((await get('state')).messages.C0IMAGES).toHaveLength(1);
  await slack.close();
});

test('an order with an unknown field, or one that makes no sense, is a 400 that says why', async () => {
  const slack = await startSlackSimulator();
  const { post } = routes(slack.url);

  const unknown = await post('faults', { match: { method: 'chat.update' }, statusCode: 500 });
  const misplaced = await post('faults', { match: { method: 'delivery' }, status: 500 });
  const stranger = await post('message', { user: 'U0NOBODY', channel: '#images', text: 'x' });
  const elsewhere = await post('message', { user: 'U0GUS', channel: '#general', text: 'x' });
  const nowhere = await post('dance', {});

  expect(unknown).toMatchObject({ status: 400, error: 'invalid_body', message: expect.stringContaining('statusCode') });
  expect(misplaced).toMatchObject({ status: 400, error: 'invalid_body' });
  expect(stranger).toMatchObject({ status: 400, error: 'user_not_found' });
  expect(elsewhere).toMatchObject({ status: 400, error: 'not_in_channel' });
  expect(nowhere).toMatchObject({ status: 404 });
  await slack.close();
});

test('faults are ordered, listed and cleared', async () => {
  const slack = await startSlackSimulator();
  const { get, post } = routes(slack.url);

  await post('faults', { match: { method: 'chat.update' }, times: 3, error: 'internal_error' });
  const listed = await get('faults');
  await fetch(`${slack.url}/_simulator/faults`, { method: 'DELETE' });

  expect(listed).toEqual([{ match: { method: 'chat.update' }, times: 3, error: 'internal_error' }]);
  expect(await get('faults')).toEqual([]);
  await slack.close();
});

test('whoever listens hears of everything as it happens', async () => {
  const slack = await startSlackSimulator();
  const response = await fetch(`${slack.url}/_simulator/events`);
  let heard = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) heard += Buffer.from(chunk).toString();
  })().catch(() => undefined);

  slack.say({ user: 'U0RITA', channel: '#images', text: 'hello' });
  await clientOf(slack).chat.postEphemeral({ channel: 'C0IMAGES', user: 'U0RITA', text: 'psst' });
  await eventually(() => heard.includes('event: ephemeral\n') && heard.includes('"kind":"call"'));

  expect(heard).toMatch(
    /event: message\ndata: \{"channel":"C0IMAGES","message":\{"ts":"[\d.]+","user":"U0RITA","text":"hello"\}\}/,
  );
  await slack.close();
  await reading;
});

test('the log tells every call and no token', async () => {
  const slack = await startSlackSimulator();
  const client = clientOf(slack);
  await client.auth.test();
  const last = slack.log().at(-1)?.id ?? 0;
  await client.chat.postMessage({ channel: 'C0IMAGES', text: `my token is ${slack.botToken}` });

  const [entry] = await routes(slack.url).get(`log?after=${last}`);

  expect(entry).toMatchObject({
    kind: 'call',
    method: 'chat.postMessage',
    ok: true,
    args: { text: 'my token is xoxb-…' },
  });
  expect(JSON.stringify(slack.log())).not.toContain(slack.botToken);
  await slack.close();
});

test('a reset leaves the world as it was at first', async () => {
  const slack = await startSlackSimulator();
  const fresh = slack.state();
  slack.say({ user: 'U0RITA', channel: '#images', text: 'x' });
  slack.createChannel({ name: 'new', kind: 'public', members: ['U0RITA'] });
  slack.faults.add({ match: {}, status: 500 });

  await routes(slack.url).post('reset', {});

  expect(slack.state()).toEqual(fresh);
  expect(slack.faults.list()).toEqual([]);
  await slack.close();
});

test('a workspace that is kept in a folder is there again after a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slack-'));
  const before = await startSlackSimulator({ folder });
  const { ts } = before.say({ user: 'U0RITA', channel: '#images', text: 'remember me' });
  await before.close();

  const after = await startSlackSimulator({ folder });

  expect(after.state().messages.C0IMAGES).toMatchObject([{ ts, text: 'remember me' }]);
  await after.close();
  await rm(folder, { recursive: true });
});

test('it starts from the command line, says what an app needs, and ends on a signal', async () => {
  const child = spawn(process.execPath, [
    'sandbox/slack/main.ts',
    '--port',
    '0',
    '--request-url',
    'http://127.0.0.1:9/',
  ]);
  let said = '';
  child.stdout.on('data', data => {
    said += data;
  });
  child.stderr.on('data', data => {
    said += data;
  });
  await eventually(() => said.includes('SLACK_SIGNING_SECRET'));

  const url = /http:\/\/127\.0\.0\.1:\d+(?=\n)/.exec(said)?.[0] ?? '';
  const state = await routes(url).get('state');
  const ended = new Promise(done => child.once('exit', code => done(code)));
  child.kill('SIGTERM');

  expect(state.team.id).toBe('T0SANDBOX');
  expect(said).toContain(`SLACK_API_URL=${url}/api/`);
  expect(await ended).toBe(0);
});
