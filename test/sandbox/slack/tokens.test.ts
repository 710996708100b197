import { expect, test } from 'vitest';
import { readManifest } from '../../../sandbox/slack/manifest.ts';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { clientOf } from './bolt.ts';

test('auth.test says who the app is', async () => {
  const slack = await startSlackSimulator();

  const me = await clientOf(slack).auth.test();

  expect(me).toMatchObject({ ok: true, team_id: 'T0SANDBOX', user_id: 'U0BOT', bot_id: 'B0BOT', team: 'Contoso' });
  await slack.close();
});

test.each([
  ['no token', {}, 'not_authed'],
  ['an unknown token', { authorization: 'Bearer xoxb-of-somebody-else' }, 'invalid_auth'],
])('%s is refused', async (_, headers, error) => {
  const slack = await startSlackSimulator();

  const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers });

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ok: false, error });
  await slack.close();
});

test('a token counts in a form and in a header, but not inside JSON', async () => {
  const slack = await startSlackSimulator();
  const post = async (init: RequestInit) =>
    Object(await (await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', ...init })).json());
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const token = slack.botToken;

  expect((await post({ body: new URLSearchParams({ token }) })).ok).toBe(true);
  expect((await post({ body: '{}', headers: { ...json, authorization: `Bearer ${token}` } })).ok).toBe(true);
  expect(await post({ body: JSON.stringify({ token }), headers: json })).toEqual({ ok: false, error: 'not_authed' });
  await slack.close();
});

test('a scope that the manifest does not ask for is missing', async () => {
  const manifest = readManifest();
  manifest.oauth_config.scopes.bot = ['commands', 'users:read'];
  const slack = await startSlackSimulator({ manifest });

  const refusal = clientOf(slack).chat.postMessage({ channel: 'C0IMAGES', text: 'hello' });

  await expect(refusal).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'chat:write', provided: 'commands,users:read' },
  });
  await slack.close();
});

test('mail addresses are shown only with the scope for them', async () => {
  const manifest = readManifest();
  manifest.oauth_config.scopes.bot = ['users:read'];
  const [all, less] = [await startSlackSimulator(), await startSlackSimulator({ manifest })];

  const seen = await clientOf(all).users.info({ user: 'U0RITA' });
  const unseen = await clientOf(less).users.info({ user: 'U0RITA' });

  expect(seen.user?.profile?.email).toBe('rita@contoso.example');
  expect(unseen.user?.profile?.email).toBeUndefined();
  await expect(clientOf(less).users.lookupByEmail({ email: 'rita@contoso.example' })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'users:read.email' },
  });
  await all.close();
  await less.close();
});

test('the product asks for the scopes and events it needs and nothing more', () => {
  const { oauth_config, features, settings } = readManifest();

  expect(oauth_config.scopes.bot).toEqual([
    'app_mentions:read',
    'channels:history',
    'channels:read',
    'chat:write',
    'commands',
    'groups:history',
    'groups:read',
    'im:history',
    'im:write',
    'usergroups:read',
    'users:read',
    'users:read.email',
  ]);
  expect(settings.event_subscriptions.bot_events).toEqual([
    'app_mention',
    'message.channels',
    'message.groups',
    'message.im',
  ]);
  expect(features.slash_commands.map(({ command }) => command)).toEqual(['/capture-image']);
  expect(settings).toMatchObject({ interactivity: { is_enabled: true }, socket_mode_enabled: true });
});

test('a method that does not exist is named back', async () => {
  const slack = await startSlackSimulator();

  await expect(clientOf(slack).apiCall('chat.shout')).rejects.toMatchObject({
    data: { error: 'unknown_method', req_method: 'chat.shout' },
  });
  await slack.close();
});
