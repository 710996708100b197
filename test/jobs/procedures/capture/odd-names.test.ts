import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { planning, settingsOf } from '../../../support/plan-of.ts';

let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

test.each<[string, Request]>([
  ['a VM with a question mark', { vm: 'rg-web/web?01' }],
  ['a VM with a per cent sign', { vm: 'rg-web/web%2f01' }],
  ['a VM that climbs', { vm: 'rg-web/..' }],
  [
    'a VM by an id that climbs',
    {
      vm: '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/..',
    },
  ],
])('%s is refused with the request, in words', async (_, request) => {
  const planned = await planning(real, request, settingsOf());
  expect(planned).toMatchObject({ is: 'refused', refusals: [{ code: 'name-not-allowed' }] });
});
