import type { TokenCredential } from '@azure/core-auth';
import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { scrub } from '../../scrub.ts';
import { ChatError } from '../chat.ts';
import type { TeamsConfig } from './config.ts';

/** What the sign-in of a bot can fail with, as far as a setting has to do with it. */
type SignInFailure =
  | 'invalid_client'
  | 'expired_secret'
  | 'unknown_app'
  | 'unknown_tenant'
  | 'unknown_audience'
  | 'no_identity'
  | 'sign_in_away';

/** How Entra says so: by its own number, or where it gives none by the word of OAuth. */
const said: readonly (readonly [RegExp, SignInFailure])[] = [
  [/AADSTS7000222\b/, 'expired_secret'],
  [/AADSTS7000215\b/, 'invalid_client'],
  [/AADSTS700016\b|\bunauthorized_client\b/, 'unknown_app'],
  [/AADSTS(90002|900023)\b|\binvalid_tenant\b/, 'unknown_tenant'],
  [/AADSTS(500011|70011|1002012)\b|\binvalid_(resource|scope)\b/, 'unknown_audience'],
  [/\binvalid_client\b/, 'invalid_client'],
];

/** Answers tokens for one audience after another, as the bot. No request for a token is sent twice by itself; a good token is kept until it ends. */
export function teamsSignIn(config: TeamsConfig): (audience: string) => Promise<string> {
  const credential = credentialOf(config);
  return async audience => {
    try {
      const token = await credential.getToken(`${audience}/.default`);
      if (token) return token.token;
    } catch (error) {
      throw failed(config, error);
    }
    throw failed(config, new Error('the sign-in answered no token'));
  };
}

/** What to look at when the bot cannot sign in, in one sentence for the log: the settings by name, and no value of a secret. */
export function signInAdvice(error: unknown, { loginUrl, tokenIssuer, graphAudience }: TeamsConfig): string {
  const code = error instanceof ChatError ? error.code : '';
  const advice: Readonly<Record<string, string>> = {
    invalid_client:
      'Microsoft does not take the bot’s id and password: check MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD (the value of a client secret, not its id) and MICROSOFT_APP_TENANT_ID.',
    expired_secret:
      'The bot’s client secret has expired: make a new one for the app MICROSOFT_APP_ID, and set MICROSOFT_APP_PASSWORD to its value.',
    unknown_app:
      'Microsoft knows no app of that id in that tenant: check MICROSOFT_APP_ID, MICROSOFT_APP_TENANT_ID (the bot’s own tenant first) and MICROSOFT_APP_TYPE.',
    unknown_tenant: 'Microsoft knows no such tenant: check MICROSOFT_APP_TENANT_ID and MICROSOFT_LOGIN_URL.',
    unknown_audience: `Microsoft gives no token for ${tokenIssuer} or ${graphAudience}: check MICROSOFT_BOT_TOKEN_ISSUER and MICROSOFT_GRAPH_URL.`,
    no_identity:
      'This machine gets no token for the managed identity: check that the identity whose client id is MICROSOFT_APP_ID is assigned to it. MICROSOFT_APP_TYPE=UserAssignedMSI works in Azure alone.',
    sign_in_away: `The sign-in at ${loginUrl} cannot be reached or has nothing for that tenant: check MICROSOFT_LOGIN_URL and MICROSOFT_APP_TENANT_ID, and that this machine may call it.`,
  };
  const known = advice[code];
  return known
    ? `${known} Until then nothing can be said in Teams.`
    : `Microsoft’s sign-in does not give the bot a token yet. It is asked again with the next message to Teams. If it stays so, check that this machine reaches MICROSOFT_LOGIN_URL (${loginUrl}).`;
}

/** Whose token it is: the identity of this machine, or the app with its secret, at no other sign-in than the configured one. */
function credentialOf({ appId, appPassword, appType, tenantIds, loginUrl }: TeamsConfig): TokenCredential {
  if (appType === 'UserAssignedMSI') return new ManagedIdentityCredential({ clientId: appId ?? '' });
  const tenant = appType === 'MultiTenant' ? undefined : tenantIds[0];
  return new ClientSecretCredential(tenant ?? 'botframework.com', appId ?? '', appPassword ?? '', {
    authorityHost: loginUrl,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
  });
}

/** The same request is good later: whoever put the setting right need not start anew what waits for it. */
function failed({ appType, appPassword }: TeamsConfig, error: unknown): ChatError {
  const message = error instanceof Error ? error.message : String(error);
  const code = said.find(([pattern]) => pattern.test(message))?.[1] ?? fallback(appType, message);
  const shown = appPassword ? message.replaceAll(appPassword, '***') : message;
  const cause = new Error(scrub(shown).slice(0, 500));
  return new ChatError(code, { kind: 'not-now', cause });
}

function fallback(appType: TeamsConfig['appType'], message: string): SignInFailure | 'sign_in_failed' {
  if (appType === 'UserAssignedMSI') return 'no_identity';
  return /endpoints_resolution_error|network_error|openid_config_error/.test(message)
    ? 'sign_in_away'
    : 'sign_in_failed';
}
