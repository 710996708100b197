import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Run } from './campaign.ts';
import { ownSource } from './world.ts';

/** A guard taken out of the product: the text that is it, and what stands there instead. */
interface Mutant {
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** What meets the moment in which the guard is needed, each time. */
  readonly run: Run;
  /** The rule that is broken then. */
  readonly breaks: string;
}

/** What the campaign must notice the lack of, each on its own. */
export const mutants = {
  /** A worker that was frozen saves over what others have done since. */
  fence: {
    file: 'jobs/store/lua/commit.lua',
    find: `if redis.call('HGET', record, 'epoch') ~= epoch then return { 0 } end`,
    put: '',
    run: { plan: 'zombies', seed: 1, afterStruckMs: 60_000 },
    breaks: 'onward',
  },
  /** Nobody sets an alarm again that was lost. */
  reconciler: {
    file: 'jobs/worker/queue.ts',
    find: 'await clock.wake(id);\n      meters.rearmed.inc();',
    put: '',
    // Nothing comes of it but that nothing comes: as long as it is waited for, it costs.
    run: { plan: 'unwoken', seed: 1, withinMs: 45_000 },
    breaks: 'ended',
  },
  /** What is about to be asked is on no record. */
  intent: {
    file: 'jobs/worker/run-step.ts',
    find: `    phase: 'intent',\n`,
    put: '',
    run: { plan: 'slow-guest', seed: 1, afterStruckMs: 60_000 },
    breaks: 'once',
  },
  /** One approval is as good as two. */
  approvals: {
    file: 'jobs/policy/approvals.ts',
    find: 'tallies.every(({ need, have }) => have >= need.count)',
    put: 'tallies.every(({ have }) => have > 0)',
    run: { plan: 'lost-answers', seed: 1 },
    breaks: 'approved',
  },
  /** A call whose answer was lost is sent again by the SDK. */
  retries: {
    file: 'azure/clients.ts',
    find: 'retryOptions: { maxRetries: 0 }',
    put: 'retryOptions: { maxRetries: 3, retryDelayInMs: 50 }',
    run: { plan: 'lost-answers', seed: 1 },
    breaks: 'once',
  },
} as const satisfies Readonly<Record<string, Mutant>>;
export type MutantName = keyof typeof mutants;

/** Copies the code with one guard taken out; throws when the guard is not there exactly once. Answers the folder of the copy. */
export function makeMutant(name: MutantName): string {
  const { file, find, put } = mutants[name];
  const folder = resolve('.sandbox', 'mutants', name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(ownSource, join(folder, 'src'), { recursive: true });
  const path = join(folder, 'src', file);
  const text = readFileSync(path, 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`The mutant ${name} does not fit any more: ${file} has its text ${times} times.`);
  writeFileSync(
    path,
    text.replace(find, () => put),
  );
  return join(folder, 'src');
}
