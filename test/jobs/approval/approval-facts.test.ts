import { describe, expect, test } from 'vitest';
import { breakGlass, isReviewOpen, review } from '../../../src/jobs/approval/break-glass.ts';
import {
  approve,
  authorizePlan,
  isDecided,
  mayApprove,
  targetOfRequest,
} from '../../../src/jobs/approval/plan-authorization.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import type { Transition } from '../../../src/jobs/record/transitions.ts';
import { aPlan, aWaitingCapture, noon, olga, rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const rule = (approvals: string, more = '') =>
  aPolicy(`rules:
  - { name: team, allow: [plan, capture, in-place, grant], to: [slack:U0RITA], approvals: ${approvals} }
${more}`);
const at = noon.toISOString();
const waiting = aWaitingCapture({ as: ['slack:u0rita'] });
const planHash = waiting.plan?.hash ?? '';
const otto = { ...olga, id: 'U0OTTO', name: 'Otto Owner' };
const refs = ({ id }: typeof olga) => [`slack:${id.toLowerCase()}`];
const by = (person: typeof olga, policy: ReturnType<typeof rule>) => ({
  policy,
  by: person,
  as: refs(person),
  planHash,
  now: noon,
});
const yes = (transition: Transition): Capture => {
  if (transition.is === 'no') throw new Error(transition.code);
  return transition.capture;
};

describe('a no to an approver', () => {
  const two = rule('{ count: 2, of: [slack:U0OLGA, slack:U0OTTO] }');

  test('names the requester, and whose approval it takes, to who asked for it', () => {
    expect(approve(waiting, by(rita, two))).toMatchObject({
      cause: 'own-approval',
      facts: { requester: rita.name, counts: ['2'], whom: [expect.stringContaining('u0olga')] },
    });
  });
  test('says whose approval it takes to anybody else', () => {
    expect(approve(waiting, by({ ...olga, id: 'U0NORA' }, two))).toMatchObject({
      cause: 'not-approver',
      facts: { counts: ['2'], whom: [expect.stringContaining('u0otto')] },
    });
  });
  test('says that they have approved already', () => {
    const once = yes(approve(waiting, by(olga, two)));
    expect(approve(once, by(olga, two))).toMatchObject({ cause: 'approved-twice' });
    expect(approve(once, by(otto, two)).is).toBe('yes');
  });
  test('says that a rule bars them', () => {
    const barred = rule(
      '{ of: [slack:U0OLGA, slack:U0OTTO] }',
      '  - { name: bar, deny: [approve], to: [slack:U0OLGA] }',
    );
    expect(approve(waiting, by(olga, barred))).toMatchObject({ code: 'approval-denied' });
    expect(mayApprove(barred, waiting, { as: refs(olga) })).toBe(false);
  });
});

describe('an approval', () => {
  test('is kept with who, when, and for which plan, and so is its notice', () => {
    const once = yes(approve(waiting, by(olga, rule('{ count: 2, of: [slack:U0OLGA, slack:U0OTTO] }'))));
    expect(once.approvals).toEqual([{ by: olga, at, planHash, as: refs(olga) }]);
    expect(once.notices.at(-1)).toEqual({ kind: 'approved', by: olga, at, have: 1, of: 2 });
    expect(once.notices).toHaveLength(waiting.notices.length + 1);
  });
  test('that confirms stays on the record with those before it', () => {
    const two = rule('{ count: 2, of: [slack:U0OLGA, slack:U0OTTO] }');
    const both = yes(approve(yes(approve(waiting, by(olga, two))), by(otto, two)));
    expect(both.approvals?.map(one => one.by.id)).toEqual([olga.id, otto.id]);
  });
  test('adds up over all the rules that ask for one', () => {
    const rules = rule(
      '{ of: [slack:U0OLGA] }',
      '  - { name: more, allow: [capture], to: [slack:U0RITA], approvals: { count: 2, of: [slack:U0OLGA, slack:U0OTTO] } }',
    );
    const once = yes(approve(waiting, by(olga, rules)));
    expect(once.notices.at(-1)).toMatchObject({ kind: 'approved', have: 2, of: 3 });
  });
  test('is nobody’s while there is no plan, or once the policy denies it', () => {
    const policy = rule('{ of: [slack:U0OLGA] }');
    expect(mayApprove(policy, waiting, { as: refs(olga) })).toBe(true);
    expect(mayApprove(policy, { ...waiting, plan: null }, { as: refs(olga) })).toBe(false);
    expect(mayApprove(policy, { ...waiting, as: refs(otto) }, { as: refs(olga) })).toBe(false);
    expect(approve({ ...waiting, as: refs(otto) }, by(olga, policy))).toMatchObject({ is: 'no' });
    expect(approve({ ...waiting, plan: null }, by(olga, policy))).toMatchObject({ is: 'no', code: 'not-waiting' });
  });
  test('of an older plan, or of another person, makes nobody’s decision good', () => {
    const policy = rule('{ of: [slack:U0OLGA] }');
    const decision = { by: olga, at, planHash };
    const approval = { ...decision, as: refs(olga) };
    const decided = (approvals: NonNullable<Capture['approvals']>) =>
      isDecided({ ...waiting, decision, approvals }, policy);
    expect(decided([{ ...approval, planHash: 'older' }])).toBe(false);
    expect(decided([{ ...approval, by: otto }])).toBe(false);
    expect(decided([{ ...approval, by: otto }, approval])).toBe(true);
    expect(isDecided({ ...waiting, plan: null, decision }, policy)).toBe(false);
    expect(isDecided({ ...waiting, decision: null }, policy)).toBe(false);
  });
});

test('a no of the policy names the person, the action and the rule', () => {
  const denied = rule('{ of: [slack:U0OLGA] }');
  expect(authorizePlan(denied, { ...waiting, as: refs(otto) }, aPlan())).toMatchObject({
    is: 'no',
    code: 'not-allowed',
    facts: { name: rita.name, action: expect.any(String) },
  });
});

test('the request’s own fields fill in what the name of the VM does not say', () => {
  expect(targetOfRequest({ vm: 'web-01', subscription: 's', resourceGroup: 'rg' })).toEqual({
    vm: 'web-01',
    subscription: 's',
    resourceGroup: 'rg',
    tags: null,
  });
  expect(targetOfRequest({ vm: 'rg-a/web-01', resourceGroup: 'rg-b' }).resourceGroup).toBe('rg-a');
});

describe('without the approvals', () => {
  const policy = rule('{ of: [slack:U0OLGA], breakGlass: true }');
  const consent = authorizePlan(policy, waiting, aPlan());
  const asked = { ...waiting, needs: consent.is === 'yes' ? consent.needs : [] };
  const facts = { policy, by: rita, reason: 'down', now: noon };
  const broken = yes(breakGlass(asked, facts));

  test('what was done is kept word for word, after what was there before', () => {
    expect(broken.glass).toEqual([{ by: rita, at, reason: 'down', planHash, review: null }]);
    expect(broken.notices.slice(-2).map(({ kind }) => kind)).toEqual(['confirmed', 'glass-broken']);
    expect(broken.notices.at(-1)).toEqual({ kind: 'glass-broken', by: rita, reason: 'down', at });
    expect(yes(breakGlass({ ...asked, glass: broken.glass ?? [] }, facts)).glass).toHaveLength(2);
  });
  test('from another account of the requester it is the requester’s decision', () => {
    expect(yes(breakGlass(asked, { ...facts, by: { ...rita, id: 'U0RITA2' } })).decision?.by).toEqual(rita);
  });
  test('a guest step that waits is not confirmed this way', () => {
    const guest = { ...asked, status: { is: 'waiting', for: 'guest', until: '2026-12-24T12:00:00.000Z' } as const };
    expect(breakGlass(guest, facts)).toMatchObject({ code: 'not-waiting', cause: 'waits-for-guest' });
  });
  test('the rule that does not let it is named', () => {
    const strict = rule('{ of: [slack:U0OLGA] }');
    expect(breakGlass(asked, { ...facts, policy: strict })).toMatchObject({
      code: 'no-glass',
      facts: { rule: 'team' },
    });
  });
  test('one rule that does not let it is enough', () => {
    const mixed = rule(
      '{ of: [slack:U0OLGA], breakGlass: true }',
      '  - { name: strict, allow: [capture], to: [slack:U0RITA], approvals: { of: [slack:U0OTTO] } }',
    );
    expect(breakGlass(asked, { ...facts, policy: mixed })).toMatchObject({
      code: 'no-glass',
      facts: { rule: 'strict' },
    });
  });
  test('a review keeps who and when, closes all that is open, and leaves one that was closed before', () => {
    const before = { by: otto, at: '2026-01-01T00:00:00.000Z' };
    const [glass] = broken.glass ?? [];
    if (!glass) throw new Error('no glass');
    const capture = { ...broken, glass: [{ ...glass, review: before }, glass] };
    expect(isReviewOpen(capture)).toBe(true);
    const closed = yes(review(capture, { policy, by: olga, as: refs(olga), now: noon }));
    expect(closed.glass?.map(one => one.review)).toEqual([before, { by: olga, at }]);
    expect(closed.notices.at(-1)).toEqual({ kind: 'reviewed', by: olga, at });
    expect(closed.notices).toHaveLength(capture.notices.length + 1);
  });
  test('there is nothing to review without a policy, and where no glass was broken', () => {
    const who = { by: olga, as: refs(olga), now: noon };
    expect(review(broken, { ...who, policy: null })).toMatchObject({ code: 'nothing-to-review' });
    expect(review(waiting, { ...who, policy })).toMatchObject({ code: 'nothing-to-review' });
    expect(isReviewOpen(waiting)).toBe(false);
  });
});
