import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { startGuardian } from './guardian.ts';

type ChildState = 'starting' | 'ready' | 'ended';

export interface ChildOptions {
  readonly name: string;
  readonly args: readonly string[];
  /** All of the environment it gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything it prints is kept here. */
  readonly logFile: string;
  /** Whether a line it prints says that it is at work. */
  readonly isReady: (line: string) => boolean;
  readonly say: (sentence: string) => void;
}

/** A process of ours that is started again whenever it ends, until it is stopped. */
export interface Child {
  readonly name: string;
  pid(): number | null;
  state(): ChildState;
  restarts(): number;
  /** Resolves when it is at work; rejects when it cannot even start. */
  whenReady(): Promise<void>;
  /** kill -9: it comes back by itself. */
  kill(): void;
  /** Asks it to end in order; it comes back by itself. */
  restart(): void;
  stop(): Promise<void>;
}

const triesAtStart = 3;
const longestPauseMs = 5000;
const patienceMs = 3000;

/** Starts processes that end when this one does, in whatever way it ends. */
export function createChildren() {
  const guardian = startGuardian();
  const running = new Set<ChildProcess>();
  const watch = () => guardian.guard([...running].flatMap(child => child.pid ?? []));

  return {
    start: (options: ChildOptions): Child =>
      keepRunning(options, {
        began(child) {
          running.add(child);
          watch();
        },
        ended(child) {
          running.delete(child);
          watch();
        },
      }),
    close: () => guardian.close(),
  };
}

interface Register {
  began(child: ChildProcess): void;
  ended(child: ChildProcess): void;
}

function keepRunning(options: ChildOptions, register: Register): Child {
  const { name, say } = options;
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // whoever waits hears of it
  let child: ChildProcess;
  let state: ChildState = 'starting';
  let starts = 0;
  let deathsInARow = 0;
  let stopping = false;
  let again: NodeJS.Timeout | undefined;
  let lastLines: string[] = [];

  function begin(): void {
    starts += 1;
    state = 'starting';
    child = spawn(process.execPath, options.args, {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    register.began(child);
    for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', hear);
    child.once('error', error => hear(error.message));
    child.once('close', (code, signal) => ended(signal ? `signal ${signal}` : `exit code ${code}`));
  }

  function hear(line: string): void {
    log.write(`${line}\n`);
    lastLines = [...lastLines.slice(-19), line];
    if (state !== 'starting' || !options.isReady(line)) return;
    state = 'ready';
    deathsInARow = 0;
    ready.resolve();
  }

  function ended(how: string): void {
    const wasReady = state === 'ready';
    state = 'ended';
    register.ended(child);
    if (stopping) return;
    if (!wasReady) deathsInARow += 1;
    if (deathsInARow >= triesAtStart)
      ready.reject(new Error(`The ${name} does not start (${how}):\n${lastLines.join('\n')}`));
    say(`The ${name} ended (${how}); starting it again.`);
    const pauseMs = wasReady ? 100 : Math.min(100 * 2 ** deathsInARow, longestPauseMs);
    again = setTimeout(begin, pauseMs);
  }

  begin();
  return {
    name,
    pid: () => (state === 'ended' ? null : (child.pid ?? null)),
    state: () => state,
    restarts: () => starts - 1,
    whenReady: () => ready.promise,
    kill: () => void child.kill('SIGKILL'),
    restart: () => void child.kill('SIGTERM'),
    async stop() {
      stopping = true;
      clearTimeout(again);
      if (state !== 'ended') {
        const gone = new Promise(done => child.once('close', done));
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
        await gone;
        clearTimeout(timer);
      }
      await new Promise(done => log.end(done));
    },
  };
}
