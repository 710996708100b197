import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AzureEndpoints } from './azure/arm.ts';
import { templateProblems } from './bot/command/templates.ts';
import type { SlackConfig } from './bot/slack/slack.ts';
import type { TeamsConfig } from './bot/teams/config.ts';
import { readSeal } from './config-seal.ts';
import { readTeams } from './config-teams.ts';
import type { Policy } from './jobs/policy/policy.ts';
import { parsePolicy } from './jobs/policy/policy-file.ts';
import type { SealKeys } from './jobs/record/seal.ts';
import { parseSettings, type Settings } from './jobs/request/settings.ts';
import { type RedisAddress, readRedisUrl } from './jobs/store/redis-url.ts';

const clouds = {
  AzurePublic: {
    resourceManagerUrl: 'https://management.azure.com',
    authorityHost: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com',
  },
  AzureUSGovernment: {
    resourceManagerUrl: 'https://management.usgovcloudapi.net',
    authorityHost: 'https://login.microsoftonline.us',
    graphUrl: 'https://graph.microsoft.us',
  },
  AzureChina: {
    resourceManagerUrl: 'https://management.chinacloudapi.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
    graphUrl: 'https://microsoftgraph.chinacloudapi.cn',
  },
} as const;

const trimmed = (value: string) => value.replace(/\/+$/, '');
const url = z.url({ protocol: /^https?$/ }).transform(trimmed);
const secureUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL: tokens are never sent over plain http' })
  .transform(trimmed);

const redisWords = {
  REDIS_URL: z
    .string()
    .default('redis://127.0.0.1:6379')
    .transform((text, { addIssue }) => {
      const reading = readRedisUrl(text);
      if (reading.is === 'address') return reading.address;
      addIssue({ code: 'custom', message: reading.problem });
      return z.NEVER;
    }),
  REDIS_CA_FILE: z.string().optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .default('capture-image'),
};

const environmentSchema = z.object({
  ...redisWords,
  CAPTURE_IMAGE_CONFIG: z.string().default('capture-image.yaml'),
  CAPTURE_IMAGE_POLICY: z.string().optional(),
  CAPTURE_IMAGE_ARCHIVE: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xox[a-z]/, 'must be a bot token (xoxb-...)')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must be an app-level token (xapp-...)')
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: url.optional(),
  AZURE_CLOUD: z.enum(['AzurePublic', 'AzureUSGovernment', 'AzureChina']).default('AzurePublic'),
  AZURE_RESOURCE_MANAGER_URL: secureUrl.optional(),
  AZURE_AUTHORITY_HOST: secureUrl.optional(),
  MICROSOFT_GRAPH_URL: secureUrl.optional(),
});

export type Role = 'bot' | 'worker' | 'all';

/** Everything a process needs to know at its start. The bot has `slack`, `teams` or both; `azure` is for the worker. */
export interface Config {
  readonly redis: RedisAddress;
  readonly redisPrefix: string;
  readonly logLevel: string;
  readonly host: string;
  readonly port: number;
  /** Where health and metrics are served: alone, or beside the deliveries where it is the bot's own port; null is nowhere. */
  readonly metricsPort: number | null;
  readonly settings: Settings;
  readonly policy: Policy | null;
  /** What a worker seals records with; null for a bot, which must not be able to. */
  readonly seal: SealKeys | null;
  /** The file that finished captures and old audit go to; null for standard output. */
  readonly archive: string | null;
  readonly slack: SlackConfig | null;
  readonly teams: TeamsConfig | null;
  readonly azure: AzureEndpoints;
}

const readText = (path: string): string => readFileSync(path, 'utf8');

/** Every problem of the configuration at once, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map(line => `  - ${line}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads environment and settings file for a role; throws a ConfigError that names every problem. */
export function readConfig(role: Role, env: NodeJS.ProcessEnv, readFile = readText): Config {
  const given = givenIn(env);
  const environment = environmentSchema.safeParse(given);
  const path = given.CAPTURE_IMAGE_CONFIG ?? 'capture-image.yaml';
  const settings = readSettings(path, readFile);
  const policy = readPolicy(given.CAPTURE_IMAGE_POLICY, readFile);
  const ca = readAuthorities(given.REDIS_CA_FILE, readFile);
  const problems = [
    ...(environment.error?.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) ?? []),
    ...settings.problems,
    ...policy.problems,
    ...ca.problems,
  ];
  const seal = role === 'bot' ? noSeal : readSeal(given);
  problems.push(...seal.problems);
  const { slack, teams, problems: missing } = role === 'worker' ? noChats : readChats(given);
  problems.push(...missing);
  if (role !== 'worker')
    problems.push(...unheardMirrors(settings.data, { slack, teams }).map(line => `${path}: ${line}`));
  if (problems.length > 0 || !environment.data || !settings.data) throw new ConfigError(problems);
  const { data } = environment;
  const cloud = clouds[data.AZURE_CLOUD];
  return {
    redis: trusting(data.REDIS_URL, ca.data),
    redisPrefix: data.REDIS_PREFIX,
    logLevel: data.LOG_LEVEL,
    host: data.HOST,
    port: data.PORT,
    metricsPort: data.METRICS_PORT ?? null,
    settings: settings.data,
    policy: policy.data,
    seal: seal.data,
    archive: data.CAPTURE_IMAGE_ARCHIVE ?? null,
    slack,
    teams,
    azure: {
      resourceManagerUrl: data.AZURE_RESOURCE_MANAGER_URL ?? cloud.resourceManagerUrl,
      resourceManagerScope: `${cloud.resourceManagerUrl}/.default`,
      authorityHost: data.AZURE_AUTHORITY_HOST ?? cloud.authorityHost,
      isPublicAuthority: !data.AZURE_AUTHORITY_HOST || data.AZURE_AUTHORITY_HOST === cloud.authorityHost,
      graphUrl: data.MICROSOFT_GRAPH_URL ?? cloud.graphUrl,
      graphScope: `${cloud.graphUrl}/.default`,
    },
  };
}

/** Without a policy everything is as the requester decides; one that is named must be there and in order. */
function readPolicy(path: string | undefined, readFile: (path: string) => string) {
  if (path === undefined) return { data: null, problems: [] };
  const text = textOf(path, readFile);
  if (text === null)
    return {
      data: null,
      problems: [`${path}: cannot be read (CAPTURE_IMAGE_POLICY names it; docs/policy.md says what is in it)`],
    };
  const reading = parsePolicy(text);
  if (reading.is === 'policy') return { data: reading.policy, problems: [] };
  return { data: null, problems: reading.problems.map(line => `${path}: ${line}`) };
}

/** A new capture cannot be shown where the bot is not set up. */
function unheardMirrors(settings: Settings | null, chats: Pick<Config, 'slack' | 'teams'>): readonly string[] {
  return (settings?.mirror ?? []).flatMap(({ to }) => {
    const platform = settings?.channels[to]?.platform;
    return platform && !chats[platform]
      ? [`mirror: ${to} is in ${platform}, which is not configured (docs/${platform}.md)`]
      : [];
  });
}

/** Where the records are, for the tools beside the bot and the worker. */
export function readRedisConfig(env: NodeJS.ProcessEnv, readFile = readText): Pick<Config, 'redis' | 'redisPrefix'> {
  const given = givenIn(env);
  const { data, error } = z.object(redisWords).safeParse(given);
  const ca = readAuthorities(given.REDIS_CA_FILE, readFile);
  const problems = [...(error?.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) ?? []), ...ca.problems];
  if (!data || problems.length > 0) throw new ConfigError(problems);
  return { redis: trusting(data.REDIS_URL, ca.data), redisPrefix: data.REDIS_PREFIX };
}

/** The authorities that Redis's certificate may be of, where they are not among Node's own. */
function readAuthorities(path: string | undefined, readFile: (path: string) => string) {
  if (path === undefined) return { data: null, problems: [] };
  const text = textOf(path, readFile);
  if (text?.includes('-----BEGIN CERTIFICATE-----')) return { data: text, problems: [] };
  return { data: null, problems: [`REDIS_CA_FILE: ${path} cannot be read as certificates (PEM)`] };
}

const trusting = (address: RedisAddress, ca: string | null): RedisAddress =>
  address.tls && ca ? { ...address, tls: { ...address.tls, ca } } : address;

function readSettings(path: string, readFile: (path: string) => string) {
  const text = textOf(path, readFile);
  if (text === null)
    return {
      data: null,
      problems: [
        `${path}: cannot be read (CAPTURE_IMAGE_CONFIG says where it is; docs/configuration.md what is in it)`,
      ],
    };
  const { data, problems } = parseSettings(text);
  const all = [...problems, ...(data ? templateProblems(data.templates) : [])];
  return { data, problems: all.map(line => `${path}: ${line}`) };
}

/** A file's text; null when it cannot be read, which whoever named it is told with the way out. */
function textOf(path: string, readFile: (path: string) => string): string | null {
  try {
    return readFile(path);
  } catch {
    return null; // that it cannot be read stops the start, in a sentence of its own
  }
}

/** What is empty counts as left out. */
const givenIn = (env: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

const noSeal = { data: null, problems: [] };
const noChats = { slack: null, teams: null, problems: [] };

/** Slack, Teams or both: whichever has a setting of its own; one is needed. */
function readChats(env: NodeJS.ProcessEnv) {
  const names = Object.keys(env);
  const hasTeams = names.some(name => /^MICROSOFT_(APP|BOT)_/.test(name));
  const hasSlack = names.some(name => name.startsWith('SLACK_')) || !hasTeams;
  const none = { config: null, problems: [] };
  const slack = hasSlack ? readSlack(env) : none;
  const teams = hasTeams ? readTeams(env) : none;
  return { slack: slack.config, teams: teams.config, problems: [...slack.problems, ...teams.problems] };
}

function readSlack(env: NodeJS.ProcessEnv): { config: SlackConfig | null; problems: string[] } {
  const problems: string[] = [];
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  if (!botToken)
    problems.push(
      'SLACK_BOT_TOKEN: is missing; the bot needs it for Slack (docs/slack.md; docs/teams.md for Teams instead)',
    );
  if (!appToken && !signingSecret)
    problems.push(
      'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: one is needed, for Socket Mode or for HTTP (docs/slack.md)',
    );
  if (!botToken || problems.length > 0) return { config: null, problems };
  const apiUrl = env.SLACK_API_URL?.replace(/\/+$/, '');
  return {
    config: {
      botToken,
      appToken: appToken ?? null,
      signingSecret: signingSecret ?? null,
      apiUrl: apiUrl ? `${apiUrl}/` : null,
    },
    problems,
  };
}
