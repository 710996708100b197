import { describe, expect, test } from 'vitest';
import { deniedRefs, namesMails, parseCases, parsePolicy } from '../../../src/jobs/policy/policy-file.ts';
import { aPolicy } from '../../support/office.ts';

const rule = (more: string) => `rules: [{ name: r, allow: [plan], to: [slack:U1], ${more} }]`;

describe('a policy file', () => {
  test('says where a rule holds in the words it was written in, and nothing more', () => {
    const where = (written: string) => aPolicy(rule(`where: ${written}`)).rules[0]?.where;
    const all = { subscriptions: ['s*'], resourceGroups: ['rg-*'], vms: ['web-*'], tags: { env: 'prod' } };
    expect(where(JSON.stringify(all))).toEqual([all]);
    for (const [kind, value] of Object.entries(all))
      expect(where(JSON.stringify([{ [kind]: value }]))).toEqual([{ [kind]: value }]);
    expect(aPolicy(rule('')).rules[0]?.where).toEqual([]);
  });

  test('names whom a rule asks as it was written, and everybody where it names nobody', () => {
    const whom = (of: string) =>
      aPolicy(`groups: { owners: [slack:U2, slack:U3] }
rules:
  - { name: r, allow: [capture], to: [slack:U1], approvals: { ${of} } }
  - { name: a, allow: [approve], to: [slack:U2, slack:U3] }`).rules[0]?.approvals;
    expect(whom('of: [owners, slack:U4]')).toMatchObject({
      whom: 'owners, slack:u4',
      of: ['slack:u2', 'slack:u3', 'slack:u4'],
    });
    expect(whom('hours: 10')).toMatchObject({ whom: 'whoever may approve', of: null, remindHours: 5 });
  });

  test('takes no approvals for a rule that denies', () => {
    expect(
      parsePolicy('rules: [{ name: r, deny: [capture], to: [slack:U1], approvals: { of: [slack:U2] } }]'),
    ).toMatchObject({
      is: 'problems',
      problems: [expect.stringContaining('a rule that denies asks for no approvals')],
    });
  });

  test('takes a group for nested that has one other group among its people', () => {
    const nested = 'groups: { a: [slack:U1, b], b: [slack:U2] }\nrules: [{ name: r, allow: [plan], to: [a] }]';
    expect(parsePolicy(nested)).toEqual({
      is: 'problems',
      problems: ['groups.a: a group holds people, not other groups'],
    });
  });

  test('calls nobody in a test case that is not there', () => {
    const reading = parsePolicy(`${rule('')}\ntests: [{ who: [ghosts], may: plan, expect: yes }]`);
    expect(reading).toMatchObject({ problems: [expect.stringContaining('"ghosts" is nobody')] });
  });

  test('has people only where it names some', () => {
    expect(aPolicy(rule(''))).not.toHaveProperty('people');
    expect(aPolicy(`people: { ana: [slack:U1, mail:a@b.c] }\n${rule('')}`).people).toEqual([
      ['slack:u1', 'mail:a@b.c'],
    ]);
  });

  test('has its test cases with the members of their groups', () => {
    const reading = parsePolicy(`groups: { web: [slack:U1, slack:U2] }
${rule('')}
tests:
  - { who: [web], may: plan, expect: yes }
  - { who: [slack:U3], may: [plan, capture], expect: no, on: { vm: web-01 }, approvals: 2 }`);
    expect(reading).toMatchObject({
      is: 'policy',
      cases: [
        { who: ['slack:u1', 'slack:u2'], may: ['plan'], expect: 'yes', on: { vm: null, tags: null } },
        { who: ['slack:u3'], may: ['plan', 'capture'], expect: 'no', on: { vm: 'web-01' }, approvals: 2 },
      ],
    });
  });
});

describe('test cases beside a policy', () => {
  test('are read by themselves, one or several', () => {
    const one = '- { who: [slack:U1], may: plan, expect: yes }';
    expect(parseCases(`tests:\n${one}\n${one}`)).toMatchObject({ data: [{ may: ['plan'] }, { who: ['slack:u1'] }] });
  });
  test.each([['tests: []'], ['rules: []'], ['tests: [{ who: [slack:U1], may: [], expect: yes }]'], ['[']])(
    'are refused as %j',
    text => {
      expect(parseCases(text)).toHaveProperty('problems');
    },
  );
});

describe('whom a policy names', () => {
  const policy = aPolicy(`rules:
  - { name: a, allow: [plan], to: [slack:U1, slack:U2] }
  - { name: b, deny: [plan], to: [slack:U3, slack:U1] }
  - { name: c, deny: [capture], to: [slack:U3] }`);

  test('in a rule that denies is told once each', () => {
    expect(deniedRefs(policy)).toEqual(['slack:u3', 'slack:u1']);
  });
  test('by a mail address is told, in a rule, in who is asked and among the accounts of one person', () => {
    expect(namesMails(policy)).toBe(false);
    expect(namesMails(aPolicy('rules: [{ name: a, allow: [plan], to: [slack:U1, mail:a@b.c] }]'))).toBe(true);
    expect(
      namesMails(aPolicy('rules: [{ name: a, allow: [capture], to: [slack:U1], approvals: { of: [mail:a@b.c] } }]')),
    ).toBe(true);
    expect(namesMails({ ...policy, people: [['slack:u1', 'mail:a@b.c']] })).toBe(true);
  });
});
