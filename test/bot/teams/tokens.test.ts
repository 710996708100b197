import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgeries } from '../../../sandbox/teams/sign-in.ts';
import { alone, openTeamsBot, teamsConfig } from '../../support/teams.ts';

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
beforeAll(async () => {
  bot = await openTeamsBot();
});
afterAll(() => bot.close());
beforeEach(() => {
  bot.heard.length = 0;
});

const said = { user: '29:rita', conversation: alone, text: 'list' };

describe('a delivery', () => {
  test('with a good token is heard', async () => {
    expect((await bot.teams.say(said)).delivered).toMatchObject({ status: 200 });
    expect(bot.heard).toHaveLength(1);
  });

  test.each(forgeries)('whose token is wrong (%s) is told 401 and nothing else, and is not heard', async forgery => {
    const { delivered } = await bot.teams.say({ ...said, forgery });
    expect(delivered).toMatchObject({ status: 401, body: null });
    expect(bot.heard).toEqual([]);
  });

  const elsewhere = '99999999-9999-9999-9999-999999999999';
  test.each([
    ['of another tenant', { channelData: { tenant: { id: elsewhere } } }, 403],
    ['of no tenant', { channelData: {}, conversation: { id: alone, conversationType: 'personal' } }, 403],
    ['of another channel than Teams', { channelId: 'webchat' }, 403],
    ['that names no service URL', { serviceUrl: '' }, 400],
  ])('%s is refused without a word', async (_, change, status) => {
    expect((await bot.teams.say({ ...said, change })).delivered).toMatchObject({ status, body: null });
    expect(bot.heard).toEqual([]);
  });

  test.each([
    'https://evil.example/',
    'http://smba.trafficmanager.net/amer/',
    'https://smba.trafficmanager.net.evil.example/',
    'not a url',
  ])('to be answered at %s is refused, though it is signed', async serviceUrl => {
    expect((await bot.teams.say({ ...said, change: { serviceUrl } })).delivered).toMatchObject({
      status: 403,
      body: null,
    });
    expect(bot.heard).toEqual([]);
  });

  test('to be answered at one of Microsoft’s own addresses is heard', async () => {
    const serviceUrl = 'https://smba.trafficmanager.net/emea/';
    expect((await bot.teams.say({ ...said, change: { serviceUrl } })).delivered).toMatchObject({ status: 200 });
  });

  test('of somebody without an id in Entra is not attended to', async () => {
    const change = { from: { id: '29:anybody', name: 'Anybody' } };
    expect((await bot.teams.say({ ...said, change })).delivered).toMatchObject({ status: 200 });
    expect(bot.heard).toEqual([]);
  });

  test('that is not readable is told 400', async () => {
    const authorization = bot.teams.authorization(`${bot.config.serviceUrl}/`) ?? '';
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(bot.endpoint, { method: 'POST', headers, body: '{' });
    expect([response.status, await response.text()]).toEqual([400, '']);
  });
});

test('without authentication anybody is heard, with the app id left out', async () => {
  const open = await openTeamsBot({
    environment: ({ MICROSOFT_BOT_SERVICE_URL = '' }) => ({
      MICROSOFT_BOT_SERVICE_URL,
      MICROSOFT_APP_NO_AUTH: 'loopback',
      HOST: '127.0.0.1',
    }),
  });
  try {
    expect((await open.teams.say({ ...said, forgery: 'none' })).delivered).toMatchObject({ status: 200 });
    expect(open.heard).toHaveLength(1);
  } finally {
    await open.close();
  }
});

test.each<[string, Record<string, string>]>([
  ['plain text from another site', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
  ['JSON from a page', { 'content-type': 'application/json', origin: 'http://127.0.0.1:3000' }],
  ['JSON from a page without an origin', { 'content-type': 'application/json', origin: 'null' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a body of no type', { 'content-type': '' }],
])('without authentication no page in a browser is heard: %s', async (_, headers) => {
  const open = await openTeamsBot({
    environment: ({ MICROSOFT_BOT_SERVICE_URL = '' }) => ({
      MICROSOFT_BOT_SERVICE_URL,
      MICROSOFT_APP_NO_AUTH: 'loopback',
      HOST: '127.0.0.1',
    }),
  });
  try {
    const activity = {
      type: 'message',
      id: '1',
      channelId: 'msteams',
      serviceUrl: `${open.config.serviceUrl}/`,
      from: { id: '29:rita', name: 'Rita', aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000001' },
      recipient: { id: '28:bot' },
      conversation: { id: 'a:rita', conversationType: 'personal', tenantId: 't' },
      text: 'web-01',
    };
    const response = await fetch(open.endpoint, { method: 'POST', headers, body: JSON.stringify(activity) });
    expect([response.status, open.heard]).toEqual([403, []]);
  } finally {
    await open.close();
  }
});

describe('the configuration', () => {
  const good = {
    MICROSOFT_APP_ID: '44444444-4444-4444-4444-444444444444',
    MICROSOFT_APP_PASSWORD: 'x',
    MICROSOFT_APP_TENANT_ID: '11111111-1111-1111-1111-111111111111',
  };

  test('points at Microsoft by default, and takes a managed identity without a password', () => {
    expect(teamsConfig(good)).toMatchObject({
      serviceUrl: 'https://smba.trafficmanager.net/teams',
      loginUrl: 'https://login.microsoftonline.com',
      tokenIssuer: 'https://api.botframework.com',
      appType: 'SingleTenant',
    });
    const { MICROSOFT_APP_PASSWORD: _, ...rest } = good;
    expect(teamsConfig({ ...rest, MICROSOFT_APP_TYPE: 'UserAssignedMSI' }).appPassword).toBeNull();
  });

  test.each([
    [{ ...good, MICROSOFT_APP_ID: '' }, /MICROSOFT_APP_ID: must be an id/],
    [
      { MICROSOFT_APP_TENANT_ID: good.MICROSOFT_APP_TENANT_ID },
      /MICROSOFT_APP_ID: is missing[\s\S]*MICROSOFT_APP_PASSWORD: is missing/,
    ],
    [{ ...good, MICROSOFT_APP_TENANT_ID: 'contoso' }, /MICROSOFT_APP_TENANT_ID/],
    [{ ...good, MICROSOFT_APP_TYPE: 'UserAssignedMSI' }, /a managed identity has none/],
    [{ ...good, MICROSOFT_BOT_SERVICE_URL: 'http://127.0.0.1:1' }, /never sent over plain http/],
    [{ MICROSOFT_APP_NO_AUTH: 'yes', HOST: '127.0.0.1' }, /can only be "loopback"/],
    [{ MICROSOFT_APP_NO_AUTH: 'loopback' }, /only with HOST on loopback, such as 127.0.0.1, not 0.0.0.0/],
    [{ ...good, MICROSOFT_APP_NO_AUTH: 'loopback', HOST: '127.0.0.1' }, /leave MICROSOFT_APP_ID/],
  ])('%o is told what is wrong with it', (environment, problem) => {
    expect(() => teamsConfig(environment)).toThrow(problem);
  });
});
