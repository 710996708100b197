import { expect, test, vi } from 'vitest';
import { type Run, runCampaign } from '../../chaos/campaign.ts';
import { type MutantName, makeMutant, mutants } from '../../chaos/mutants.ts';
import type { SeedResult } from '../../chaos/seed.ts';
import { ownSource } from '../../chaos/world.ts';
import { acts } from '../../src/jobs/procedures/capture/procedure.ts';

const captures = 8;
const lanes = 2;
// It only ends what hangs.
const ceilingMs = 40 * 60_000;

const boundaries = [1, 3].map(seed => ({ seed, plan: 'boundaries' as const }));
const plans = (['zombies', 'freezes', 'unwoken', 'lost-answers', 'slow-guest', 'full'] as const).map((plan, index) => ({
  plan,
  seed: index + 11,
}));
const drawn = Array.from({ length: 12 }, (_, index) => ({ seed: index + 101, plan: 'drawn' as const }));

// What the tests of this file look at is one campaign, and beside it one mutant at a time.
vi.setConfig({ maxConcurrency: 4 });
let ran: Promise<readonly SeedResult[]> | null = null;

async function resultsOf(runs: readonly Run[]): Promise<readonly SeedResult[]> {
  ran ??= runCampaign({ runs: [...boundaries, ...plans, ...drawn], captures, lanes, source: ownSource });
  const results = await ran;
  return runs.flatMap(({ seed }) => results.find(one => one.seed === seed) ?? []);
}

const violationsIn = (results: readonly SeedResult[]) =>
  results.flatMap(({ seed, faults, violations }) =>
    violations.map(({ oracle, says }) => ({ seed, oracle, says, faults })),
  );

test.concurrent(
  'kill -9 of the worker at the saved intent and at the taken call of every act repeats no write and loses nothing',
  async () => {
    const results = await resultsOf(boundaries);
    expect(violationsIn(results)).toEqual([]);
    // There is no failed version in the way of any of them.
    const walked = acts.map(({ name }) => name).filter(name => name !== 'delete-failed-version');
    for (const [index, moment] of ['after-intent', 'after-call'].entries())
      expect(results[index]?.struck.map(says => says.split(' of ').at(-1)).sort(), moment).toEqual([...walked].sort());
  },
  ceilingMs,
);

test.concurrent(
  'frozen workers, late saves, a bot that wakes nobody, lost answers, a slow guest and a full Redis do no harm',
  async () => {
    const results = await resultsOf(plans);
    expect(results).toHaveLength(plans.length);
    expect(violationsIn(results)).toEqual([]);
    expect(results[0]?.struck, 'saves that came too late').not.toEqual([]);
  },
  ceilingMs,
);

test.concurrent(
  'whatever goes wrong in a dozen seeds, no message is lost, no write is made twice and nothing is left behind',
  async () => {
    const results = await resultsOf(drawn);
    expect(results).toHaveLength(drawn.length);
    expect(violationsIn(results)).toEqual([]);
  },
  ceilingMs,
);

test.concurrent.each(Object.keys(mutants) as MutantName[])(
  'the campaign goes red without %s',
  async name => {
    const source = makeMutant(name);
    const { run, breaks } = mutants[name];
    const results = await runCampaign({ runs: [run], captures, lanes: 1, source });
    expect(violationsIn(results).map(({ oracle }) => oracle)).toContain(breaks);
  },
  ceilingMs,
);
