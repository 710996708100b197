import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Facts, Moved } from './facts.ts';
import { hashedWithWords, withoutKnownSentences } from './older-plan.ts';
import type { Plan } from './plan.ts';
import { type PlanFact, planFacts } from './plan-facts.ts';

/** Hexadecimal digits of a plan's hash: 128 bits. Plans of the first versions have half of them. */
const hashLength = 32;

/** Gives a plan its hash: of every fact in it, and of none of its words. */
export const withPlanHash = (plan: Omit<Plan, 'hash'>): Plan => ({ ...plan, hash: hashOf(countedIn(plan)) });

/**
 * Whether a plan still says what its hash is of; null for a plan of the first versions, of which that cannot be told. Later ones hashed
 * all that they had, their sentences too.
 */
export function isIntact({ hash, ...plan }: Plan): boolean | null {
  if (hash.length !== hashLength) return null;
  return [countedIn(plan), hashedWithWords(plan)].some(what => hashOf(what) === hash);
}

/** Every fact that differs between two plans, for the person who has to confirm again: none where all are the same, whichever way each was hashed. */
export function whatMoved(before: Plan, now: Plan): readonly Moved[] {
  const compared = withoutKnownSentences(before, now);
  const [old, fresh] = [factsOf(compared[0]), factsOf(compared[1])];
  const moved = [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter(key => canonical(old[key]?.is) !== canonical(fresh[key]?.is))
    .map(key => difference(old[key], fresh[key]));
  return moved.length === 0 && isIntact(before) === null ? [{ code: 'hash-length' }] : moved;
}

interface Fact {
  readonly code: PlanFact;
  readonly of?: string;
  readonly is: Facts;
  readonly also?: Facts;
}

/** The facts of a plan by what they are about; those about the same are counted, as two principals of one name. */
function factsOf(plan: Omit<Plan, 'hash'>): Readonly<Record<string, Fact>> {
  const facts = (Object.keys(planFacts) as PlanFact[]).flatMap((code): readonly Fact[] =>
    planFacts[code](plan).map(found => ({ code, ...found })),
  );
  const counts = new Map<string, number>();
  return Object.fromEntries(
    facts.map(fact => {
      const name = `${fact.code} ${fact.of ?? ''}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [`${count} ${name}`, fact];
    }),
  );
}

const countedIn = (plan: Omit<Plan, 'hash'>): Readonly<Record<string, Facts>> =>
  Object.fromEntries(Object.entries(factsOf(plan)).map(([key, { is }]) => [key, is]));

function difference(old: Fact | undefined, fresh: Fact | undefined): Moved {
  const { code, of } = (fresh ?? old) as Fact;
  return {
    code,
    ...(of === undefined ? {} : { of }),
    ...(old ? { before: { ...old.is, ...old.also } } : {}),
    ...(fresh ? { now: { ...fresh.is, ...fresh.also } } : {}),
  };
}

const hashOf = (what: unknown): string =>
  createHash('sha256').update(canonical(what)).digest('hex').slice(0, hashLength);
