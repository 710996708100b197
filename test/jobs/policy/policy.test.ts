import { describe, expect, test } from 'vitest';
import { tally, whyNot } from '../../../src/jobs/policy/approvals.ts';
import { matchesGlob } from '../../../src/jobs/policy/glob.ts';
import { evaluatePolicy, type Target } from '../../../src/jobs/policy/policy.ts';
import { chatGroupsOf, parsePolicy } from '../../../src/jobs/policy/policy-file.ts';
import { sameness } from '../../../src/jobs/policy/same-person.ts';
import { rita } from '../../support/captures.ts';

const text = `
groups:
  platform-owners: [mail:olga@contoso.example, slack:U0OTTO]
rules:
  - name: the web team
    allow: [plan, capture, in-place]
    to: [slack:U0RITA, slack-group:S0WEB]
    where: { resourceGroups: [rg-web], vms: ['web-*'] }
    approvals: { count: 2, of: [platform-owners] }
  - name: owners
    allow: [plan, cancel, cleanup]
    to: [platform-owners]
  - name: nothing in production
    deny: [capture]
    to: [everyone]
    where: { tags: { env: 'prod*' } }
`;
const policyOf = (source: string) => {
  const reading = parsePolicy(source);
  if (reading.is === 'problems') throw new Error(reading.problems.join('\n'));
  return reading.policy;
};
const problemsOf = (source: string) => {
  const reading = parsePolicy(source);
  return reading.is === 'problems' ? reading.problems.join('\n') : '';
};
const web: Target = { subscription: 's', resourceGroup: 'rg-web', vm: 'web-01', tags: {} };
const refs = ['slack:u0rita'];

describe('a policy', () => {
  const policy = policyOf(text);

  test('allows what a rule allows, with its approvals', () => {
    const verdict = evaluatePolicy(policy, { refs, actions: ['plan', 'capture'], target: web });
    expect(verdict).toMatchObject({
      is: 'yes',
      rules: ['the web team'],
      needs: [{ count: 2, hours: 8, remindHours: 4 }],
    });
  });
  test('allows nothing elsewhere', () => {
    const elsewhere = { ...web, vm: 'db-01' };
    expect(evaluatePolicy(policy, { refs, actions: ['plan'], target: elsewhere })).toMatchObject({
      is: 'no',
      code: 'not-allowed',
    });
  });
  test('names the rule that denies, whatever the case of a tag', () => {
    const prod = { ...web, tags: { ENV: 'Production' } };
    expect(evaluatePolicy(policy, { refs, actions: ['capture'], target: prod })).toMatchObject({
      code: 'denied',
      rule: 'nothing in production',
    });
  });
  test('hopes before the VM is known, and does not once it must be', () => {
    const unknown: Target = { subscription: null, resourceGroup: null, vm: 'web-01', tags: null };
    expect(evaluatePolicy(policy, { refs, actions: ['capture'], target: unknown, unknown: 'hope' }).is).toBe('yes');
    expect(evaluatePolicy(policy, { refs, actions: ['capture'], target: unknown }).is).toBe('no');
  });
  test('looks up only the groups that it names', () => {
    expect(chatGroupsOf(policy, 'slack-group')).toEqual(['s0web']);
  });
});

test.each([
  ['web-*', 'WEB-01', true],
  ['web-?', 'web-01', false],
  ['a.b', 'axb', false],
  ['*', '', true],
  ['rg(1)', 'rg(1)', true],
])('the pattern %s for %s: %s', (pattern, value, expected) => {
  expect(matchesGlob(pattern, value)).toBe(expected);
});

const rule = (more: string) => `rules:\n  - { name: r, allow: [capture], to: [slack:U1], ${more} }`;
test.each([
  ['', 'rules'],
  ['[', 'not YAML'],
  ['rules: []', 'rules'],
  ['rules:\n  - { name: r, allow: [fly], to: [slack:U1] }', 'rules.0.allow.0'],
  ['rules:\n  - { name: r, to: [slack:U1] }', 'either allow or deny'],
  ['rules:\n  - { name: r, allow: [plan], deny: [plan], to: [slack:U1] }', 'either allow or deny'],
  ['rules:\n  - { name: r, allow: [plan], to: [ghosts] }', '"ghosts" is nobody'],
  ['groups: { a: [b], b: [slack:U1] }\nrules:\n  - { name: r, allow: [plan], to: [a] }', 'not other groups'],
  [
    'rules:\n  - { name: r, allow: [plan], to: [slack:U1] }\n  - { name: r, allow: [plan], to: [slack:U2] }',
    'more than once',
  ],
  [rule('unless: never'), 'unless'],
  [rule('approvals: { count: 2, of: [slack:U2] }'), 'only 1 could be given'],
  [rule('approvals: { of: [slack:U1] }'), 'others than the requester'],
  [rule('approvals: { of: [slack:U2], hours: 1, remindHours: 2 }'), 'reminder'],
  [rule('approvals: { count: 1 }'), 'only 0 could be given'],
  [
    `${rule('approvals: { of: [slack:U2] }')}\n  - { name: d, deny: [approve], to: [slack:U2] }`,
    'only 0 could be given',
  ],
  ['rules:\n  - { name: r, allow: [plan], to: [slack:U1], approvals: { of: [slack:U2] } }', 'approvals are for'],
])('refuses %j', (source, problem) => {
  expect(problemsOf(source)).toContain(problem);
});

test('approvals by a chat’s group cannot be counted at load, and are not refused', () => {
  expect(problemsOf(rule('approvals: { count: 5, of: [slack-group:S1] }'))).toBe('');
});

describe('whose approval counts', () => {
  const policy = policyOf(text);
  const verdict = evaluatePolicy(policy, { refs, actions: ['capture'], target: web });
  const needs = verdict.is === 'yes' ? verdict.needs : [];
  const about = { policy, target: web, needs, requester: ['slack:u0rita', 'mail:rita@contoso.example'], planHash: 'h' };
  const olga = ['slack:u0olga', 'mail:olga@contoso.example'];

  test('an owner’s does, by the mail address that the chat vouches for', () => {
    expect(whyNot(about, [], { as: olga })).toBeNull();
  });
  test('the requester’s does not, on no platform', () => {
    const owner = { ...about, requester: olga };
    expect(whyNot(owner, [], { as: ['entra:11111111-1111-4111-8111-111111111111', 'mail:olga@contoso.example'] })).toBe(
      'own',
    );
  });
  test('the same person’s second does not', () => {
    const given = [{ by: rita, at: 't', planHash: 'h', as: olga }];
    expect(whyNot(about, given, { as: ['entra:x', 'mail:olga@contoso.example'] })).toBe('twice');
    expect(whyNot(about, given, { as: ['slack:u0otto'] })).toBeNull();
  });
  test('anybody else’s does not', () => {
    expect(whyNot(about, [], { as: ['slack:u0nora'] })).toBe('not-approver');
  });
  test('a group in common does not make two people one', () => {
    expect(sameness(null, ['slack:u1', 'slack-group:s1'], ['slack:u2', 'slack-group:s1'])).toBe('other');
  });
  test('one of whom nobody can tell whether they are the requester does not, and a need that lets the requester in is no matter', () => {
    const stranger = ['entra:x', 'mail:r.requester@contoso.example'];
    const asked = { ...about, needs: needs.map(need => ({ ...need, of: ['entra:x'] })) };
    expect(whyNot(asked, [], { as: stranger })).toBe('unclear');
    expect(tally(asked, [{ by: rita, at: 't', planHash: 'h', as: stranger }])[0]?.have).toBe(0);
    const open = { ...asked, needs: asked.needs.map(need => ({ ...need, self: true })) };
    expect(whyNot(open, [], { as: stranger })).toBeNull();
  });
  test('two approvals of whom nobody can tell whether they are of one person are one', () => {
    const two = {
      ...about,
      needs: needs.map(need => ({ ...need, of: ['slack:u0olga', 'entra:x'], count: 2, self: true })),
    };
    const [first, second] = [olga, ['entra:x']].map(as => ({ by: rita, at: 't', planHash: 'h', as }));
    expect(
      tally(
        two,
        [first, second].flatMap(one => one ?? []),
      )[0]?.have,
    ).toBe(1);
    expect(whyNot(two, first ? [first] : [], { as: ['entra:x'] })).toBe('unclear');
  });
  test('an account that a mail address led to never makes somebody another person', () => {
    const found = ['entra:r', 'mail:nora@contoso.example', 'slack:u0nora'];
    expect(sameness(null, ['slack:u0rita'], found)).toBe('unknown');
    expect(sameness(null, ['slack:u0nora'], found)).toBe('same');
    const people = [['slack:u0nora', 'entra:n', 'mail:nora@contoso.example']];
    expect(sameness({ people }, ['slack:u0rita', 'mail:x@y'], found)).toBe('unknown');
    expect(sameness({ people }, ['slack:u0rita'], ['entra:n', 'slack:u0rita2'])).toBe('other');
  });
  test('the policy ties the accounts of one person, and so tells two people apart', () => {
    const people = [
      ['slack:u0rita', 'entra:r'],
      ['slack:u0olga', 'entra:o'],
    ];
    expect(sameness({ people }, ['slack:u0rita'], ['entra:r', 'mail:x@y'])).toBe('same');
    expect(sameness({ people }, ['slack:u0rita'], ['entra:o'])).toBe('other');
    expect(sameness({ people }, ['slack:u0nora'], ['entra:z'])).toBe('unknown');
  });
});

describe('the accounts of one person', () => {
  const ana = 'entra:11111111-1111-4111-8111-111111111111';
  const withPeople = (rules: string) => `people: { ana: [slack:U0ANA, "${ana}"] }\n${rules}`;

  test('are all meant where one of them is named, to allow and to deny', () => {
    const policy = policyOf(
      withPeople(
        'rules: [{ name: a, allow: [plan], to: [slack:U0ANA] }, { name: b, deny: [plan], to: [ana], where: { vms: [x] } }]',
      ),
    );
    const may = (vm: string) => evaluatePolicy(policy, { refs: [ana], actions: ['plan'], target: { ...web, vm } }).is;
    expect([may('web-01'), may('x')]).toEqual(['yes', 'no']);
  });
  test('count as one person where approvals are asked for', () => {
    const source = withPeople(
      `rules: [{ name: a, allow: [capture], to: [everyone], approvals: { count: 2, of: [slack:U0ANA, "${ana}"] } }]`,
    );
    expect(problemsOf(source)).toContain('it asks for 2 approvals, and only 1 could be given');
  });
  test.each([
    ['people: { ana: [slack:U0ANA, mail:a@b.c], bob: [mail:a@b.c, slack:U0BOB] }', 'mail:a@b.c is of two people'],
    ['people: { everyone: [slack:U0ANA, mail:a@b.c] }', '"everyone" cannot be the name'],
    ['groups: { everyone: [slack:U0ANA] }', '"everyone" cannot be the name'],
    ['groups: { mail: [slack:U0ANA] }', '"mail" cannot be the name'],
    ['people: { ana: [slack:U0ANA, slack-group:S1] }', 'is slack:U...'],
    ['people: { ana: [slack:U0ANA] }', 'people.ana'],
    ['people: { ana: [slack:U0ANA, mail:a@b.c] }\ngroups: { ana: [slack:U0BOB] }', '"ana" is a group and a person'],
  ])('refuses %j', (head, problem) => {
    expect(problemsOf(`${head}\nrules: [{ name: a, deny: [plan], to: [everyone] }]`)).toContain(problem);
  });
});
