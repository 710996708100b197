import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { same } from './context.ts';
import { isObject, type Json, type JsonObject, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import { peek, type Tokens } from './tokens.ts';
import type { World } from './world.ts';

const lifetimeSeconds = 3599;
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Microsoft Entra ID: token endpoints (v1, v2 and the machine's own), discovery and keys. */
export function entraRoutes({ world, tokens, clock }: { world: World; tokens: Tokens; clock: Clock }): Route[] {
  function token(call: Call, version: 1 | 2): Answer {
    const form = isObject(call.body) ? call.body : {};
    const problem = refuseTenant(call.param('tenant')) ?? refuseGrant(form) ?? refuseClient(form);
    if (problem) return problem;
    const audience = textAt(form, 'resource') ?? audienceOf(textAt(form, 'scope') ?? '');
    if (audience === '')
      return refused(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.");
    const accessToken = issue(call, audience);
    if (version === 2)
      return json({
        token_type: 'Bearer',
        expires_in: lifetimeSeconds,
        ext_expires_in: lifetimeSeconds,
        access_token: accessToken,
      });
    const now = Math.floor(clock.date().getTime() / 1000);
    return json({
      token_type: 'Bearer',
      expires_in: String(lifetimeSeconds),
      ext_expires_in: String(lifetimeSeconds),
      expires_on: String(now + lifetimeSeconds),
      not_before: String(now),
      resource: audience,
      access_token: accessToken,
    });
  }

  /** The machine's own identity is the application's, so that the sandbox needs one world only. */
  function managedIdentity(call: Call): Answer {
    if (call.headers.metadata !== 'true')
      return json({ error: 'invalid_request', error_description: 'Required metadata header not specified' }, 400);
    const resource = call.query('resource');
    if (resource === '')
      return json({ error: 'invalid_request', error_description: 'Required audience parameter not specified' }, 400);
    const expiresOn = Math.floor(clock.date().getTime() / 1000) + lifetimeSeconds;
    return json({
      access_token: issue(call, resource),
      client_id: world.application.clientId,
      expires_in: String(lifetimeSeconds),
      expires_on: String(expiresOn),
      not_before: String(expiresOn - lifetimeSeconds),
      resource,
      token_type: 'Bearer',
    });
  }

  function issue(call: Call, audience: string): string {
    const { clientId, objectId } = world.application;
    const claims: JsonObject = {
      aud: audience,
      iss: `${call.origin}/${world.tenantId}/`,
      appid: clientId,
      appidacr: '1',
      idp: `${call.origin}/${world.tenantId}/`,
      idtyp: 'app',
      oid: objectId,
      sub: objectId,
      tid: world.tenantId,
    };
    return tokens.issue(claims, lifetimeSeconds);
  }

  function refuseTenant(tenant: string): Answer | null {
    // Clients that insist on asking Microsoft about an unknown host take an `adfs` authority as it is.
    if (same(tenant, world.tenantId) || same(tenant, 'adfs')) return null;
    return refused(
      400,
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    );
  }

  function refuseGrant(form: JsonObject): Answer | null {
    const grant = textAt(form, 'grant_type');
    if (grant === 'client_credentials') return null;
    if (grant === undefined)
      return refused(
        400,
        'invalid_request',
        900144,
        "The request body must contain the following parameter: 'grant_type'.",
      );
    return refused(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant}'.`);
  }

  function refuseClient(form: JsonObject): Answer | null {
    const { clientId, secret } = world.application;
    const asked = textAt(form, 'client_id') ?? '';
    if (asked.toLowerCase() !== clientId)
      return refused(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${asked}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
      );
    const assertion = textAt(form, 'client_assertion');
    if (assertion !== undefined) return refuseAssertion(form, assertion);
    if (textAt(form, 'client_secret') === secret) return null;
    if (textAt(form, 'client_secret') === undefined)
      return refused(
        401,
        'invalid_client',
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      );
    return refused(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    );
  }

  /** A workload's own token stands for the secret: it must be a JSON web token that has not expired. */
  function refuseAssertion(form: JsonObject, assertion: string): Answer | null {
    const claims = peek(assertion);
    if (textAt(form, 'client_assertion_type') !== jwtBearer || !claims)
      return refused(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.');
    if (typeof claims.exp === 'number' && claims.exp * 1000 < clock.date().getTime())
      return refused(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.');
    return null;
  }

  function refused(status: number, error: string, code: number, text: string): Answer {
    const [traceId, correlationId] = [randomUUID(), randomUUID()];
    const timestamp = clock.date().toISOString().replace('T', ' ').replace(/\.\d+/, '');
    return json(
      {
        error,
        error_description: `AADSTS${code}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
        error_codes: [code],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
      },
      status,
    );
  }

  function openId(call: Call): Answer {
    const asked = call.param('tenant');
    const tenant = /^(common|organizations|consumers)$/i.test(asked) ? '{tenantid}' : world.tenantId;
    if (tenant !== '{tenantid}') {
      const problem = refuseTenant(asked);
      if (problem) return problem;
    }
    const base = `${call.origin}/${asked}`;
    const [tokenPath, keysPath] = same(asked, 'adfs')
      ? ['oauth2/token', 'discovery/keys']
      : ['oauth2/v2.0/token', 'discovery/v2.0/keys'];
    return json({
      token_endpoint: `${base}/${tokenPath}`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/${keysPath}`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${call.origin}/${tenant}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
    });
  }

  function instances(call: Call): Answer {
    const { host } = new URL(call.origin);
    return json({
      tenant_discovery_endpoint: `${call.origin}/${world.tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    });
  }

  const keys = () => json(tokens.jwks);
  return [
    { method: 'POST', path: '/:tenant/oauth2/v2.0/token', answer: call => token(call, 2) },
    { method: 'POST', path: '/:tenant/oauth2/token', answer: call => token(call, 1) },
    { method: 'GET', path: '/metadata/identity/oauth2/token', answer: managedIdentity },
    { method: 'GET', path: '/:tenant/v2.0/.well-known/openid-configuration', answer: openId },
    { method: 'GET', path: '/:tenant/.well-known/openid-configuration', answer: openId },
    { method: 'GET', path: '/common/discovery/instance', answer: instances },
    { method: 'GET', path: '/:tenant/discovery/v2.0/keys', answer: keys },
    { method: 'GET', path: '/:tenant/discovery/keys', answer: keys },
  ];
}

/** `https://management.azure.com//.default` is meant for `https://management.azure.com/`. */
function audienceOf(scope: string): string {
  const own = scope.split(' ').find(one => one.endsWith('/.default'));
  return own ? own.slice(0, -'/.default'.length) : '';
}

function json(body: Json, status = 200): Answer {
  return { status, body };
}
