import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { keptResults } from './kept-results.ts';
import { type MutantName, makeMutant, mutants } from './mutants.ts';
import { type PlanName, plans } from './plans.ts';
import type { SeedResult } from './seed.ts';
import { tableOf } from './table.ts';
import { ownSource } from './world.ts';

const usage = `Usage: npm run chaos -- [--seeds N] [--from S] [--captures K] [--lanes L] [--plan P] [--keep FILE] [--mutate NAME|all]
  --seeds     how many seeds are run (10)
  --from      the first of them (1); --seeds 1 --from S runs one alone
  --captures  how many captures each has (20)
  --lanes     how many worlds at once (2)
  --plan      what goes wrong: drawn by the seed, or boundaries, or freezes, which leave no step out (drawn)
  --keep      a file for what comes of each seed: those that are in it are not run again, and count in the table
  --mutate    take a guard out first: ${Object.keys(mutants).join(', ')}, or each in turn (all); the run must go red then`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '10' },
      from: { type: 'string', default: '1' },
      captures: { type: 'string', default: '20' },
      lanes: { type: 'string', default: '2' },
      plan: { type: 'string', default: 'drawn' },
      keep: { type: 'string' },
      mutate: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [count, from, captures, lanes] = [values.seeds, values.from, values.captures, values.lanes].map(wholeNumber);
  const names = Object.keys(mutants) as MutantName[];
  const wanted = values.mutate === 'all' ? names : names.filter(name => name === values.mutate);
  if (values.mutate !== undefined && wanted.length === 0)
    throw new Error(`There is no mutant “${values.mutate}”: it takes ${names.join(', ')} or all.`);
  const plan = (Object.keys(plans) as PlanName[]).find(name => name === values.plan);
  if (!plan) throw new Error(`There is no plan “${values.plan}”: it takes ${Object.keys(plans).join(', ')}.`);
  return {
    plan,
    seeds: Array.from({ length: count ?? 0 }, (_, index) => (from ?? 1) + index),
    captures: captures ?? 1,
    lanes: lanes ?? 1,
    wanted,
    keep: values.keep,
    help: values.help,
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`“${text}” is no whole number from 1 on.`);
  return number;
}

function tell({ seed, captures, ends, starts, ms, faults, violations }: SeedResult): void {
  const ended = Object.entries(ends)
    .map(([end, count]) => `${count} ${end}`)
    .join(', ');
  console.log(`seed ${seed}: ${captures} captures (${ended}), ${starts} restarts, ${(ms / 1000).toFixed(1)} s`);
  if (violations.length === 0) return;
  for (const says of faults) console.log(`    went wrong: ${says}`);
  for (const { oracle, says } of violations) console.log(`  VIOLATED ${oracle}: ${says}`);
}

async function run(): Promise<number> {
  const { seeds, captures, lanes, plan, wanted, keep, help } = readOptions();
  if (help) {
    console.log(usage);
    return 0;
  }
  if (wanted.length > 0) return await runMutants(wanted, { seeds, captures, lanes, plan });
  const startedMs = Date.now();
  let isStopped = false;
  process.once('SIGINT', () => {
    console.log('Stopping after the seeds in hand; Ctrl-C again ends it at once.');
    isStopped = true;
  });
  const book = keep ? keptResults(keep, { plan, captures }) : null;
  const before = (book?.kept ?? []).filter(({ seed }) => seeds.includes(seed));
  const runs = seeds.filter(seed => !before.some(one => one.seed === seed)).map(seed => ({ seed, plan }));
  const isEnough = () => isStopped;
  const heard = (result: SeedResult) => {
    book?.keep(result);
    tell(result);
  };
  const fresh = await runCampaign({ runs, captures, lanes, source: ownSource, heard, isEnough });
  const results = [...before, ...fresh];
  console.log(`\n${tableOf(results, { ms: Date.now() - startedMs })}`);
  return results.some(isRed) ? 1 : 0;
}

/** A mutant is killed by a seed that goes red; one that lives through all of them is a hole in the net. */
async function runMutants(
  names: readonly MutantName[],
  { seeds, plan, ...options }: { seeds: readonly number[]; captures: number; lanes: number; plan: PlanName },
): Promise<number> {
  let alive = 0;
  for (const name of names) {
    const runs = [mutants[name].run, ...seeds.map(seed => ({ seed, plan }))];
    const results = await runCampaign({ ...options, runs, lanes: 1, source: makeMutant(name), isEnough: isRed });
    const red = results.find(isRed);
    if (!red) alive += 1;
    console.log(
      red
        ? `mutant ${name}: killed by seed ${red.seed} (${red.violations[0]?.oracle}: ${red.violations[0]?.says})`
        : `mutant ${name}: ALIVE after ${results.length} seeds`,
    );
  }
  return alive === 0 ? 0 : 1;
}

const isRed = ({ violations }: SeedResult): boolean => violations.length > 0;

run().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
