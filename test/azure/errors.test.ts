import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Azure } from '../../src/azure/azure.ts';
import { explain } from '../../src/jobs/record/refusal.ts';
import { subscriptionId } from '../sandbox/azure/clients.ts';
import { type Real, startReal } from './real.ts';

let real: Real;
beforeAll(async () => {
  real = await startReal();
});
afterAll(() => real.close());

const vm = { subscriptionId, resourceGroup: 'rg-web', name: 'web-01' };
const gallery = { subscriptionId, resourceGroup: 'rg-images', gallery: 'golden' };

/** Each in another client of the SDK, or in none. */
const calls: readonly (readonly [string, string, (azure: Azure) => Promise<unknown>])[] = [
  ['a read of Compute', 'instanceView', azure => azure.findVmStatus(vm)],
  ['a call that begins something', 'deallocate', azure => azure.deallocate(vm)],
  ['a list of Compute', 'galleries', azure => azure.listGalleries(subscriptionId)],
  [
    'a write of Compute',
    'galleries/golden',
    azure => azure.createGallery(gallery, { location: 'westeurope', captureId: 'c1' }),
  ],
  ['a list of Authorization', 'roleAssignments', azure => azure.listRoles(`/subscriptions/${subscriptionId}`, 'x')],
  ['a call without an SDK', 'locks', azure => azure.listLocks(`/subscriptions/${subscriptionId}`)],
];

test.each(calls)("%s that Azure refuses tells Azure's own code, text and request id", async (_, path, call) => {
  await real.control('POST', '/faults', {
    match: { path },
    status: 409,
    code: 'ScopeLocked',
    message: 'It is locked.',
  });
  await expect(call(real.azure)).rejects.toMatchObject({
    name: 'AzureError',
    status: 409,
    code: 'ScopeLocked',
    message: 'It is locked.',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test.each(calls)('%s that Azure has no room for says when to come back', async (_, path, call) => {
  await real.control('POST', '/faults', {
    match: { path },
    status: 429,
    code: 'TooManyRequests',
    retryAfterSeconds: 7,
  });
  const error = await call(real.azure).catch(thrown => thrown);
  expect(explain(error)).toMatchObject({ is: 'stumble', retryAfterMs: 7_000, failure: { code: 'TooManyRequests' } });
});
