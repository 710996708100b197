import { describe, expect, test } from 'vitest';
import { breakGlass, isReviewOpen, review } from '../../../src/jobs/approval/break-glass.ts';
import { authorizePlan } from '../../../src/jobs/approval/plan-authorization.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import type { Transition } from '../../../src/jobs/record/transitions.ts';
import { aWaitingCapture, noon, olga, rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const policyWith = (approvals: string) =>
  aPolicy(`rules:
  - { name: team, allow: [plan, capture, in-place, grant], to: [slack:U0RITA], approvals: ${approvals} }`);
const policy = policyWith('{ of: [slack:U0OLGA], breakGlass: true }');
const base = aWaitingCapture({ as: ['slack:u0rita'] });
const asked = (of = policy): Capture => {
  const authorization = base.plan && authorizePlan(of, base, base.plan);
  return authorization?.is === 'yes' ? { ...base, needs: authorization.needs } : base;
};
const facts = { policy, by: rita, reason: 'the site is down', now: noon };
const yes = (transition: Transition): Capture => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};

describe('breaking the glass', () => {
  test('confirms the plan, keeps the reason and opens a review', () => {
    const broken = yes(breakGlass(asked(), facts));
    expect(broken.status.is).toBe('running');
    expect(broken.decision).toMatchObject({ by: rita, planHash: base.plan?.hash });
    expect(broken.glass).toMatchObject([
      { by: rita, reason: 'the site is down', planHash: base.plan?.hash, review: null },
    ]);
    expect(broken.notices.at(-1)).toMatchObject({ kind: 'glass-broken', reason: 'the site is down' });
    expect(isReviewOpen(broken)).toBe(true);
  });
  test('is only for rules that allow it, all of them', () => {
    const strict = policyWith('{ of: [slack:U0OLGA] }');
    expect(breakGlass(asked(strict), { ...facts, policy: strict })).toMatchObject({ is: 'no', code: 'no-glass' });
  });
  test('is not for what the policy denies', () => {
    const denied = {
      rules: [...policy.rules, { ...policy.rules[0], name: 'd', effect: 'deny', approvals: null }],
    } as typeof policy;
    expect(breakGlass(asked(), { ...facts, policy: denied })).toMatchObject({ is: 'no', code: 'denied' });
  });
  test('means nothing without a policy, where nobody must approve, and where nothing waits', () => {
    const free = aPolicy('rules:\n  - { name: r, allow: [plan, capture, in-place, grant], to: [slack:U0RITA] }');
    expect(breakGlass(asked(), { ...facts, policy: null })).toMatchObject({ is: 'no', code: 'no-policy' });
    expect(breakGlass(asked(), { ...facts, policy: free })).toMatchObject({ is: 'no', code: 'no-need' });
    expect(breakGlass({ ...asked(), status: { is: 'running' } }, facts)).toMatchObject({
      is: 'no',
      code: 'not-waiting',
    });
  });
});

describe('the review', () => {
  const broken = yes(breakGlass(asked(), facts));
  test('is closed by somebody who could have approved, once', () => {
    const closed = yes(review(broken, { policy, by: olga, as: ['slack:u0olga'], now: noon }));
    expect(closed.glass?.[0]?.review).toMatchObject({ by: olga });
    expect(isReviewOpen(closed)).toBe(false);
    expect(review(closed, { policy, by: olga, as: ['slack:u0olga'], now: noon })).toMatchObject({
      code: 'nothing-to-review',
    });
  });
  test('is not closed by the requester, nor by anybody else', () => {
    for (const ref of ['slack:u0rita', 'slack:u0nora'])
      expect(review(broken, { policy, by: rita, as: [ref], now: noon })).toMatchObject({ code: 'not-reviewer' });
  });
});
