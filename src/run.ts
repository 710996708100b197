import { enableCompileCache, flushCompileCache } from 'node:module';
import type { NotesOfJobs } from './bot/notes/job-notes.ts';
import { type Config, ConfigError, type Role, readConfig } from './config.ts';
import { openArchive } from './jobs/housekeeping/archive.ts';
import type { Procedures } from './jobs/procedures/procedure.ts';
import type { Job } from './jobs/record/record.ts';
import { timeoutsOf } from './jobs/request/timeouts.ts';
import { deskRedis, workerRedis } from './jobs/store/redis.ts';
import { checkRedis } from './jobs/store/redis-check.ts';
import { redisStore } from './jobs/store/store.ts';
import { alarmClock } from './jobs/worker/queue.ts';
import { withTimeout } from './lib/with-timeout.ts';
import { type Log, logConsole, openLog, scrub } from './log.ts';
import { plainApp, serve, serveHealth, serveMetrics, startMonitor } from './monitor.ts';
import { strangeSecrets } from './strange-secrets.ts';

type Closing = { close(): Promise<void> };

const roles = ['bot', 'worker', 'all'] as const satisfies readonly Role[];

/** How long what is in hand may take to end. What has not by then is left as it was last saved, and another process goes on from there. */
const stopMs = 4_500;

/** The bot: the chat tokens and Redis, nothing of Azure's. Of the chats only those are loaded that it speaks to. */
async function startBot(config: Config, log: Log, repertoire: Repertoire): Promise<Closing> {
  const { openDesk } = await import('./bot/desk/desk.ts');
  const [redis, queueRedis] = [deskRedis(config.redis), workerRedis(config.redis)];
  const { warning } = await checkRedis(redis, { timeoutMs: 30_000, prefix: config.redisPrefix });
  if (warning) log.warn(warning);
  const app = plainApp();
  const { redisPrefix: prefix } = config;
  serveHealth(app, { redis, prefix });
  const { chatCallMs: timeoutMs } = timeoutsOf(config.settings.pace);
  if (config.metricsPort === config.port) serveMetrics(app, { redis, prefix, log });
  if (config.metricsPort === null) log.info('no METRICS_PORT: there is no /metrics (docs/operations.md)');
  const { slack, teams } = config;
  const share = config.settings.pace.chatShare;
  sayWhoDecides(config.policy, log);
  const chats = [
    ...(slack ? [(await import('./bot/slack/slack.ts')).slackChat({ config: slack, app, log, timeoutMs })] : []),
    ...(teams
      ? [(await import('./bot/teams/teams.ts')).teamsChat({ config: teams, app, redis, prefix, share, log, timeoutMs })]
      : []),
  ];
  const clock = alarmClock({ redis: queueRedis, prefix, log });
  const { procedures } = repertoire;
  const store = redisStore<Job>({ redis, prefix, ...(procedures ? { procedures } : {}) });
  const server = await serve(app, config);
  const desk = await openDesk({
    chats,
    store,
    redis,
    prefix,
    settings: config.settings,
    policy: config.policy,
    ...repertoire,
    wake: (id, of) => clock.wake(id, of),
    log,
  });
  return {
    async close() {
      server.close();
      await desk.close();
      await clock.close();
      for (const connection of [redis, queueRedis]) connection.disconnect();
    },
  };
}

/** Nobody runs without a policy unawares. */
function sayWhoDecides(policy: Config['policy'], log: Log): void {
  if (policy) log.info({ rules: policy.rules.length }, 'a policy says who may do what');
  else log.warn('no policy: whoever asks for a capture decides on it alone (CAPTURE_IMAGE_POLICY, docs/policy.md)');
}

/** The worker: the Azure identity and Redis, nothing of the chats. */
async function startWork(config: Config, log: Log, { procedures }: Repertoire): Promise<Closing> {
  const [{ realAzure }, { startWorker }] = await Promise.all([
    import('./azure/arm.ts'),
    import('./jobs/worker/worker.ts'),
  ]);
  return await startWorker({
    address: config.redis,
    prefix: config.redisPrefix,
    azure: budget => realAzure(config.azure, budget, { timeoutMs: timeoutsOf(config.settings.pace).azureCallMs }),
    settings: config.settings,
    policy: config.policy,
    seal: config.seal,
    archive: openArchive(config.archive),
    ...(procedures ? { procedures } : {}),
    log,
  });
}

/** Starts what a role is made of, and answers how it is ended. */
export async function start(role: Role, config: Config, log: Log, repertoire: Repertoire): Promise<Closing> {
  const parts: Closing[] = [];
  if (role !== 'bot') parts.push(await startWork(config, log, repertoire));
  if (role !== 'worker') parts.push(await startBot(config, log, repertoire));
  const { redis: address, redisPrefix: prefix, host, metricsPort: port } = config;
  const isApart = role === 'worker' || port !== config.port;
  if (port !== null && isApart) parts.push(await startMonitor({ log, address, prefix, host, port }));
  return {
    async close() {
      await Promise.all(parts.map(part => part.close()));
    },
  };
}

/** What an installation can do, and how it is told: all that there is, unless others are handed in. */
export interface Repertoire {
  readonly procedures?: Procedures;
  readonly notes?: NotesOfJobs;
}

/** Runs the role that the command line names, until it is told to stop. Throws where its environment does not let it begin. */
export async function run(repertoire: Repertoire = {}): Promise<void> {
  enableCompileCache();
  const role = roles.find(name => name === (process.argv[2] ?? 'all'));
  if (!role)
    throw new ConfigError([
      `"${process.argv[2]}" is not a role: say bot or worker, or all for both in one process, with the secrets of both`,
    ]);
  const config = readConfig(role, process.env);
  const log = openLog(config.logLevel);
  const warning = strangeSecrets(role, process.env);
  if (warning) log.warn(warning);
  logConsole(log);
  process.once('uncaughtException', error => {
    log.fatal({ err: error }, 'an error that nobody expected');
    process.exit(1);
  });
  const running = await start(role, config, log, repertoire);
  log.info({ role, pid: process.pid }, 'ready');
  flushCompileCache(); // one that is killed keeps none at its end, and the next should start as quickly

  const stop = async (signal: string) => {
    log.info({ role, signal }, 'stopping');
    try {
      const ended = await withTimeout(
        stopMs,
        running.close().then(() => true),
      );
      if (!ended) log.warn('what is still in hand is left to another process');
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'the stop went wrong');
      process.exit(1);
    }
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
}

/** Says why it ends, without a secret in it. */
export function sayWhy(error: unknown): void {
  process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(1);
}
