import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Child, createChildren } from '../sandbox/children.ts';
import { type Fate, openTcpProxy, type ScriptCall, type TcpProxy } from './tcp-proxy.ts';

/** A bot or a worker: a real process with its own way to Redis and its own clock, which comes back whenever it is killed. */
export interface Process {
  readonly name: string;
  readonly role: 'bot' | 'worker';
  /** How often it has been started. */
  starts(): number;
  pid(): number | null;
  kill(): void;
  /** Stops it in the middle of whatever it does, for a while or until something is over. */
  freeze(over: number | Promise<unknown>): Promise<void>;
  /** Its clock is wrong by so much from now on. */
  setClock(wrongByMs: number): void;
  /** Its connections to Redis go silent; new ones go through. */
  mute(): void;
  /** Asks it to end in order; it comes back with this source. */
  restart(source: string): Promise<void>;
  source(): string;
  whenReady(): Promise<void>;
  close(): Promise<void>;
}

const preload = fileURLToPath(new URL('clock-jump.ts', import.meta.url));

/** Starts one; `source` is the folder of the code that it runs, `fateOf` is asked before each of its scripts. */
export async function startProcess(options: {
  name: string;
  role: Process['role'];
  source: string;
  folder: string;
  redisPort: number;
  children: ReturnType<typeof createChildren>;
  env: Readonly<Record<string, string>>;
  fateOf: (call: ScriptCall) => Fate;
}): Promise<Process> {
  const { name, role, folder, redisPort, children, fateOf } = options;
  let source = options.source;
  const clockFile = join(folder, `${name}.clock`);
  writeFileSync(clockFile, '0');
  const proxy: TcpProxy = await openTcpProxy({ redisPort, fateOf, kill: () => child.kill() });
  const child: Child = children.start({
    name,
    get args() {
      return ['--import', preload, join(source, 'main.ts'), role];
    },
    env: { ...options.env, REDIS_URL: `redis://127.0.0.1:${proxy.port}`, CHAOS_CLOCK: clockFile },
    logFile: join(folder, `${name}.log`),
    isReady: line => line.startsWith('{') && line.includes('"msg":"ready"'),
    say: () => {},
  });

  async function whenReady(): Promise<void> {
    await child.whenReady();
    const untilMs = Date.now() + 180_000;
    while (child.state() !== 'ready') {
      if (Date.now() > untilMs)
        throw new Error(`The ${name} did not come back within 3 minutes: see ${folder}/${name}.log.`);
      await sleep(20);
    }
  }

  return {
    name,
    role,
    starts: () => child.restarts() + 1,
    pid: () => child.pid(),
    kill: () => child.kill(),
    async freeze(over) {
      const pid = child.pid();
      if (!pid) return;
      signal(pid, 'SIGSTOP');
      await (typeof over === 'number' ? sleep(over) : over);
      signal(pid, 'SIGCONT');
    },
    setClock: wrongByMs => writeFileSync(clockFile, String(wrongByMs)),
    mute: () => proxy.mute(),
    async restart(next) {
      source = next;
      const before = child.restarts();
      child.restart();
      while (child.restarts() === before) await sleep(20);
      await whenReady();
    },
    source: () => source,
    whenReady,
    async close() {
      await child.stop();
      await proxy.close();
    },
  };
}

/** One that has just ended needs no signal any more. */
function signal(pid: number, what: NodeJS.Signals): void {
  try {
    process.kill(pid, what);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}
