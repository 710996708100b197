import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Approval, tally } from '../../../src/jobs/policy/approvals.ts';
import {
  type ApprovalRequirement,
  actions,
  evaluatePolicy,
  type Policy,
  type Rule,
  type Target,
  type Where,
} from '../../../src/jobs/policy/policy.ts';
import { rita } from '../../support/captures.ts';

const refs = ['slack:u1', 'slack:u2', 'mail:a@x.example', 'slack-group:s1', 'everyone'] as const;
const values = ['web-01', 'web-02', 'db-01', 'prod'] as const;
const patterns = fc.subarray(['web-*', 'db-??', '*', 'prod', 'WEB-01'], { minLength: 1 });

const where: fc.Arbitrary<Where> = fc.record(
  {
    subscriptions: patterns,
    resourceGroups: patterns,
    vms: patterns,
    tags: fc.dictionary(fc.constantFrom('env'), fc.constantFrom('prod', 'test', '*')),
  },
  { requiredKeys: [] },
);
const approvals = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  of: fc.option(fc.subarray([...refs], { minLength: 1 })),
  whom: fc.constant('some'),
  self: fc.boolean(),
  breakGlass: fc.boolean(),
  delegate: fc.boolean(),
  hours: fc.constant(8),
  remindHours: fc.constant(4),
});
const rule = (effect: fc.Arbitrary<Rule['effect']>): fc.Arbitrary<Rule> =>
  fc.record({
    name: fc.uuid(),
    effect,
    who: fc.subarray([...refs], { minLength: 1 }),
    actions: fc.subarray([...actions], { minLength: 1 }),
    where: fc.array(where, { maxLength: 2 }),
    approvals: fc.option(approvals),
  });
const rules = fc.array(rule(fc.constantFrom('allow', 'allow', 'deny')), { maxLength: 6 });
const value = fc.constantFrom(...values);
const known = fc.record({
  subscription: value,
  resourceGroup: value,
  vm: value,
  tags: fc.dictionary(fc.constantFrom('env', 'ENV', 'x'), value),
});
const person = fc.subarray(refs.filter(ref => ref !== 'everyone'));
const wanted = fc.subarray([...actions], { minLength: 1 });
const may = (
  policy: Policy,
  who: readonly string[],
  what: readonly (typeof actions)[number][],
  target: Target,
  unknown: 'no' | 'hope' = 'no',
) => evaluatePolicy(policy, { refs: who, actions: what, target, unknown });

describe('whatever the rules', () => {
  test('nothing is allowed that no rule allows', () => {
    fc.assert(
      fc.property(fc.array(rule(fc.constant('deny'))), person, wanted, known, (denies, who, what, target) => {
        expect(may({ rules: denies }, who, what, target).is).toBe('no');
      }),
    );
  });

  test('a deny that fits wins over all', () => {
    fc.assert(
      fc.property(rules, person, wanted, known, fc.nat(), (some, who, what, target, at) => {
        const [action] = what;
        if (!action) return;
        const deny: Rule = {
          name: 'stop',
          effect: 'deny',
          who: ['everyone'],
          actions: [action],
          where: [],
          approvals: null,
        };
        const index = at % (some.length + 1);
        expect(may({ rules: some.toSpliced(index, 0, deny) }, who, what, target)).toMatchObject({ is: 'no' });
      }),
    );
  });

  test('one more deny never allows more, one more allow never fewer', () => {
    fc.assert(
      fc.property(
        rules,
        rule(fc.constant('deny')),
        rule(fc.constant('allow')),
        person,
        wanted,
        known,
        (some, deny, allow, who, what, target) => {
          const before = may({ rules: some }, who, what, target).is;
          if (before === 'no') expect(may({ rules: [...some, deny] }, who, what, target).is).toBe('no');
          else expect(may({ rules: [...some, allow] }, who, what, target).is).toBe('yes');
        },
      ),
    );
  });

  test('one more rule never asks for fewer approvals', () => {
    fc.assert(
      fc.property(rules, rule(fc.constant('allow')), person, wanted, known, (some, more, who, what, target) => {
        const [before, after] = [
          may({ rules: some }, who, what, target),
          may({ rules: [...some, more] }, who, what, target),
        ];
        if (before.is === 'yes' && after.is === 'yes')
          expect(after.needs).toEqual(expect.arrayContaining([...before.needs]));
      }),
    );
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(rules, person, wanted, known, (some, who, what, target) => {
        const [one, other] = [
          may({ rules: some }, who, what, target),
          may({ rules: some.toReversed() }, who, what, target),
        ];
        expect(one.is).toBe(other.is);
        if (one.is === 'yes' && other.is === 'yes') expect(new Set(one.rules)).toEqual(new Set(other.rules));
      }),
    );
  });

  test('what is allowed with all known can be hoped for with less known, and less known never allows more', () => {
    const gaps = fc.subarray(['subscription', 'resourceGroup', 'vm', 'tags'] as const);
    fc.assert(
      fc.property(rules, person, wanted, known, gaps, (some, who, what, target, missing) => {
        const partly: Target = { ...target, ...Object.fromEntries(missing.map(name => [name, null])) };
        const policy = { rules: some };
        if (may(policy, who, what, target).is === 'yes') expect(may(policy, who, what, partly, 'hope').is).toBe('yes');
        if (may(policy, who, what, partly).is === 'yes') expect(may(policy, who, what, target).is).toBe('yes');
      }),
      { numRuns: 500 },
    );
  });
});

describe('approvals', () => {
  const everyone: Rule = {
    name: 'all',
    effect: 'allow',
    who: ['everyone'],
    actions: ['approve'],
    where: [],
    approvals: null,
  };
  const target: Target = { subscription: 's', resourceGroup: 'g', vm: 'v', tags: {} };
  const need = (count: number, self: boolean): ApprovalRequirement => ({
    rule: 'r',
    count,
    of: ['everyone'],
    whom: 'all',
    self,
    breakGlass: false,
    delegate: false,
    hours: 8,
    remindHours: 4,
  });
  const about = (one: ApprovalRequirement) => ({
    policy: { rules: [everyone] },
    target,
    needs: [one],
    requester: ['slack:u0'],
    planHash: 'h',
  });
  const approval = (user: number, planHash: string): Approval => ({
    by: { ...rita, id: `U${user}` },
    at: 't',
    planHash,
    as: [`slack:u${user}`],
  });
  const many = fc.array(fc.tuple(fc.nat(5), fc.constantFrom('h', 'old')).map(([user, hash]) => approval(user, hash)));

  test('count each person once, the requester never unless the rule says so, and only for this very plan', () => {
    fc.assert(
      fc.property(many, fc.boolean(), (given, self) => {
        const people = new Set(
          given.filter(({ planHash, by }) => planHash === 'h' && (self || by.id !== 'U0')).map(({ by }) => by.id),
        );
        expect(tally(about(need(20, self)), given)[0]?.have).toBe(people.size);
      }),
    );
  });

  test('come to the same in any order', () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 6 }), (given, count) => {
        expect(tally(about(need(count, false)), given)).toEqual(tally(about(need(count, false)), given.toReversed()));
      }),
    );
  });
});
