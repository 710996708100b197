import { z } from 'zod';
import type { TeamsConfig } from './bot/teams/config.ts';

const trimmed = (value: string) => value.replace(/\/+$/, '');
const url = z.url({ protocol: /^https?$/ }).transform(trimmed);
const secureUrl = z.url({ protocol: /^https$/, error: 'must be an https URL' }).transform(trimmed);
const id = z.guid({ error: 'must be an id such as 00000000-0000-0000-0000-000000000000' });

const teamsSchema = z.object({
  MICROSOFT_APP_ID: id.optional(),
  MICROSOFT_APP_PASSWORD: z.string().optional(),
  MICROSOFT_APP_TYPE: z.enum(['SingleTenant', 'UserAssignedMSI', 'MultiTenant']).default('SingleTenant'),
  MICROSOFT_APP_TENANT_ID: z
    .string()
    .transform(text => text.split(',').map(part => part.trim().toLowerCase()))
    .pipe(z.array(id))
    .default([]),
  MICROSOFT_APP_NO_AUTH: z
    .literal('loopback', {
      error: 'can only be "loopback": without authentication only this machine may reach the bot',
    })
    .optional(),
  MICROSOFT_BOT_SERVICE_URL: url.default('https://smba.trafficmanager.net/teams'),
  MICROSOFT_BOT_OPENID_URL: secureUrl.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  MICROSOFT_BOT_TOKEN_ISSUER: z.url().default('https://api.botframework.com'),
  MICROSOFT_LOGIN_URL: secureUrl.default('https://login.microsoftonline.com'),
  MICROSOFT_GRAPH_URL: secureUrl.default('https://graph.microsoft.com'),
  HOST: z.string().default('0.0.0.0'),
});

/** What tokens for Graph are for, in each of Microsoft's clouds: the public one where the address is another. */
const graphs = ['https://graph.microsoft.com', 'https://graph.microsoft.us', 'https://dod-graph.microsoft.us'] as const;

/** How to reach Teams, or every reason why that cannot be told from the environment. */
export function readTeams(env: NodeJS.ProcessEnv): { config: TeamsConfig | null; problems: string[] } {
  const { data, error } = teamsSchema.safeParse(env);
  if (!data) return { config: null, problems: error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) };
  const problems = data.MICROSOFT_APP_NO_AUTH ? problemsOpen(data) : problemsSigned(data);
  if (problems.length > 0) return { config: null, problems };
  return {
    config: {
      appId: data.MICROSOFT_APP_ID ?? null,
      appPassword: data.MICROSOFT_APP_PASSWORD ?? null,
      appType: data.MICROSOFT_APP_TYPE,
      tenantIds: data.MICROSOFT_APP_TENANT_ID,
      serviceUrl: data.MICROSOFT_BOT_SERVICE_URL,
      loginUrl: data.MICROSOFT_LOGIN_URL,
      openIdUrl: data.MICROSOFT_BOT_OPENID_URL,
      tokenIssuer: trimmed(data.MICROSOFT_BOT_TOKEN_ISSUER),
      graphUrl: data.MICROSOFT_GRAPH_URL,
      graphAudience: graphs.find(graph => graph === data.MICROSOFT_GRAPH_URL) ?? graphs[0],
    },
    problems,
  };
}

type Given = z.infer<typeof teamsSchema>;

/** Nobody's token is checked, so nobody from elsewhere may come, and nothing may look as if it were checked. */
function problemsOpen({ HOST: host, MICROSOFT_APP_ID: appId, MICROSOFT_APP_PASSWORD: password }: Given): string[] {
  const problems: string[] = [];
  if (!/^(127(\.\d+){3}|::1|localhost)$/.test(host))
    problems.push(`MICROSOFT_APP_NO_AUTH: only with HOST on loopback, such as 127.0.0.1, not ${host}`);
  if (appId || password)
    problems.push(
      'MICROSOFT_APP_NO_AUTH: leave MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD out, or leave it out itself',
    );
  return problems;
}

function problemsSigned({
  MICROSOFT_APP_ID: appId,
  MICROSOFT_APP_PASSWORD: password,
  MICROSOFT_APP_TYPE: type,
  MICROSOFT_APP_TENANT_ID: tenants,
  MICROSOFT_BOT_SERVICE_URL: serviceUrl,
}: Given): string[] {
  const problems: string[] = [];
  if (!appId) problems.push('MICROSOFT_APP_ID: is missing; the bot needs it for Teams (docs/teams.md)');
  if (type === 'UserAssignedMSI' && password)
    problems.push('MICROSOFT_APP_PASSWORD: a managed identity has none; leave it out');
  if (type !== 'UserAssignedMSI' && !password)
    problems.push(`MICROSOFT_APP_PASSWORD: is missing; a bot of type ${type} needs it (docs/teams.md)`);
  if (tenants.length === 0)
    problems.push('MICROSOFT_APP_TENANT_ID: is missing; only people of the tenants named there are heard');
  if (type !== 'MultiTenant' && tenants.length > 1)
    problems.push(`MICROSOFT_APP_TENANT_ID: a bot of type ${type} has one tenant`);
  if (!serviceUrl.startsWith('https:'))
    problems.push('MICROSOFT_BOT_SERVICE_URL: must be an https URL: tokens are never sent over plain http');
  return problems;
}
