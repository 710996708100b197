import { expect, test } from 'vitest';
import { runCampaign } from '../chaos/campaign.ts';
import { type MutantName, makeMutant, mutants } from '../chaos/mutants.ts';
import { ownSource } from '../chaos/world.ts';
import { acts } from '../src/jobs/capture.ts';

const captures = 8;
const campaign = (runs: Parameters<typeof runCampaign>[0]['runs'], lanes: number) =>
  runCampaign({ runs, captures, lanes, source: ownSource });
const violationsIn = (results: Awaited<ReturnType<typeof campaign>>) =>
  results.flatMap(({ seed, troubles, violations }) =>
    violations.map(({ oracle, says }) => ({ seed, oracle, says, troubles })),
  );

test('kill -9 of the worker at the saved intent and at the taken call of every act repeats no write and loses nothing', async () => {
  const results = await campaign(
    [
      { seed: 1, plan: 'boundaries' },
      { seed: 3, plan: 'boundaries' },
    ],
    2,
  );
  expect(violationsIn(results)).toEqual([]);
  // There is no failed version in the way of any of them.
  const walked = acts.map(({ name }) => name).filter(name => name !== 'delete-failed-version');
  for (const [index, moment] of ['after-intent', 'after-call'].entries())
    expect(results[index]?.struck.map(says => says.split(' of ').at(-1)).sort(), moment).toEqual([...walked].sort());
}, 400_000);

test('frozen workers, saves that come too late, a bot that wakes nobody, lost answers and a slow guest do no harm', async () => {
  const plans = ['zombies', 'freezes', 'unwoken', 'lost-answers', 'slow-guest'] as const;
  const results = await campaign(
    plans.map((plan, index) => ({ seed: index + 1, plan })),
    2,
  );
  expect(violationsIn(results)).toEqual([]);
  expect(results[0]?.struck, 'saves that came too late').not.toEqual([]);
}, 400_000);

test('whatever goes wrong in eight seeds, no message is lost, no write is made twice and nothing is left behind', async () => {
  const runs = Array.from({ length: 8 }, (_, index) => ({ seed: index + 1, plan: 'drawn' as const }));
  expect(violationsIn(await campaign(runs, 3))).toEqual([]);
}, 600_000);

test.concurrent.each(Object.keys(mutants) as MutantName[])(
  'the campaign goes red without %s',
  async name => {
    const source = makeMutant(name);
    const { plan, seed } = mutants[name].run;
    const violations = [];
    // Real processes: the moment that brings it to light may be missed once.
    for (let tries = 0; tries < 4 && violations.length === 0; tries += 1)
      violations.push(
        ...violationsIn(await runCampaign({ runs: [{ plan, seed: seed + tries }], captures, lanes: 1, source })),
      );
    expect(violations).not.toEqual([]);
  },
  400_000,
);
