import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens } from '../../../sandbox/azure/tokens.ts';
import { type Clients, startClients, webVm } from './clients.ts';

const tenant = '11111111-1111-1111-1111-111111111111';
const good = {
  grant_type: 'client_credentials',
  client_id: '33333333-3333-3333-3333-333333333333',
  client_secret: 'sandbox-secret',
  scope: 'https://management.azure.com/.default',
};

describe('signing in', () => {
  let azure: Clients;
  beforeAll(async () => {
    azure = await startClients();
  });
  afterAll(() => azure.close());

  async function ask(form: Record<string, string>, path = `/${tenant}/oauth2/v2.0/token`) {
    const response = await fetch(`${azure.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    const body: unknown = await response.json();
    return { status: response.status, body };
  }
  const vmWith = (authorization: string | undefined) =>
    fetch(
      `${azure.url}${webVm}/web-01?api-version=2026-04-01`,
      authorization === undefined ? {} : { headers: { authorization } },
    );

  it('gives a token for the right secret', async () => {
    expect(await ask(good)).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3599, access_token: expect.any(String) },
    });
  });

  it.each([
    [
      'a wrong secret',
      { client_secret: 'wrong' },
      401,
      'invalid_client',
      'AADSTS7000215: Invalid client secret provided.',
    ],
    ['an unknown application', { client_id: tenant }, 400, 'unauthorized_client', 'AADSTS700016'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 'AADSTS70003'],
    ['a broken assertion', { client_assertion: 'x' }, 401, 'invalid_client', 'AADSTS50027'],
  ])('refuses %s in the words of Entra', async (_what, change, status, error, description) => {
    const answer = await ask({ ...good, ...change });
    expect(answer).toMatchObject({ status, body: { error, error_description: expect.stringContaining(description) } });
  });

  it('refuses another tenant', async () => {
    expect(await ask(good, '/99999999-9999-9999-9999-999999999999/oauth2/v2.0/token')).toMatchObject({
      status: 400,
      body: { error_codes: [90002] },
    });
  });

  it("takes a workload's own token in place of the secret", async () => {
    const { client_secret: _none, ...form } = good;
    const assertion = (await createTokens()).issue({ sub: 'system:serviceaccount:bot' }, 60);
    const answer = await ask({
      ...form,
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    expect(answer.status).toBe(200);
  });

  it("serves the machine's own identity to who sends the Metadata header", async () => {
    const url = `${azure.url}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com`;
    expect((await fetch(url)).status).toBe(400);
    expect(await (await fetch(url, { headers: { metadata: 'true' } })).json()).toMatchObject({
      resource: 'https://management.azure.com',
      expires_on: expect.stringMatching(/^\d+$/),
    });
  });

  it('lets nobody in without a token, with a forged one, or with one for somebody else', async () => {
    const none = await vmWith(undefined);
    const forged = await vmWith(
      `Bearer ${(await createTokens()).issue({ aud: 'https://management.azure.com', tid: tenant }, 60)}`,
    );
    const graph = await vmWith(`Bearer ${await azure.token('https://graph.microsoft.com/.default')}`);

    expect([none.status, forged.status, graph.status]).toEqual([401, 401, 401]);
    expect(none.headers.get('www-authenticate')).toMatch(/^Bearer authorization_uri=".*11111111/);
    expect(await none.json()).toMatchObject({ error: { code: 'AuthenticationFailed' } });
    expect(await forged.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    expect(await graph.json()).toMatchObject({ error: { code: 'InvalidAuthenticationTokenAudience' } });
  });

  it('says of an old token that it is expired', async () => {
    let now = Date.now();
    const tokens = await createTokens(() => now);
    const token = tokens.issue({}, 60);
    now += 61_000;
    expect(tokens.read(token)).toEqual({ problem: 'expired' });
  });
});
