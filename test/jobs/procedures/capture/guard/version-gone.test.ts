import { afterAll, beforeAll, expect, test } from 'vitest';
import { definitionId, galleryId, versionId } from '../../../../../src/azure/names.ts';
import type { Capture } from '../../../../../src/jobs/record/record.ts';
import { confirm, retry } from '../../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../../azure/real.ts';
import { rita } from '../../../../support/captures.ts';
import { until } from '../../../../support/office.ts';
import { storeForEachTest } from '../../../../support/store.ts';
import { walkOf } from '../../../../support/walk.ts';
import { inWords } from '../../../../support/words.ts';

const ground = storeForEachTest();
let real: Real;
beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

const ask = async (method: string, id: string) => (await real.send(method, `${id}?api-version=2024-03-03`)).status;
async function lose(id: string): Promise<void> {
  await until(`${id} may be deleted`, async () => (await ask('DELETE', id)) < 400, 10_000);
  await until(`${id} is gone`, async () => (await ask('GET', id)) === 404, 20_000);
}

/** A capture that waits before it gives access: Azure says that it is not its turn. */
async function beforeAccess(request: Request) {
  await real.control('POST', '/reset');
  const fault = {
    match: { method: 'PUT', path: 'roleAssignments' },
    status: 503,
    code: 'ServiceUnavailable',
    times: 1,
  };
  await real.control('POST', '/faults', fault);
  const walk = await walkOf(ground, real, request);
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita });
  const { plan } = await walk.until(({ stumbles }) => stumbles > 0);
  if (!plan) throw new Error('There is no plan.');
  return { walk, target: plan.target };
}
const isStill = ({ status }: Capture) => status.is === 'failed' || status.is === 'succeeded';

test.each<[string, Request]>([
  ['of a copy', { vm: 'web-01', definition: 'web', regions: ['westeurope'] }],
  ['in place', { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode: 'in-place' }],
])('a capture %s is not done whose version was deleted meanwhile, and Retry makes it again', async (_, request) => {
  const { walk, target } = await beforeAccess(request);
  await lose(versionId(target));
  const { status, notices } = await walk.until(isStill);
  expect(inWords(status)).toMatchObject({
    is: 'failed',
    step: 'create-version',
    failure: { code: 'version-gone', remedy: expect.stringMatching(/Press Retry/) },
  });
  expect(notices.some(({ kind }) => kind === 'succeeded')).toBe(false);

  await walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry', by: rita });
  expect((await walk.until(isStill)).status.is).toBe('succeeded');
  expect(await ask('GET', versionId(target))).toBe(200);
});

test('access that went with its gallery is given again, once Retry has made that again', async () => {
  const { walk, target } = await beforeAccess({
    vm: 'web-01',
    gallery: 'fresh',
    definition: 'web',
    regions: ['westeurope'],
  });
  await lose(versionId(target));
  const { plan } = await walk.until(isStill);
  for (const id of [definitionId(target), galleryId(target)]) await lose(id);
  for (const [key, { scope }] of real.world.roleAssignments)
    if (scope.toLowerCase() === galleryId(target).toLowerCase()) real.world.roleAssignments.delete(key);
  await walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry', by: rita });
  expect((await walk.until(isStill)).status.is).toBe('succeeded');
  const [grant] = plan?.grants ?? [];
  expect(await real.azure.listRoles(galleryId(target), grant?.principal.id ?? '')).not.toEqual([]);
});
