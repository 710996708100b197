import { describe, expect, test } from 'vitest';
import { isOnePerson, whyNot } from '../../src/jobs/approvals.ts';
import { fits, judge, type Target } from '../../src/jobs/policy.ts';
import { chatGroupsOf, parsePolicy } from '../../src/jobs/policy-file.ts';
import { rita } from '../support/captures.ts';

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
    const verdict = judge(policy, { refs, actions: ['plan', 'capture'], target: web });
    expect(verdict).toMatchObject({
      is: 'yes',
      rules: ['the web team'],
      needs: [{ count: 2, hours: 8, remindHours: 4 }],
    });
  });
  test('allows nothing elsewhere', () => {
    const elsewhere = { ...web, vm: 'db-01' };
    expect(judge(policy, { refs, actions: ['plan'], target: elsewhere })).toMatchObject({
      is: 'no',
      code: 'not-allowed',
    });
  });
  test('names the rule that denies, whatever the case of a tag', () => {
    const prod = { ...web, tags: { ENV: 'Production' } };
    expect(judge(policy, { refs, actions: ['capture'], target: prod })).toMatchObject({
      code: 'denied',
      rule: 'nothing in production',
    });
  });
  test('hopes before the VM is known, and does not once it must be', () => {
    const unknown: Target = { subscription: null, resourceGroup: null, vm: 'web-01', tags: null };
    expect(judge(policy, { refs, actions: ['capture'], target: unknown, unknown: 'hope' }).is).toBe('yes');
    expect(judge(policy, { refs, actions: ['capture'], target: unknown }).is).toBe('no');
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
  expect(fits(pattern, value)).toBe(expected);
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
  const verdict = judge(policy, { refs, actions: ['capture'], target: web });
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
    expect(isOnePerson(['slack:u1', 'slack-group:s1'], ['slack:u2', 'slack-group:s1'])).toBe(false);
  });
});
