import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The sandbox's `capture-image.yaml`: what it may touch in the simulated Azure, and a pace for people who watch. */
export const sandboxSettings = `# Written at each start of the sandbox; docs/configuration.md says what else may be here.
publisherTenantId: 11111111-1111-1111-1111-111111111111
scopes:
  - subscription: 22222222-2222-2222-2222-222222222222
    resourceGroups: [rg-web, rg-images]
gallery:
  name: golden
  resourceGroup: rg-images
identifier:
  publisher: contoso
regions: [westeurope, northeurope]
publishers: [publisher@contoso.example]
partnerCenter: true
templates: # for: template nightly-web
  nightly-web: { vm: web-01, definition: web, version: date, regions: [westeurope], checks: strict }
channels: # for: mirror <id> teams-images, and the other way round
  slack-images: { platform: slack, workspace: T0SANDBOX, channel: C0IMAGES }
  teams-images:
    platform: teams
    workspace: 11111111-1111-1111-1111-111111111111
    channel: 19:images@thread.tacv2
pace:
  azureShare: 30 # the simulated Azure is so many times as fast as the real one
  vmSeconds: 0.5
  versionSeconds: 0.5
  gallerySeconds: 0.3
  editSeconds: 0.5
`;

/** What every process gets of the environment that the sandbox itself runs in. */
export function plainEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_V8_COVERAGE'];
  return {
    // Started a second time, a process is ready in half the time.
    ...(env.NODE_V8_COVERAGE ? {} : { NODE_COMPILE_CACHE: resolve('.sandbox', 'compile-cache') }),
    ...Object.fromEntries(kept.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]]))),
  };
}

/** The bot's own: Slack and Teams, and nothing of Azure. */
export function botEnvironment(
  slack: {
    readonly botToken: string;
    readonly appToken: string;
    readonly signingSecret: string;
    readonly apiUrl: string;
  },
  teams: { readonly environment: Readonly<Record<string, string>>; readonly caFile: string },
): Record<string, string> {
  return {
    ...teams.environment,
    NODE_EXTRA_CA_CERTS: teams.caFile,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  };
}

/** What the workers of this process seal records with; another one for each start. */
const seal = randomBytes(32).toString('base64');

/** The one that the records of the last time were sealed with. */
export function keptSeal(folder: string): string {
  const file = join(folder, 'seal');
  if (!existsSync(file)) writeFileSync(file, seal, { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** The worker's own: Azure and nothing of the chats. */
export function workerEnvironment(azure: { readonly url: string; readonly caFile?: string }): Record<string, string> {
  return {
    AZURE_TENANT_ID: '11111111-1111-1111-1111-111111111111',
    AZURE_CLIENT_ID: '33333333-3333-3333-3333-333333333333',
    AZURE_CLIENT_SECRET: 'sandbox-secret',
    CAPTURE_IMAGE_SEAL: seal,
    AZURE_RESOURCE_MANAGER_URL: azure.url,
    AZURE_AUTHORITY_HOST: azure.url,
    MICROSOFT_GRAPH_URL: azure.url,
    ...(azure.caFile ? { NODE_EXTRA_CA_CERTS: azure.caFile } : {}),
  };
}
