import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { Agent, request } from 'undici';
import { freePort } from '../../sandbox/ports.ts';
import { type RunningRedis, startRedis } from '../../sandbox/redis.ts';
import { plainEnvironment, workerEnvironment } from '../../sandbox/settings.ts';

/** How much memory V8 may take, as `npm start` has it. */
const memoryFlags = readFileSync('package.json', 'utf8').match(/--max-[\w-]+=\d+/g) ?? [];

/** A process under measurement, with the numbers that it tells of itself. */
export interface Measured {
  readonly pid: number;
  /** Milliseconds from its start to its word that it is ready. */
  readonly readyMs: number;
  numbers(): Promise<ReadonlyMap<string, number>>;
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface House {
  readonly redis: Redis;
  readonly server: RunningRedis;
  readonly prefix: string;
  startWorker(): Promise<Measured>;
  /** A bot that hears Slack over HTTP at the address that is answered. */
  startBot(
    slack: { apiUrl: string; botToken: string; signingSecret: string },
    more?: Readonly<Record<string, string>>,
  ): Promise<Measured & { url: string }>;
  /** How often a version was asked for so far. */
  polls(): Promise<number>;
  /** How often it was asked for twice at once, or anything was written that had been written before. */
  doubles(): Promise<number>;
  close(): Promise<void>;
}

const settings = (pollSeconds: number) => `scopes: [{subscription: 22222222-2222-2222-2222-222222222222}]
pace: {azureShare: 100000, versionSeconds: ${pollSeconds}, inventorySeconds: 3600}
`;

/** A Redis with an append-only file, a Resource Manager, and as many workers as are started. */
export async function openHouse({
  pollSeconds,
  redisUrl = '',
  workersRedisUrl,
}: {
  pollSeconds: number;
  /** One that runs already. */
  redisUrl?: string;
  /** Another way to the same for the processes under measurement. */
  workersRedisUrl?: string;
}): Promise<House> {
  const folder = resolve('.sandbox', 'bench', String(process.pid));
  mkdirSync(folder, { recursive: true });
  const settingsFile = join(folder, 'capture-image.yaml');
  writeFileSync(settingsFile, settings(pollSeconds));
  const server = await startRedis({ url: redisUrl });
  const redis = new Redis(server.url);
  redis.on('error', () => {}); // a Redis that is away is what an outage is about
  const arm = await startArm();
  const prefix = 'bench';
  const running = new Set<ChildProcess>();

  async function start(args: readonly string[], env: Record<string, string>, port: number): Promise<Measured> {
    const startedAt = performance.now();
    const child = run([...memoryFlags, ...args], {
      ...plainEnvironment(),
      REDIS_URL: workersRedisUrl ?? server.url,
      REDIS_PREFIX: prefix,
      CAPTURE_IMAGE_CONFIG: settingsFile,
      HOST: '127.0.0.1',
      ...env,
    });
    running.add(child);
    await lineOf(child, line => line.includes('"msg":"ready"'));
    return {
      pid: child.pid ?? 0,
      readyMs: performance.now() - startedAt,
      numbers: async () => readNumbers(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
      async end(signal = 'SIGTERM') {
        running.delete(child);
        await stop(child, signal);
      },
    };
  }

  return {
    redis,
    server,
    prefix,
    startWorker: async () => {
      const port = await freePort();
      return await start(['src/main.ts', 'worker'], { ...workerEnvironment(arm), METRICS_PORT: String(port) }, port);
    },
    async startBot({ apiUrl, botToken, signingSecret }, more = {}) {
      const port = await freePort();
      const slack = { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret };
      const bot = await start(
        ['src/main.ts', 'bot'],
        { ...slack, ...more, PORT: String(port), METRICS_PORT: String(port) },
        port,
      );
      return { ...bot, url: `http://127.0.0.1:${port}/slack/events` };
    },
    polls: async () => Number(await arm.ask('/_polls')),
    doubles: async () => Number(await arm.ask('/_doubles')),
    async close() {
      for (const child of running) await stop(child, 'SIGTERM');
      await arm.close();
      redis.disconnect();
      await server.close();
    },
  };
}

async function startArm(): Promise<{
  url: string;
  caFile: string;
  ask(path: string): Promise<string>;
  close(): Promise<void>;
}> {
  const child = run(['bench/support/arm.ts'], plainEnvironment());
  const told = JSON.parse(await lineOf(child, line => line.startsWith('{')));
  const dispatcher = new Agent({ connect: { ca: readFileSync(told.caFile) } });
  return {
    ...told,
    ask: async path => await (await request(`${told.url}${path}`, { dispatcher })).body.text(),
    async close() {
      await dispatcher.close();
      await stop(child, 'SIGTERM');
    },
  };
}

/** Starts a program of ours with Node. */
export function run(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The first line of its output that fits. */
export async function lineOf(child: ChildProcess, isIt: (line: string) => boolean): Promise<string> {
  if (!child.stdout) throw new Error('A process without output.');
  const lines = createInterface({ input: child.stdout });
  return await new Promise((found, ended) => {
    lines.on('line', line => isIt(line) && found(line));
    child.once('close', code => ended(new Error(`It ended with ${code} before it was ready.`)));
  });
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill(signal);
  await ended;
}

/** Prometheus's text, by name with its labels. */
function readNumbers(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}
