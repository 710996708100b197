import express, { type Request, type Response, Router } from 'express';
import { createTokens, type Tokens } from '../azure/tokens.ts';
import type { Faults } from './faults.ts';
import { Refused } from './refused.ts';
import { app, tenantId } from './world.ts';

/** Who signs what the bot is sent, in this simulator as at Microsoft. */
export const issuer = 'https://api.botframework.example';

/** What the tokens for Microsoft Graph are for. */
export const graph = 'https://graph.microsoft.com';

/** Whom Microsoft's own library for bots takes tokens of as well: so the Bot Framework Emulator signs in. */
const emulators = 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/';

const hour = 3600;

/** Where the bot may sign in: its own tenant, and the one that is for bots of many tenants. */
const authorities: readonly string[] = [tenantId, 'botframework.com'];

/** What can be wrong with the token of a delivery. */
export const forgeries = [
  'none',
  'garbage',
  'expired',
  'early',
  'bad-signature',
  'alg-none',
  'unknown-key',
  'other-issuer',
  'other-audience',
  'other-service',
  'no-service',
  'no-expiry',
  'audience-list',
  'emulator-1',
  'emulator-2',
  'own',
  'not-endorsed',
] as const;
export type Forgery = (typeof forgeries)[number];

export type SignIn = Awaited<ReturnType<typeof createSignIn>>;

/** The sign-in of bots, and the keys that deliveries to them are signed with. */
export async function createSignIn({
  now,
  address,
  faults,
}: {
  now: () => number;
  address: () => string;
  faults: Faults;
}) {
  let skewMs = 0;
  const clock = () => now() + skewMs;
  const [outbound, inbound, strange, elsewhere] = await Promise.all([
    createTokens(clock),
    createTokens(clock),
    createTokens(clock),
    createTokens(clock),
  ]);

  const claims = (serviceUrl: string) => ({ iss: issuer, aud: app.id, serviceurl: serviceUrl });

  /** The token of a delivery, good or forged. */
  function authorization(serviceUrl: string, forgery?: Forgery): string | null {
    const good = () => outbound.issue(claims(serviceUrl), hour);
    const at = (skew: number) => {
      skewMs = skew;
      const token = good();
      skewMs = 0;
      return token;
    };
    const [head = '', body = '', signature = ''] = good().split('.');
    const none = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'none', ...kidOf(head) })).toString('base64url');
    const tokens: Record<Forgery, () => string | null> = {
      none: () => null,
      garbage: () => 'garbage',
      expired: () => at(-3 * hour * 1000),
      early: () => at(2 * hour * 1000),
      'bad-signature': () => `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'alg-none': () => `${none}.${body}.`,
      'unknown-key': () => strange.issue(claims(serviceUrl), hour),
      'other-issuer': () => outbound.issue({ ...claims(serviceUrl), iss: 'https://evil.example' }, hour),
      'other-audience': () => outbound.issue({ ...claims(serviceUrl), aud: tenantId }, hour),
      'other-service': () => outbound.issue(claims('https://evil.example/'), hour),
      'no-service': () => outbound.issue({ iss: issuer, aud: app.id }, hour),
      'no-expiry': () => outbound.issue(claims(serviceUrl), null),
      'audience-list': () => outbound.issue({ ...claims(serviceUrl), aud: [app.id, tenantId] }, hour),
      'emulator-1': () => inbound.issue({ iss: emulators, aud: app.id, appid: app.id }, hour),
      'emulator-2': () => inbound.issue({ iss: emulators, aud: issuer, appid: app.id, serviceurl: serviceUrl }, hour),
      own: () => inbound.issue({ iss: emulators, aud: issuer, appid: app.id, tid: tenantId }, hour),
      'not-endorsed': () => elsewhere.issue(claims(serviceUrl), hour),
    };
    const token = forgery ? tokens[forgery]() : good();
    return token === null ? null : `Bearer ${token}`;
  }

  /** Refuses a call of the bot's without a good token of its own. */
  function check({ headers }: Pick<Request, 'headers'>, audience: string = issuer): void {
    const read = inbound.read((headers.authorization ?? '').replace(/^Bearer /, ''));
    if ('problem' in read) throw new Refused(401, 'Unauthorized', `The token is ${read.problem}.`);
    if (read.claims.appid !== app.id || read.claims.aud !== audience)
      throw new Refused(401, 'Unauthorized', 'The token is for somebody else.');
  }

  const router = Router();
  router.get('/:tenant/v2.0/.well-known/openid-configuration', ({ params }: Request, response: Response) => {
    const fault = faults.take('tenant');
    if (fault) return void response.status(fault.status ?? 503).end();
    if (!authorities.includes(String(params.tenant)))
      return void response
        .status(400)
        .json(entraError('invalid_tenant', 90002, `Tenant '${params.tenant}' not found.`));
    const base = `${address()}/${params.tenant}`;
    response.json({
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    });
  });
  router.post('/:tenant/oauth2/v2.0/token', express.urlencoded({ extended: false }), (request, response) => {
    const fault = faults.take('token');
    if (fault) return void response.status(fault.status ?? 500).json({ error: 'server_error' });
    const { client_id, client_secret, grant_type, scope } = request.body ?? {};
    const no = (status: number, ...why: Parameters<typeof entraError>) =>
      void response.status(status).json(entraError(...why));
    if (!authorities.includes(String(request.params.tenant)))
      return no(400, 'invalid_request', 90002, `Tenant '${request.params.tenant}' not found.`);
    if (client_id !== app.id)
      return no(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${client_id}' was not found in the directory.`,
      );
    if (client_secret === app.expiredPassword)
      return no(401, 'invalid_client', 7000222, `The provided client secret keys for app '${app.id}' are expired.`);
    if (client_secret !== app.password) return no(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
    const audience = [issuer, graph].find(one => scope?.split(' ')[0] === `${one}/.default`);
    if (grant_type !== 'client_credentials' || !audience)
      return no(400, 'invalid_resource', 500011, `The resource principal named ${scope} was not found in the tenant.`);
    const access_token = inbound.issue({ aud: audience, appid: app.id, tid: tenantId }, hour);
    response.json({ token_type: 'Bearer', expires_in: hour, ext_expires_in: hour, access_token });
  });
  router.get('/metadata/identity/oauth2/token', ({ query, headers }, response) => {
    const audience = [issuer, graph].find(one => query.resource === one);
    if (headers.metadata !== 'true' || query.client_id !== app.id || !audience)
      return void response.status(400).json({ error: 'invalid_request', error_description: 'Identity not found' });
    const access_token = inbound.issue({ aud: audience, appid: app.id, tid: tenantId }, hour);
    const expires_on = String(Math.floor(clock() / 1000) + hour);
    response.json({ access_token, expires_on, resource: audience, token_type: 'Bearer', client_id: app.id });
  });
  router.get('/openid/configuration', (_request, response) => {
    const fault = faults.take('keys');
    if (fault) return void response.status(fault.status ?? 503).end();
    response.json({ issuer, jwks_uri: `${address()}/openid/keys`, id_token_signing_alg_values_supported: ['RS256'] });
  });
  router.get('/openid/keys', (_request, response) => {
    const keys = [endorsed(outbound, ['msteams', 'webchat']), endorsed(elsewhere, ['webchat'])].flat();
    response.json({ keys });
  });
  router.get('/:tenant/discovery/v2.0/keys', (_request, response) => void response.json(inbound.jwks));

  return { router, authorization, check };
}

/** How Entra says no: its own number stands in the description. */
const entraError = (error: string, code: number, why: string) => ({
  error,
  error_description: `AADSTS${code}: ${why} Trace ID: 0 Correlation ID: 0`,
  error_codes: [code],
});

/** Keys with the channels that they are good for. */
const endorsed = ({ jwks }: Tokens, endorsements: readonly string[]): readonly object[] => {
  const { keys } = Object(jwks);
  return Array.isArray(keys) ? keys.map(key => ({ ...key, endorsements })) : [];
};

function kidOf(head: string): { kid?: unknown } {
  const parsed: unknown = JSON.parse(Buffer.from(head, 'base64url').toString());
  return typeof parsed === 'object' && parsed !== null && 'kid' in parsed ? { kid: parsed.kid } : {};
}
