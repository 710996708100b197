import { describe, expect, test } from 'vitest';
import { concerns, evaluatePolicy, type Target } from '../../../src/jobs/policy/policy.ts';
import { isOnePerson, sameness } from '../../../src/jobs/policy/same-person.ts';
import { aPolicy } from '../../support/office.ts';

const on = (change: Partial<Target> = {}): Target => ({
  ...{ subscription: 'sub-1', resourceGroup: 'rg-web', vm: 'web-01', tags: {} },
  ...change,
});
const allow = (where: string, more = '') =>
  aPolicy(`rules: [{ name: r, allow: [capture], to: [slack:U1], where: ${where}${more} }]`);
const may = (policy: ReturnType<typeof aPolicy>, target: Target, unknown: 'no' | 'hope' = 'no') =>
  evaluatePolicy(policy, { refs: ['slack:u1'], actions: ['capture'], target, unknown });

describe('where a rule holds', () => {
  test('every kind that is named must fit, and one of its patterns is enough', () => {
    const policy = allow('{ subscriptions: [sub-1], resourceGroups: [rg-db, rg-web], vms: [web-*, app-*] }');
    expect(may(policy, on()).is).toBe('yes');
    for (const change of [{ subscription: 'sub-2' }, { resourceGroup: 'rg-x' }, { vm: 'db-01' }])
      expect(may(policy, on(change)).is).toBe('no');
  });
  test('one of several places is enough', () => {
    expect(may(allow('[{ vms: [db-01] }, { vms: [web-01] }]'), on()).is).toBe('yes');
  });
});

describe('what is not known yet', () => {
  const unknown = on({ vm: null });

  test('speaks against it, or is hoped for', () => {
    const policy = allow('{ vms: [web-01] }');
    expect([may(policy, unknown).is, may(policy, unknown, 'hope').is]).toEqual(['no', 'yes']);
  });
  test('leaves a deny in force, unless one hopes', () => {
    const policy = aPolicy(`rules:
  - { name: r, allow: [capture], to: [slack:U1] }
  - { name: d, deny: [capture], to: [slack:U1], where: { vms: [web-01] } }`);
    expect([may(policy, unknown).is, may(policy, unknown, 'hope').is]).toEqual(['no', 'yes']);
  });
  test('asks for the approvals of a rule that may hold, and takes nothing from that rule', () => {
    const policy = aPolicy(
      `rules:
  - { name: all, allow: [capture], to: [slack:U1] }
  - { name: two, allow: [capture], to: [slack:U1], where: { vms: [web-01] }, approvals: { count: 2, of: [slack:U2, slack:U3] } }
  - { name: free, allow: [capture], to: [slack:U1], where: { vms: [db-01] } }
  - { name: other, deny: [capture], to: [slack:U9] }
  - { name: elsewhere, allow: [plan], to: [slack:U1], approvals: { of: [slack:U2] } }
`.replace('allow: [plan]', 'allow: [plan, grant]'),
    );
    expect(may(policy, unknown)).toMatchObject({ is: 'yes', rules: ['all'], needs: [{ rule: 'two', count: 2 }] });
    expect(may(policy, unknown)).toHaveProperty('needs.length', 1);
    expect(may(policy, unknown, 'hope')).toMatchObject({ rules: ['all', 'two', 'free'], needs: [{ rule: 'two' }] });
    expect(may(policy, on({ vm: 'app-01' }))).toEqual({ is: 'yes', rules: ['all'], needs: [] });
  });
  test('asks once for the approvals of a rule that two actions use', () => {
    const policy = aPolicy(
      'rules: [{ name: r, allow: [capture, grant], to: [slack:U1], approvals: { of: [slack:U2] } }]',
    );
    const verdict = evaluatePolicy(policy, { refs: ['slack:u1'], actions: ['capture', 'grant'], target: on() });
    expect(verdict).toMatchObject({ rules: ['r'], needs: [{ rule: 'r' }] });
    expect(verdict).toHaveProperty('needs.length', 1);
  });
});

describe('what concerns somebody', () => {
  const policy = aPolicy(`rules:
  - { name: r, allow: [cancel], to: [slack:U1], where: { vms: [web-*] } }
  - { name: a, allow: [capture], to: [slack:U3], where: { vms: [app-*] }, approvals: { of: [slack:U2] } }`);
  const concerned = (ref: string, vm: string | null) => concerns(policy, [ref], on({ vm }));

  test('is where they may do anything at all, or are asked to approve', () => {
    expect([concerned('slack:u1', 'web-01'), concerned('slack:u2', 'app-01')]).toEqual([true, true]);
  });
  test('is not elsewhere, nor where it is not known yet, nor of somebody else', () => {
    expect([concerned('slack:u1', 'app-01'), concerned('slack:u1', null)]).toEqual([false, false]);
    expect([concerned('slack:u2', 'web-01'), concerned('slack:u2', null)]).toEqual([false, false]);
    expect(concerned('slack:u9', 'web-01')).toBe(false);
  });
});

describe('one person', () => {
  test('has an account or a mail address in common, and no group', () => {
    expect(isOnePerson(null, ['slack:u1', 'mail:a@b.c'], ['entra:x', 'mail:a@b.c'])).toBe(true);
    expect(isOnePerson(null, ['slack:u1'], ['slack:u2'])).toBe(false);
    expect(sameness(null, ['slack:u1', 'entra-group:g'], ['entra:x', 'entra-group:g'])).toBe('unknown');
  });
  test('is told by the account that speaks, not by what a mail address leads to', () => {
    expect(sameness(null, ['mail:a@b.c', 'slack:u1'], ['mail:x@y.z', 'slack:u2'])).toBe('other');
    expect(sameness(null, ['slack-group:s1', 'slack:u1'], ['slack:u2'])).toBe('other');
  });
});
