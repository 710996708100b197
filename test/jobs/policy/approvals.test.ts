import { describe, expect, test } from 'vitest';
import { type ApprovalCase, isMet, tally, whyNot } from '../../../src/jobs/policy/approvals.ts';
import type { ApprovalRequirement } from '../../../src/jobs/policy/policy.ts';
import { rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const policy = aPolicy(`rules:
  - { name: owners, allow: [approve], to: [slack:U0OLGA, slack:U0OTTO, slack:U0GUS] }
  - { name: not in production, deny: [approve], to: [slack:U0OTTO], where: { vms: ['prod-*'] } }
`);
const target = (vm: string) => ({ subscription: 's', resourceGroup: 'rg-web', vm, tags: {} });
const need = (change: Partial<ApprovalRequirement> = {}): ApprovalRequirement => ({
  ...{ rule: 'r', count: 1, of: null, whom: 'whoever may approve', self: false, breakGlass: false },
  ...{ delegate: false, hours: 8, remindHours: 4, ...change },
});
const about = (change: Partial<ApprovalCase> = {}): ApprovalCase => ({
  ...{ policy, target: target('web-01'), needs: [need()], requester: ['slack:u0rita'], planHash: 'now' },
  ...change,
});
const given = (ref: string, planHash = 'now') => ({ by: rita, at: '2026-11-23T12:00:00Z', planHash, as: [ref] });
const [olga, otto, gus] = ['slack:u0olga', 'slack:u0otto', 'slack:u0gus'] as const;

describe('approvals', () => {
  test('are met when every need has as many as it asks for, and not before', () => {
    const one = { need: need({ count: 2 }), have: 2 };
    expect([isMet([]), isMet([one]), isMet([one, { ...one, have: 1 }])]).toEqual([true, true, false]);
  });

  test('of whoever may approve are counted by the policy, where the VM is', () => {
    const have = (vm: string, ref: string) => tally(about({ target: target(vm) }), [given(ref)])[0]?.have;
    expect([have('web-01', olga), have('web-01', otto), have('web-01', 'slack:u0nora')]).toEqual([1, 1, 0]);
    expect([have('prod-01', olga), have('prod-01', otto)]).toEqual([1, 0]);
  });

  test('of another plan count for nothing, and hold nobody off', () => {
    expect(tally(about(), [given(olga, 'before')])[0]?.have).toBe(0);
    expect(whyNot(about(), [given(olga, 'before')], { as: [olga] })).toBeNull();
    expect(whyNot(about(), [given(olga)], { as: [olga] })).toBe('twice');
  });

  test('are no longer asked for once a need has all of them', () => {
    expect(whyNot(about(), [given(olga)], { as: [otto] })).toBe('not-approver');
    expect(whyNot(about({ needs: [need({ count: 2 })] }), [given(olga)], { as: [otto] })).toBeNull();
  });

  test('count where one of several needs is for that person', () => {
    const both = about({ needs: [need({ of: [olga] }), need({ of: [gus] })] });
    expect(whyNot(both, [], { as: [gus] })).toBeNull();
    expect(tally(both, [given(gus)]).map(({ have }) => have)).toEqual([0, 1]);
    const unclear = about({ needs: [need({ of: [olga] }), need({ of: ['entra:x'] })] });
    expect(whyNot(unclear, [], { as: ['entra:x'] })).toBe('unclear');
  });

  test('of somebody whom a rule bars are denied, though the need names them', () => {
    const prod = about({ target: target('prod-01'), needs: [need({ of: [otto, olga] })] });
    expect(whyNot(prod, [], { as: [otto] })).toBe('denied');
    expect(tally(prod, [given(otto), given(olga)])[0]?.have).toBe(1);
  });

  test('of somebody who stands in for another count as the other’s, where the need allows it', () => {
    const voice = { as: [gus], for: { by: rita, as: [olga] } };
    const open = about({ needs: [need({ of: [olga], delegate: true })] });
    expect(whyNot(open, [], voice)).toBeNull();
    expect(whyNot(about({ needs: [need({ of: [olga] })] }), [], voice)).toBe('not-approver');
    expect(whyNot(about({ needs: [need({ of: [gus], delegate: true })] }), [], voice)).toBe('not-approver');
  });

  test('of a stand-in are denied where either of the two is barred', () => {
    const prod = about({ target: target('prod-01'), needs: [need({ of: [olga, otto], delegate: true })] });
    expect(whyNot(prod, [], { as: [otto], for: { by: rita, as: [olga] } })).toBe('denied');
    expect(whyNot(prod, [], { as: [gus], for: { by: rita, as: [otto] } })).toBe('denied');
  });

  test('of a stand-in for the requester are the requester’s own, even where they may agree to their own plan', () => {
    const open = about({ needs: [need({ of: ['slack:u0rita'], self: true, delegate: true })] });
    expect(whyNot(open, [], { as: [gus], for: { by: rita, as: ['slack:u0rita'] } })).toBe('own');
    expect(whyNot(open, [], { as: ['slack:u0rita'] })).toBeNull();
  });

  test('of one person under two names are one, whichever of the two comes first', () => {
    const two = about({ needs: [need({ of: [olga, gus], count: 2, delegate: true })] });
    const standIn = { ...given(gus), for: { by: rita, as: [olga] } };
    expect(tally(two, [given(olga), standIn])[0]?.have).toBe(1);
    expect(tally(two, [standIn, given(olga)])[0]?.have).toBe(1);
    expect(whyNot(two, [standIn], { as: [olga] })).toBe('twice');
  });
});
