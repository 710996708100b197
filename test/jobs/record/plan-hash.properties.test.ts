import fc from 'fast-check';
import { expect, test } from 'vitest';
import { movedInWords } from '../../../src/bot/notes/words/en/moved.ts';
import { canonical } from '../../../src/jobs/record/canonical.ts';
import type { Plan } from '../../../src/jobs/record/plan.ts';
import { whatMoved, withPlanHash } from '../../../src/jobs/record/plan-hash.ts';
import { planShape } from '../../../src/jobs/record/plan-shape.ts';
import { guestReasonShape, type Warning, warningShape } from '../../../src/jobs/record/warnings.ts';
import { patience, runs } from '../../support/properties.ts';
import { arbitraryOf } from '../../support/zod-arbitrary.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Plans as they are drawn today, of whatever their shape lets them be. */
const plans: fc.Arbitrary<Plan> = fc
  .tuple(
    arbitraryOf(planShape) as fc.Arbitrary<Plan>,
    fc.array(arbitraryOf(warningShape) as fc.Arbitrary<Warning>, { maxLength: 3 }),
    arbitraryOf(guestReasonShape) as fc.Arbitrary<never>,
  )
  .map(([plan, warnings, because]) =>
    withPlanHash({ ...plan, warnings, guest: 'because' in plan.guest ? { ...plan.guest, because } : plan.guest }),
  );

/** What of a plan is no fact that a person confirms, each from another plan. */
const unconfirmed: Readonly<Record<string, (plan: Plan, other: Plan) => Partial<Plan>>> = {
  'another tag of the VM': ({ vm }, other) => ({ vm: { ...vm, tags: other.vm.tags } }),
  'another text of the agent': ({ vm }, other) => ({
    vm: { ...vm, agent: { ...vm.agent, says: other.vm.agent.says } },
  }),
  'another estimate': (_, { estimate }) => (estimate ? { estimate } : {}),
  'another word for why a person does the guest step': ({ guest }, { vm }) =>
    guest.by === 'run-command' ? {} : { guest: { ...guest, because: vm.agent.says } },
  'another count of snapshots': ({ warnings }, { vm }) => ({
    warnings: warnings.map(warning =>
      typeof warning !== 'string' && warning.code === 'snapshots-near-full'
        ? { ...warning, facts: { ...warning.facts, count: vm.dataDisks.length } }
        : warning,
    ),
  }),
  'the state of a VM that is generalized': ({ vm }, other) =>
    vm.generalized ? { vm: { ...vm, power: other.vm.power } } : {},
};

/** One value with each part of another in turn, as deep inside as there is one; a code stays with its facts. */
function crossings(one: unknown, other: unknown): readonly unknown[] {
  if (Array.isArray(one) && Array.isArray(other))
    return [other, ...one.slice(0, other.length).flatMap((_, at) => inside(at, crossings(one[at], other[at])))];
  if (!isRaw(one) || !isRaw(other) || 'code' in one) return [other];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap(key => crossings(one[key], other[key]).map(inner => ({ ...one, [key]: inner })));

  function inside(at: number, values: readonly unknown[]): readonly unknown[] {
    return values.map(value => (one as readonly unknown[]).with(at, value));
  }
}

const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** A plan, and it with each part of another one in turn: none is left to luck. */
const changed: fc.Arbitrary<readonly [before: Plan, changes: readonly Plan[]]> = fc
  .tuple(plans, plans)
  .map(([one, other]) => [one, (crossings(one, other) as readonly Plan[]).map(withPlanHash)]);

test(
  'two plans have different hashes where a line says what moved, and only there',
  () => {
    fc.assert(
      fc.property(changed, ([before, changes]) => {
        for (const now of changes) {
          const lines = whatMoved(before, now).map(movedInWords);
          expect(lines.length > 0).toBe(before.hash !== now.hash);
          for (const line of lines) expectTwoSides(line);
        }
      }),
      runs('what moved'),
    );
  },
  patience.timeout,
);

/** A line names what it is about, says how that was and is, and the two are not the same. */
function expectTwoSides(line: string): void {
  const [, name, was, is] = /^([^:]+): (.+) → (.+)$/s.exec(line) ?? [];
  if (name === undefined || was === is || /undefined|null|\[object|NaN/.test(line)) expect.fail(line);
}

test(
  'a plan with another part has another hash, but for what nobody confirms',
  () => {
    fc.assert(
      fc.property(changed, ([before, changes]) => {
        const mattered = matters(before);
        for (const now of changes) expect(before.hash === now.hash).toBe(mattered === matters(now));
      }),
      runs('what moved'),
    );
  },
  patience.timeout,
);

test.each(Object.entries(unconfirmed))(
  '%s moves nothing',
  (_, change) => {
    fc.assert(
      fc.property(plans, plans, (before, other) => {
        const now = withPlanHash({ ...before, ...change(before, other) });
        expect([whatMoved(before, now), now.hash]).toEqual([[], before.hash]);
      }),
      runs('what moved'),
    );
  },
  patience.timeout,
);

/** What of a warning is said elsewhere in a plan. */
const besides = ['vm', 'extensions', 'outbound', 'location', 'gallery', 'definition', 'version', 'captureId', 'count'];

/** All that is confirmed, in one string: whatever is not left out here. */
function matters({ hash: _hash, estimate: _estimate, ...plan }: Plan): string {
  const { tags: _tags, ...vm } = plan.vm;
  const weighed = plan.warnings.map(warning =>
    canonical({
      ...(warning as Warning),
      facts: Object.entries((warning as Warning).facts).filter(([name]) => !besides.includes(name)),
    }),
  );
  return canonical(
    withoutNulls({
      ...plan,
      vm: {
        ...{ ...vm, agent: vm.agent.ready, extensions: vm.extensions ?? [] },
        power: vm.generalized ? 'generalized' : vm.power,
      },
      ...(plan.clone ? { clone: { ...plan.clone, outbound: plan.clone.outbound ?? 'azure' } } : {}),
      guest: { ...plan.guest, because: null },
      warnings: weighed.toSorted(),
    }),
  );
}

/** What is null is not there, as where older plans did not have it. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRaw(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
};
