import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlanName } from './plans.ts';
import type { Ask, SeedResult } from './seed.ts';
import type { Answer } from './world-process.ts';

/** A seed, and what is made of it. */
export interface Run {
  readonly seed: number;
  readonly plan: PlanName;
  /** How long people have for all of it, or once a moment has come that was waited for; by default as long as nothing hangs. */
  readonly withinMs?: number;
  readonly afterStruckMs?: number;
}

export interface CampaignOptions {
  readonly runs: readonly Run[];
  readonly captures: number;
  /** How many worlds at once. */
  readonly lanes: number;
  /** The folder of the code that is put to the test. */
  readonly source: string;
  readonly heard?: (result: SeedResult) => void;
  /** Whether a result is enough: no further seed is begun then. */
  readonly isEnough?: (result: SeedResult) => boolean;
}

const worldProcessPath = fileURLToPath(new URL('world-process.ts', import.meta.url));

/** Runs seeds in as many worlds as it is given; answers what came of each, in the order of the seeds. */
export async function runCampaign(options: CampaignOptions): Promise<readonly SeedResult[]> {
  const left = [...options.runs];
  const results: SeedResult[] = [];
  let isEnough = false;

  async function runInOneWorld(): Promise<void> {
    while (left.length > 0 && !isEnough) await runWorld();
  }

  /** Runs one seed after another, until a world breaks: then that is what came of its seed, and the next begins in a new one. */
  async function runWorld(): Promise<void> {
    const child = openWorldProcess(options.source);
    try {
      await child.ready;
      for (let run = left.shift(); run && !isEnough; run = left.shift()) {
        const broken = (error: unknown) => brokenOf(run.seed, error);
        const result = await child.run({ ...run, captures: options.captures }).catch(broken);
        results.push(result);
        options.heard?.(result);
        isEnough ||= options.isEnough?.(result) ?? false;
        if (result.violations.some(({ oracle }) => oracle === 'world')) return;
      }
    } finally {
      await child.close();
    }
  }

  await Promise.all(Array.from({ length: Math.min(options.lanes, left.length) }, runInOneWorld));
  return results.sort((a, b) => a.seed - b.seed);
}

const brokenOf = (seed: number, error: unknown): SeedResult => ({
  ...{ seed, faults: [], sorts: [], struck: [], captures: 0, writes: 0, ends: {}, starts: 0, ms: 0 },
  violations: [{ oracle: 'world', says: error instanceof Error ? error.message : String(error) }],
});

function openWorldProcess(source: string) {
  const child: ChildProcess = fork(worldProcessPath, [source], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = new Promise<never>((_, reject) =>
    child.once('exit', code => reject(new Error(`A process of the campaign has ended (exit code ${code}).`))),
  );
  gone.catch(() => {}); // whoever waits for the process hears of it
  const next = () =>
    Promise.race([gone, new Promise<Answer>(resolve => child.once('message', said => resolve(said as Answer)))]).then(
      said => {
        if (said.is === 'broken') throw new Error(said.says);
        return said;
      },
    );
  const ready = next();
  return {
    ready,
    async run(asked: Ask): Promise<SeedResult> {
      const answered = next();
      child.send(asked);
      const said = await answered;
      if (said.is !== 'done') throw new Error('A process of the campaign answered something else.');
      return said.result;
    },
    async close(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise(done => child.once('exit', done));
      child.send('end');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
