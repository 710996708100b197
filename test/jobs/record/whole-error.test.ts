import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { confirm } from '../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../azure/real.ts';
import { rita } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';
import { walkOf } from '../../support/walk.ts';
import { wordsOf } from '../../support/words.ts';

const ground = storeForEachTest();
let real: Real;

beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
beforeEach(() => real.control('POST', '/reset'));
afterAll(() => real.close());

/** What the thread is told when this goes wrong, and all that is kept of it. */
async function failureOf(fault: object) {
  await real.control('POST', '/faults', fault);
  const walk = await walkOf(ground, real, { vm: 'web-01', definition: 'web', regions: ['westeurope'] });
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita });
  const { status } = await walk.until(one => one.status.is === 'failed');
  if (status.is !== 'failed') throw new Error('It did not fail.');
  return { ...wordsOf(status.failure), kept: JSON.stringify(await walk.now()) };
}

const copy = { method: 'PUT', path: '/virtualMachines/capture-[^/]*$' } as const;
const purchase = {
  code: 'MarketplacePurchaseEligibilityFailed',
  message: 'Marketplace purchase eligibilty check returned errors. See inner errors for details. ',
} as const;
const resellers = 'This offer is not available for subscriptions from Microsoft Azure Cloud Solution Providers.';

test.each([
  ['an answer', { status: 400 }],
  ['an operation that fails', { operation: 'fail' }],
])('why stands in the details of %s: it is told, and what to do goes by it', async (_, how) => {
  const details = [{ code: 'BadRequest', message: `Offer cannot be purchased. [{"${resellers}":"StoreApi"}]` }];
  const { code, reason, remedy, requestId } = await failureOf({ match: copy, ...purchase, details, ...how });
  expect(code).toBe(purchase.code);
  expect(reason).toContain(resellers);
  expect(remedy).not.toMatch(/terms/);
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('which policy forbids it, and the tag that it wants', async () => {
  const info = {
    policyAssignmentDisplayName: 'Cost centres',
    evaluationDetails: { evaluatedExpressions: [{ path: 'tags[costCenter]', operator: 'Exists' }] },
  };
  const { reason, remedy } = await failureOf({
    match: { method: 'PUT', path: '/resourceGroups/capture-[^/]*$' },
    status: 403,
    code: 'RequestDisallowedByPolicy',
    message: "Resource 'x' was disallowed by policy.",
    additionalInfo: [{ type: 'PolicyViolation', info }],
  });
  expect(reason).toMatch(/“Cost centres”: tags\[costCenter\] is missing/);
  expect(remedy).toMatch(/"tags" in capture-image\.yaml/);
});

test('an inner error is told, its calls are not; of many words 400 characters', async () => {
  const errordetail = `Disk is bad.\n   at Microsoft.Disks.Copy(String id)\n   at System.Main() ${'and more '.repeat(200)}`;
  const { reason, whole } = await failureOf({
    match: copy,
    operation: 'fail',
    code: 'NeverSeen',
    message: 'It broke.',
    innererror: { exceptiontype: 'X', errordetail },
  });
  expect(reason).toMatch(/^It broke\. Disk is bad\./);
  expect(reason.length).toBeLessThanOrEqual(400);
  expect(whole).not.toContain('System.Main');
});

test('no secret in it comes into the record', async () => {
  const signed = 'https://md-1.blob.core.windows.net/x?sv=2022-11-02&sig=Pl4nt3dS3cr3t%3D';
  const { kept } = await failureOf({
    match: copy,
    operation: 'fail',
    code: 'NeverSeen',
    message: `Cannot read ${signed}`,
    details: [{ code: 'A', message: 'AccountKey=Pl4nt3dS3cr3t; password=Pl4nt3dS3cr3t' }],
    additionalInfo: [{ type: 'X', info: { message: 'Bearer Pl4nt3dS3cr3t' } }],
  });
  expect(kept).toContain('Cannot read https://md-1');
  expect(kept).not.toContain('Pl4nt3dS3cr3t');
});
