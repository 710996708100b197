import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AzureSimulator, startAzureSimulator } from './azure/simulator.ts';
import type { WorldFile } from './azure/world-file.ts';
import { type Child, createChildren } from './children.ts';
import { startPage } from './page/server.ts';
import { sandboxPolicy } from './policy.ts';
import { freePort } from './ports.ts';
import { forgetKeys, startRedis } from './redis.ts';
import { botEnvironment, keptSeal, plainEnvironment, sandboxSettings, workerEnvironment } from './settings.ts';
import { type SlackSimulator, startSlackSimulator } from './slack/simulator.ts';
import { startTeamsSimulator, type TeamsSimulator } from './teams/simulator.ts';

export interface SandboxOptions {
  readonly port?: number;
  /** Azure takes as long as it really does; otherwise a whole capture takes half a minute. */
  readonly realTime?: boolean;
  /** How many times faster than real the simulated Azure is, when it is not real time. */
  readonly speed?: number;
  /** False has the simulated Azure let everything through at any pace. */
  readonly throttled?: boolean;
  /** What differs from the default world in the simulated Azure. */
  readonly world?: WorldFile;
  /** What `capture-image.yaml` says; the sandbox's own by default. */
  readonly settings?: string;
  /** What `policy.yaml` says; the sandbox's own by default, and null for none: the requester alone decides. */
  readonly policy?: string | null;
  /** Go on with the records and the messages of the last time. */
  readonly keep?: boolean;
  readonly folder?: string;
  /** From which level on the bot and the worker log; `info` where nothing is said. */
  readonly logLevel?: string;
  /** A Redis that runs already; by default what REDIS_URL says, or a private one. */
  readonly redisUrl?: string;
  /** What is started as the bot and as the worker; `src/main.ts` where nothing is said. */
  readonly program?: string;
  /** How they are started; each as a process of its own where nothing is said. */
  readonly startRole?: (role: RoleStart) => Child;
  /** Another Teams than the simulated one: what the bot is told of it, and the port where that Teams looks for the bot. */
  readonly otherTeams?: { readonly environment: Readonly<Record<string, string>>; readonly botPort: number };
  readonly say?: (sentence: string) => void;
}

/** What a bot or a worker is started with. */
export interface RoleStart {
  readonly name: 'bot' | 'worker';
  /** All of the environment it gets. */
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

export interface Sandbox {
  readonly url: string;
  readonly slack: SlackSimulator;
  readonly teams: TeamsSimulator;
  readonly azure: AzureSimulator;
  /** Where its settings and logs are. */
  readonly folder: string;
  /** Where the bot and the worker say what they count. */
  readonly metricsUrls: { readonly bot: string; readonly worker: string };
  readonly redisUrl: string;
  readonly redisPrefix: string;
  /** There when Redis is a private one. */
  readonly redisPid: number | undefined;
  /** The processes that are ours to end, the bot and the worker among them. */
  pids(): readonly number[];
  restartWorker(): void;
  restartBot(): void;
  killWorker(): void;
  killBot(): void;
  close(): Promise<void>;
}

/** How many times faster than real the simulated Azure is, so that a capture takes about half a minute. */
const fastSpeed = 30;

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the whole try-out world: Redis, a simulated Azure, Slack and Teams, the bot, the worker and the page. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { keep = false, policy = sandboxPolicy, say = () => {} } = options;
  const folder = resolve(options.folder ?? '.sandbox');
  mkdirSync(folder, { recursive: true });
  const settingsFile = join(folder, 'capture-image.yaml');
  writeFileSync(settingsFile, options.settings ?? sandboxSettings);
  const policyFile = join(folder, 'policy.yaml');
  if (policy !== null) writeFileSync(policyFile, policy);

  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const part of closing.splice(0).reverse()) await part();
  };
  /** Keeps in mind how to end what has just begun. */
  const opened = <T extends { close(): Promise<void> | void }>(part: T): T => {
    closing.push(() => part.close());
    return part;
  };

  try {
    const redis = opened(
      await startRedis({
        ...(options.redisUrl ? { url: options.redisUrl } : {}),
        ...(keep ? { folder: join(folder, 'redis') } : {}),
      }),
    );
    const prefix = keep ? 'sandbox' : `sandbox-${randomBytes(4).toString('hex')}`;
    if (!redis.pid && !keep) closing.push(() => forgetKeys(redis.url, prefix));
    const slack = opened(await startSlackSimulator(keep ? { folder: join(folder, 'slack') } : {}));
    const teams = opened(await startTeamsSimulator({ folder: join(folder, 'teams'), keep }));
    const azure = opened(
      await startAzureSimulator({
        folder: join(folder, 'azure'),
        speed: options.realTime ? 1 : (options.speed ?? fastSpeed),
        ...(options.world ? { world: options.world } : {}),
        ...(options.throttled === undefined ? {} : { throttled: options.throttled }),
      }),
    );
    const shared = {
      ...plainEnvironment(),
      REDIS_URL: redis.url,
      REDIS_PREFIX: prefix,
      CAPTURE_IMAGE_CONFIG: settingsFile,
      ...(policy === null ? {} : { CAPTURE_IMAGE_POLICY: policyFile }),
      HOST: '127.0.0.1',
      ...(options.logLevel ? { LOG_LEVEL: options.logLevel } : {}),
    };
    const children = opened(createChildren());
    const startProcess = (role: RoleStart): Child =>
      children.start({
        ...role,
        args: [options.program ?? main, role.name],
        isReady: line => line.startsWith('{') && line.includes('"msg":"ready"'),
        say,
      });
    const start = (name: RoleStart['name'], env: Record<string, string>) => {
      const role = { name, env: { ...shared, ...env }, logFile: join(folder, `${name}.log`) };
      const child = (options.startRole ?? startProcess)(role);
      closing.push(() => child.stop());
      return child;
    };
    const botPort = options.otherTeams?.botPort ?? (await freePort());
    teams.deliverTo(`http://127.0.0.1:${botPort}/api/messages`);
    const ports = { PORT: String(botPort), METRICS_PORT: String(botPort) };
    const bot = start('bot', { ...botEnvironment(slack, { ...teams, ...options.otherTeams }), ...ports });
    const workerPort = await freePort();
    const worker = start('worker', {
      ...workerEnvironment(azure),
      ...(keep ? { CAPTURE_IMAGE_SEAL: keptSeal(folder) } : {}),
      METRICS_PORT: String(workerPort),
    });
    const page = opened(
      await startPage({ port: options.port ?? 0, slack, teams, azure, children: [bot, worker], fastSpeed }),
    );
    await Promise.all([bot.whenReady(), worker.whenReady()]);
    return {
      url: page.url,
      slack,
      teams,
      azure,
      folder,
      metricsUrls: {
        bot: `http://127.0.0.1:${botPort}/metrics`,
        worker: `http://127.0.0.1:${workerPort}/metrics`,
      },
      redisUrl: redis.url,
      redisPrefix: prefix,
      redisPid: redis.pid,
      pids: () => [redis.pid, bot.pid(), worker.pid()].filter(pid => typeof pid === 'number'),
      restartWorker: worker.restart,
      restartBot: bot.restart,
      killWorker: worker.kill,
      killBot: bot.kill,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
