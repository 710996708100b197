import { describe, expect, test } from 'vitest';
import { approve, authorizePlan, isDecided, targetOfRequest } from '../../../src/jobs/approval/plan-authorization.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import type { Transition } from '../../../src/jobs/record/transitions.ts';
import { aPlan, aWaitingCapture, noon, olga, rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const policy = aPolicy(`
rules:
  - name: team
    allow: [plan, capture, in-place, grant]
    to: [slack:U0RITA]
    approvals: { count: 2, of: [slack:U0OLGA, slack:U0OTTO, slack:U0RITA] }
`);
const otto = { ...olga, id: 'U0OTTO', name: 'Otto Owner' };
const waiting = aWaitingCapture({ as: ['slack:u0rita'] });
const by = (person: typeof olga, change = {}) => ({
  policy,
  by: person,
  as: [`slack:${person.id.toLowerCase()}`],
  planHash: waiting.plan?.hash ?? '',
  now: noon,
  ...change,
});
const yes = (transition: Transition): Capture => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};

describe('approving', () => {
  const once = yes(approve(waiting, by(olga)));

  test('once of two leaves it waiting, with one notice', () => {
    expect(once.status).toEqual(waiting.status);
    expect(once.decision).toBeNull();
    expect(once.notices.at(-1)).toMatchObject({ kind: 'approved', have: 1, of: 2 });
  });
  test('by the last one that is needed confirms the plan', () => {
    const both = yes(approve(once, by(otto)));
    expect(both.status).toEqual({ is: 'running' });
    expect(both.decision).toMatchObject({ by: otto, planHash: waiting.plan?.hash });
    expect(isDecided(both, policy)).toBe(true);
  });
  test('by the same person again does not count', () => {
    expect(approve(once, by(olga))).toMatchObject({ is: 'no', code: 'approval-twice' });
  });
  test('by the requester does not count', () => {
    expect(approve(once, by(rita))).toMatchObject({ is: 'no', code: 'approval-own' });
  });
  test('by anybody else does not count', () => {
    expect(approve(once, by({ ...olga, id: 'U0NORA' }))).toMatchObject({ is: 'no', code: 'approval-not-approver' });
  });
  test('of an older plan is refused', () => {
    expect(approve(waiting, by(olga, { planHash: 'older' }))).toMatchObject({ is: 'no', code: 'plan-moved' });
  });
  test('after its time is refused', () => {
    const late = new Date('2026-11-23T20:00:00Z');
    expect(approve(waiting, by(olga, { now: late }))).toMatchObject({ is: 'no', code: 'expired' });
  });
  test('given for an older plan counts for nothing in a newer one', () => {
    const plan = aPlan({ target: { ...aPlan().target, version: '9.0.0' } });
    const authorization = authorizePlan(policy, { ...once, plan }, plan);
    expect(authorization.is === 'yes' && authorization.tallies[0]?.have).toBe(0);
  });
});

describe('the recorded decision', () => {
  const decision = { by: olga, at: noon.toISOString(), planHash: waiting.plan?.hash ?? '' };
  test('of somebody without an approval on record covers nothing', () => {
    expect(isDecided({ ...waiting, decision }, policy)).toBe(false);
  });
  test('of the requester covers this very plan and no other', () => {
    expect(isDecided({ ...waiting, decision: { ...decision, by: rita } }, policy)).toBe(true);
    expect(isDecided({ ...waiting, decision: { ...decision, by: rita, planHash: 'older' } }, policy)).toBe(false);
  });
  test('of an approver covers nothing once there is no policy', () => {
    const approvals = [{ ...decision, as: ['slack:u0olga'] }];
    expect(isDecided({ ...waiting, decision, approvals }, policy)).toBe(true);
    expect(isDecided({ ...waiting, decision, approvals }, null)).toBe(false);
  });
});

test('giving access takes a right of its own, unless all have it already', () => {
  const strict = aPolicy('rules:\n  - { name: r, allow: [plan, capture, in-place], to: [slack:U0RITA] }');
  const plan = aPlan();
  expect(authorizePlan(strict, waiting, plan)).toMatchObject({ is: 'no', code: 'not-allowed' });
  const held = aPlan({ grants: plan.grants.map(grant => ({ ...grant, held: true })) });
  expect(authorizePlan(strict, waiting, held).is).toBe('yes');
});

test.each([
  ['web-01', { vm: 'web-01', resourceGroup: null, subscription: null }],
  ['rg-web/web-01', { vm: 'web-01', resourceGroup: 'rg-web', subscription: null }],
  [aPlan().vm.id, { vm: 'web-01', resourceGroup: 'rg-web', subscription: aPlan().vm.subscriptionId }],
])('what is known of %s before Azure is asked', (vm, expected) => {
  expect(targetOfRequest({ vm })).toMatchObject(expected);
});
