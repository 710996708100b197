import { describe, expect, test } from 'vitest';
import { approve, authorizePlan, mayApprove } from '../../../src/jobs/approval/plan-authorization.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import type { Transition } from '../../../src/jobs/record/transitions.ts';
import { aWaitingCapture, noon, olga, rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const policyWith = (approvals: string, more = '') =>
  aPolicy(`
rules:
  - { name: team, allow: [plan, capture, in-place, grant], to: [slack:U0RITA], approvals: ${approvals} }
${more}`);
const one = '{ of: [slack:U0OLGA, slack:U0OTTO], delegate: true }';
const two = '{ count: 2, of: [slack:U0OLGA, slack:U0OTTO, slack:U0RITA], delegate: true }';
const named = (id: string) => ({ ...olga, id, name: id });
const [otto, bo, eve] = [named('U0OTTO'), named('U0BO'), named('U0EVE')];
const refs = ({ id }: typeof olga) => [`slack:${id.toLowerCase()}`];
const waiting = aWaitingCapture({ as: refs(rita) });
const event = (policy: ReturnType<typeof aPolicy>, by: typeof olga, ...standsFor: (typeof olga)[]) => ({
  policy,
  by,
  as: refs(by),
  standsInFor: standsFor.map(other => ({ by: other, as: refs(other) })),
  planHash: waiting.plan?.hash ?? '',
  now: noon,
});
const yes = (transition: Transition): Capture => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};
const have = (policy: ReturnType<typeof aPolicy>, capture: Capture) => {
  const authorization = capture.plan && authorizePlan(policy, capture, capture.plan);
  return authorization?.is === 'yes' ? authorization.tallies[0]?.have : undefined;
};

describe('a stand-in', () => {
  test('approves for whom the rule asks, and the record says for whom', () => {
    const approved = yes(approve(waiting, event(policyWith(one), bo, olga)));
    expect(approved.status).toEqual({ is: 'running' });
    expect(approved.approvals).toMatchObject([{ by: bo, as: refs(bo), for: { by: olga, as: refs(olga) } }]);
    expect(have(policyWith(one), approved)).toBe(1);
    expect(mayApprove(policyWith(one), waiting, event(policyWith(one), bo, olga))).toBe(true);
  });
  test('approves nothing where the rule does not say so', () => {
    const strict = policyWith('{ of: [slack:U0OLGA] }');
    expect(approve(waiting, event(strict, bo, olga))).toMatchObject({ is: 'no', code: 'approval-not-approver' });
    expect(mayApprove(strict, waiting, event(strict, bo, olga))).toBe(false);
  });
  test('counts no more in the worker once the rule has changed', () => {
    const approved = yes(approve(waiting, event(policyWith(one), bo, olga)));
    expect(have(policyWith('{ of: [slack:U0OLGA] }'), approved)).toBe(0);
    expect(have(policyWith('{ of: [slack:U0OTTO], delegate: true }'), approved)).toBe(0);
  });
  test('who may approve does so for themselves', () => {
    expect(yes(approve(waiting, event(policyWith(two), otto, olga))).approvals?.[0]?.for).toBeUndefined();
  });
  test('of a stand-in counts for nothing', () => {
    expect(approve(waiting, event(policyWith(one), eve, bo))).toMatchObject({ code: 'approval-not-approver' });
  });
  test('approves where the rule names nobody, for who may approve', () => {
    const open = policyWith(
      '{ delegate: true }',
      '  - { name: o, allow: [approve], to: [slack:U0OLGA, slack:U0OTTO] }',
    );
    expect(yes(approve(waiting, event(open, bo, olga))).status.is).toBe('running');
    expect(approve(waiting, event(open, bo, eve))).toMatchObject({ code: 'approval-not-approver' });
  });
});

describe('the requester', () => {
  const self = policyWith('{ of: [slack:U0OLGA, slack:U0RITA], self: true, delegate: true }');
  test.each([
    ['as a stand-in', policyWith(two), rita, olga],
    ['through a stand-in', policyWith(two), bo, rita],
    ['through a stand-in, even where their own approval counts', self, bo, rita],
  ])('does not count %s', (_, policy, by, other) => {
    expect(approve(waiting, event(policy, by, other))).toMatchObject({ is: 'no', code: 'approval-own' });
  });
});

describe('two approvals', () => {
  const policy = policyWith(two);
  test('do not come from one who stands in for both', () => {
    const once = yes(approve(waiting, event(policy, bo, olga)));
    expect(approve(once, event(policy, bo, otto))).toMatchObject({ is: 'no', code: 'approval-twice' });
  });
  test('do not come from somebody and from their own stand-in, whoever is first', () => {
    const byHerself = yes(approve(waiting, event(policy, olga)));
    expect(approve(byHerself, event(policy, bo, olga))).toMatchObject({ code: 'approval-twice' });
    const forHer = yes(approve(waiting, event(policy, bo, olga)));
    expect(approve(forHer, event(policy, olga))).toMatchObject({ code: 'approval-twice' });
  });
  test('do not come from one who approves for themselves and for another', () => {
    const once = yes(approve(waiting, event(policy, otto)));
    expect(approve(once, event(policy, otto, olga))).toMatchObject({ code: 'approval-twice' });
  });
  test('come from two stand-ins for two people', () => {
    const once = yes(approve(waiting, event(policy, bo, olga)));
    expect(once.status.is).toBe('waiting');
    expect(yes(approve(once, event(policy, eve, otto))).status.is).toBe('running');
  });
  test('count once in a record that was written past the desk', () => {
    const approval = { at: noon.toISOString(), planHash: waiting.plan?.hash ?? '' };
    const forged = [olga, otto].map(other => ({
      ...approval,
      by: bo,
      as: refs(bo),
      for: { by: other, as: refs(other) },
    }));
    expect(have(policy, { ...waiting, approvals: forged })).toBe(1);
  });
});

test.each(['U0BO', 'U0OLGA'])('a deny of %s bars an approval of the one for the other', denied => {
  const policy = policyWith(one, `  - { name: never, deny: [approve], to: [slack:${denied}] }`);
  expect(approve(waiting, event(policy, bo, olga))).toMatchObject({ is: 'no', code: 'approval-denied' });
});
