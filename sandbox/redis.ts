import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { workerRedis } from '../src/jobs/store/redis.ts';
import { checkRedis } from '../src/jobs/store/redis-check.ts';
import { redisAddress } from '../src/jobs/store/redis-url.ts';
import { startGuardian } from './guardian.ts';
import { freePort } from './ports.ts';

type RunningServer = RunningRedis & { readonly pid: number };

/** A Redis that can be used; `pid` is there when it is a private one. */
export interface RunningRedis {
  readonly url: string;
  readonly pid?: number;
  close(): Promise<void>;
}

export interface RedisOptions {
  /** One that runs already; by default what REDIS_URL says. */
  readonly url?: string;
  /** Where a private one keeps its append-only file; by default a new folder that goes away with it. */
  readonly folder?: string;
  readonly port?: number;
}

const servers = ['redis-server', 'valkey-server'];
const startsWithinMs = 60_000;

/** Answers the Redis there is, or starts a private one on a free port of 127.0.0.1 and waits until it answers. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const url = options.url ?? process.env.REDIS_URL;
  if (url) return { url, close: async () => {} };
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const words = `--appendonly yes --appendfsync everysec --maxmemory-policy noeviction`;
    try {
      return await startServer({ port, words: [...words.split(' '), '--save', ''], ...options });
    } catch (error) {
      if (attempt === 3 || options.port) throw error;
    }
  }
}

/** Starts a server of one's own on 127.0.0.1, as its command line says, and waits until it answers. */
export async function startServer(options: {
  port: number;
  words: readonly string[];
  folder?: string;
}): Promise<RunningServer> {
  const program = servers.map(onPath).find(found => found !== null);
  if (!program)
    throw new Error(
      'There is no Redis here. Install redis-server or valkey-server (Debian: apt-get install redis-server), or set REDIS_URL.',
    );
  const started = await startPrivate(program, options);
  if ('redis' in started) return started.redis;
  throw new Error(`${program} did not start:\n${started.said}`);
}

/** Where a program is on the PATH, or null. */
export function onPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {} // not in this folder: the next one
  }
  return null;
}

/** Takes away what a visitor has written under a prefix of its own in a Redis that others use too. */
export async function forgetKeys(url: string, prefix: string): Promise<void> {
  const redis = workerRedis(redisAddress(url));
  try {
    await checkRedis(redis, { timeoutMs: 5_000 });
    for (const node of redis instanceof Cluster ? redis.nodes('master') : [redis])
      for await (const keys of node.scanStream({ match: `*${prefix}*`, count: 500 }))
        if (keys.length > 0) await node.unlink(...keys);
  } finally {
    redis.disconnect();
  }
}

async function startPrivate(
  program: string,
  options: { port: number; words: readonly string[]; folder?: string },
): Promise<{ redis: RunningServer } | { said: string }> {
  const { port, words } = options;
  const folder = options.folder ? resolve(options.folder) : newFolder();
  mkdirSync(folder, { recursive: true });
  const server = spawn(program, [...words, '--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const output of [server.stdout, server.stderr])
    output.on('data', chunk => {
      said = `${said}${chunk}`.slice(-2000);
    });
  server.on('error', error => {
    said += error.message;
  });
  const ended = new Promise<void>(done => server.once('close', () => done()));
  const guardian = startGuardian();
  if (server.pid) guardian.guard([server.pid]);
  const close = async () => {
    await stop(server, ended);
    guardian.close();
    if (!options.folder) rmSync(folder, { recursive: true, force: true });
  };
  const untilMs = Date.now() + startsWithinMs;
  while (server.pid && server.exitCode === null && server.signalCode === null && Date.now() < untilMs) {
    if (await answersPing(port)) return { redis: { url: `redis://127.0.0.1:${port}`, pid: server.pid, close } };
    await sleep(20);
  }
  await close();
  return { said };
}

/** Asks to end, and after two seconds makes it. */
async function stop(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (!server.pid) return;
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 2000);
  await ended;
  clearTimeout(timer);
}

function answersPing(port: number): Promise<boolean> {
  return new Promise(answer => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    const done = (answered: boolean) => {
      socket.destroy();
      answer(answered);
    };
    socket.setTimeout(1000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('data', data => done(data.toString().startsWith('+PONG')));
  });
}

function newFolder(): string {
  const parent = resolve('.sandbox');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'redis-'));
}
