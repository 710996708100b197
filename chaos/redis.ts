import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../sandbox/ports.ts';
import { startRedis } from '../sandbox/redis.ts';

/** A real Redis with an append-only file, that can die in more than one way. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Nothing that is in it now gets lost later. */
  keepAll(): void;
  /** kill -9, and back after a while; `losesMs`: what was written last is not in its file, as after a power loss; `losing` hears since when. */
  crash(options: { awayMs: number; losesMs: number; losing?: (sinceMs: number) => void }): Promise<void>;
  freeze(ms: number): Promise<void>;
  /** There is no room in it for a while: it answers, and takes no write. */
  fill(ms: number): Promise<void>;
  close(): Promise<void>;
}

const sampleMs = 50;
const keptMs = 2_000;

export async function openRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  const start = () => startRedis({ folder, port, url: '' });
  let running = await start();
  let sizes: { readonly atMs: number; readonly file: string; readonly size: number }[] = [];
  const timer = setInterval(() => {
    const file = newestFile(folder);
    if (!file) return;
    const nowMs = Date.now();
    sizes = [
      ...sizes.filter(({ atMs }) => atMs > nowMs - keptMs || atMs < 0),
      { atMs: nowMs, file, size: statSync(file).size },
    ];
  }, sampleMs);

  /** Answers since when what was written is gone. */
  function lose(ms: number): number | null {
    const file = newestFile(folder);
    const before = sizes.findLast(one => one.file === file && one.atMs <= Date.now() - ms);
    if (!file || !before) return null;
    truncateSync(file, before.size);
    return before.atMs;
  }

  /** One thing after the other befalls it. */
  let last: Promise<void> = Promise.resolve();
  function inTurn(befalls: () => Promise<void>): Promise<void> {
    last = last.then(befalls);
    return last;
  }

  return {
    url: running.url,
    port,
    keepAll() {
      const file = newestFile(folder);
      sizes = file ? [{ atMs: Number.NEGATIVE_INFINITY, file, size: statSync(file).size }] : [];
    },
    crash: ({ awayMs, losesMs, losing }) =>
      inTurn(async () => {
        if (running.pid) process.kill(running.pid, 'SIGKILL');
        const sinceMs = losesMs > 0 ? lose(losesMs) : null;
        if (sinceMs !== null) losing?.(sinceMs);
        await running.close();
        await sleep(awayMs);
        running = await start();
      }),
    freeze: ms =>
      inTurn(async () => {
        const { pid } = running;
        if (!pid) return;
        process.kill(pid, 'SIGSTOP');
        await sleep(ms);
        process.kill(pid, 'SIGCONT');
      }),
    fill: ms =>
      inTurn(async () => {
        const hand = new Redis(running.url);
        await hand.config('SET', 'maxmemory', '1');
        await sleep(ms);
        await hand.config('SET', 'maxmemory', '0');
        hand.disconnect();
      }),
    async close() {
      clearInterval(timer);
      await running.close();
    },
  };
}

/** The part of the append-only file that is written to now. */
function newestFile(folder: string): string | undefined {
  const parts = join(folder, 'appendonlydir');
  if (!existsSync(parts)) return undefined;
  const [newest] = readdirSync(parts)
    .filter(name => name.endsWith('.incr.aof'))
    .sort((a, b) => partOf(b) - partOf(a));
  return newest && join(parts, newest);
}

const partOf = (name: string): number => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
