import { expect, test } from 'vitest';
import { readErrorBody, wholeOf } from '../../src/azure/error-body.ts';

const whole = (error: unknown): string => wholeOf(readErrorBody(JSON.stringify({ error })));

test('what stands in details is told behind what Azure says first', () => {
  const said = readErrorBody(
    JSON.stringify({
      error: {
        code: 'MarketplacePurchaseEligibilityFailed',
        message: 'Marketplace purchase eligibilty check returned errors. See inner errors for details. ',
        details: [
          {
            code: 'BadRequest',
            message:
              'Offer with PublisherId: fabrikam cannot be purchased due to validation errors. [{"This offer is not available for subscriptions from Microsoft Azure Cloud Solution Providers.":"StoreApi"}]',
          },
        ],
      },
    }),
  );
  expect(said.code).toBe('MarketplacePurchaseEligibilityFailed');
  expect(said.inner).toEqual([{ code: 'BadRequest', message: expect.stringContaining('Cloud Solution Providers') }]);
  expect(wholeOf(said)).toMatch(/^Marketplace purchase .* BadRequest: Offer with PublisherId: fabrikam .*StoreApi/);
});

test('a policy’s refusal names the assignment and the tag that is missing', () => {
  const text = whole({
    code: 'RequestDisallowedByPolicy',
    message: "Resource 'x' was disallowed by policy.",
    additionalInfo: [
      {
        type: 'PolicyViolation',
        info: {
          policyDefinitionDisplayName: 'Require a tag on resources',
          policyAssignmentName: '1f0a',
          policyAssignmentDisplayName: 'Cost centres',
          policyDefinitionEffect: 'deny',
          evaluationDetails: {
            evaluatedExpressions: [
              {
                result: 'True',
                expressionKind: 'Field',
                expression: 'tags[costCenter]',
                path: 'tags[costCenter]',
                operator: 'Exists',
                targetValue: 'false',
              },
            ],
          },
        },
      },
    ],
  });
  expect(text).toContain('“Cost centres” (“Require a tag on resources”): tags[costCenter] is missing');
});

test('the same where the identifiers stand as JSON in the message', () => {
  const text = whole({
    code: 'RequestDisallowedByPolicy',
    message: `Resource 'x' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Cost centres","id":"/subscriptions/2/x"},"policyDefinition":{"name":"Require a tag","id":"/y"}}]'.`,
  });
  expect(text).toContain('“Cost centres” (“Require a tag”)');
  expect(text).not.toContain('{');
});

test('an error that stands as a JSON string in the message of another is read', () => {
  const inner = { error: { code: 'QuotaExceeded', message: 'Operation could not be completed.' } };
  expect(whole({ code: 'DeploymentFailed', message: JSON.stringify(inner) })).toBe(
    'QuotaExceeded: Operation could not be completed.',
  );
  expect(
    whole({ code: 'DeploymentFailed', message: `It failed: ${JSON.stringify(JSON.parse(JSON.stringify(inner)))}` }),
  ).toBe('It failed: QuotaExceeded: Operation could not be completed.');
});

test('inner errors of every spelling are read, one in the other', () => {
  const text = whole({
    code: 'A',
    message: 'one.',
    innererror: { exceptiontype: 'X', errordetail: 'two.', innerError: { code: 'B', message: 'three.' } },
    details: [{ code: 'C', details: [{ message: 'four.' }] }],
  });
  for (const part of ['one.', 'two.', 'three.', 'four.']) expect(text).toContain(part);
});

test('call stacks and repetitions are left out', () => {
  const text = whole({
    code: 'InternalError',
    message:
      'It broke.\r\n   at Microsoft.Compute.Disk.Copy(String name) in C:\\x\\Disk.cs:line 12\r\n   at System.Main()',
    details: [
      { code: 'InternalError', message: 'It broke.' },
      { code: 'Y', message: 'Really.', stackTrace: 'at a.b()' },
    ],
    innererror: { message: 'it broke.', stacktrace: 'at System.Main()' },
  });
  expect(text).toBe('It broke. Y: Really.');
});

test('a body that is deep, endless or no JSON is no error of its own', () => {
  const deep = `${'{"details":['.repeat(5_000)}{"message":"bottom"}${']}'.repeat(5_000)}`;
  expect(wholeOf(readErrorBody(deep))).toBe('');
  const many = Array.from({ length: 5_000 }, (_, index) => ({ code: 'X', message: `number ${index}` }));
  expect(
    readErrorBody(JSON.stringify({ error: { code: 'A', message: 'all', details: many } })).inner.length,
  ).toBeLessThan(20);
  for (const text of ['', '<html>', 'null', '[]', '7', '"x"']) expect(readErrorBody(text).code).toBeNull();
});
