import { expect, test } from 'vitest';
import { policyMismatch } from '../../../src/jobs/guard/policy-mismatch.ts';
import { aCapture } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const policy = aPolicy('rules:\n  - { name: all, allow: [plan], to: [everyone] }');

test.each([
  ['both go by a policy', policy, ['slack:u1'], undefined],
  ['neither has one', null, undefined, undefined],
  ['the bot alone has one', null, ['slack:u1'], 'policy-missing'],
  ['the worker alone has one', policy, undefined, 'policy-unknown-requester'],
])('when %s', (_, given, as, code) => {
  expect(policyMismatch({ policy: given, capture: () => aCapture(as ? { as } : {}) })?.code).toBe(code);
});
