import { setTimeout as sleep } from 'node:timers/promises';
import { keysOf } from '../src/jobs/store/keys.ts';
import type { Violation } from './evidence.ts';
import type { FaultContext } from './fault.ts';
import { keepEvidence } from './keep-evidence.ts';
import { runOracles } from './oracles.ts';
import { playScenarios } from './people.ts';
import { type PlanName, plans } from './plans.ts';
import { openReader, type Reader } from './readers.ts';
import { readRecords } from './records.ts';
import { chaosSettings, patientSettings } from './settings.ts';
import type { World } from './world.ts';

/** Which seed is run, and how. */
export interface Ask {
  readonly seed: number;
  readonly captures: number;
  readonly plan: PlanName;
  /** How long people have for all of it. */
  readonly withinMs?: number;
  /** How long they have once a moment that was waited for has come, where that is enough. */
  readonly afterStruckMs?: number;
}

/** What came of a seed. */
export interface SeedResult {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly sorts: readonly string[];
  /** Those that wait for a moment, and whose moment came. */
  readonly struck: readonly string[];
  readonly captures: number;
  readonly writes: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly starts: number;
  readonly ms: number;
  readonly violations: readonly Violation[];
}

// Ceilings, which only end what hangs: a seed takes seconds, and longer on a machine that has much else to do.
const seedMs = 900_000;
const quietMs = 120_000;
const longestTimerMs = 2 ** 31 - 1;

/** Runs one seed in a world and judges it. */
export async function runSeed(
  world: World,
  { seed, captures, plan, withinMs = seedMs, afterStruckMs = seedMs }: Ask,
): Promise<SeedResult> {
  const startedMs = Date.now();
  const { scenarios, faults, isPatient = false } = plans[plan](seed, captures);
  await world.reset(isPatient ? patientSettings : chaosSettings);
  const before = startsIn(world);
  const botStarts = world.bot.starts();
  const over = new AbortController();
  const losses: { fromMs: number; toMs: number }[] = [];
  const struck: string[] = [];
  let struckAtMs = Number.POSITIVE_INFINITY;
  const going: Promise<unknown>[] = [];
  const reader = openReader(world.teams, '29:rita');
  const scene: FaultContext = {
    struck(says) {
      struck.push(says);
      struckAtMs = Date.now();
    },
    holding: work => void going.push(work),
    after: ms => sleep(Math.min(ms, longestTimerMs), true, { signal: over.signal }).catch(() => false),
    losing(fromMs) {
      const loss = { fromMs, toMs: Number.POSITIVE_INFINITY };
      losses.push(loss);
      return () => {
        loss.toMs = Date.now();
        reader.lookAgain();
      };
    },
  };
  for (const fault of faults) going.push(Promise.resolve(fault.begin(world, scene)));
  const isUp = () => Date.now() > Math.min(startedMs + withinMs, struckAtMs + afterStruckMs);
  const people = await playScenarios(world, scenarios, isUp);
  over.abort();
  await Promise.all(going);
  if (people.every(({ done }) => done)) await settle(world, reader);
  reader.close();
  const records = await readRecords(world.redis, world.prefix);
  const evidence = {
    world,
    people,
    records,
    writes: world.events.writes(),
    losses,
    botEnds: world.bot.starts() - botStarts,
  };
  const violations = await runOracles(evidence);
  if (violations.length > 0) await keepEvidence(seed, evidence, violations);
  return {
    seed,
    faults: faults.map(({ says }) => says),
    sorts: faults.map(({ sort }) => sort),
    struck,
    captures: records.length,
    writes: evidence.writes.length,
    ends: count(records.map(({ status }) => status.is)),
    starts: startsIn(world) - before,
    ms: Date.now() - startedMs,
    violations,
  };
}

/** Waits until all is told and read, and nothing is due. */
async function settle({ redis, prefix, bot, workers }: World, reader: Reader): Promise<void> {
  const keys = keysOf(prefix);
  const untilMs = Date.now() + quietMs;
  await Promise.all([bot, ...workers].map(one => one.whenReady()));
  while (Date.now() < untilMs) {
    const [due, outbox] = await Promise.all([redis.zcard(keys.due), redis.zcard(keys.outbox)]);
    if (due === 0 && outbox === 0 && reader.unread() === 0) return;
    await sleep(50);
  }
}

const startsIn = ({ bot, workers }: World): number => [bot, ...workers].reduce((sum, one) => sum + one.starts(), 0);

const count = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(words, word => word)].map(([word, all]) => [word, all.length]));
