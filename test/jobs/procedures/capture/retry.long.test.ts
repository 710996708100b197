import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirm, retry } from '../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';

const ground = storeForEachTest();
const fresh = (gallery: string) => ({ gallery, galleryResourceGroup: 'rg-images', regions: ['westeurope'] });

/** Between them they take every act there is that Azure is asked for. */
const requests: readonly (readonly [what: string, Request])[] = [
  ['a copy by snapshots', { vm: 'web-01', ...fresh('snapped') }],
  ['a copy of a stopped VM', { vm: 'web-02', ...fresh('stopped'), consistency: 'stop' }],
  ['a copy by a restore point', { vm: 'shop-01', ...fresh('pointed'), consistency: 'restore-point' }],
  ['a copy of a Windows VM', { vm: 'win-01', ...fresh('windows') }],
  ['a VM in place', { vm: 'web-01', ...fresh('placed'), mode: 'in-place' }],
];

let real: Real;
beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

/** A confirmed capture that is retried whenever it fails; `failures` are the steps it failed at, in order. */
async function retriedToItsEnd(request: Request) {
  const walk = await walkOf(ground, real, request, `walk-${randomBytes(3).toString('hex')}`);
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita });
  const failures: string[] = [];
  for (;;) {
    const { status } = await walk.until(one => one.status.is === 'failed' || one.status.is === 'succeeded');
    if (status.is !== 'failed') break;
    failures.push(status.step);
    if (failures.length > 60) throw new Error(`Retry leads nowhere: ${JSON.stringify(status)}`);
    await walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry', by: rita });
  }
  const { steps } = await walk.until(({ ledger = [] }) => ledger.every(({ state }) => state === 'closed'));
  return { failures, steps: steps.map(({ name }) => name) };
}

/** Every write that a capture sends, each once, as a pattern that fits the same write of another capture. */
async function writesOf(request: Request): Promise<readonly { method: string; path: string }[]> {
  await real.control('POST', '/reset');
  await retriedToItsEnd(request);
  const { body } = await real.control('GET', '/log');
  const sent = (body as { method: string; path: string }[])
    .filter(({ method, path }) => method !== 'GET' && path.includes('/subscriptions/'))
    .map(({ method, path }) => ({ method, path: `${path.replace(/walk-[a-z0-9]+/g, 'walk-[a-z0-9]+')}$` }));
  return [...new Map(sent.map(one => [`${one.method} ${one.path}`, one])).values()];
}

describe.each(requests)('%s', (_, request) => {
  test('goes on at Retry, whatever of it Azure refused, failed at later, or did not do in time', async () => {
    const writes = (await writesOf(request)).filter(({ method }) => method !== 'DELETE');
    await real.control('POST', '/reset');
    for (const match of writes) {
      await real.control('POST', '/faults', { match, status: 409, code: 'Conflict', message: 'Not now.' });
      await real.control('POST', '/faults', { match, operation: 'fail', code: 'InternalError', message: 'It broke.' });
    }
    const { failures, steps } = await retriedToItsEnd(request);
    const acts = steps.filter(name => name !== 'check-guest');
    for (const name of acts) expect(failures, `${name} was to fail at least once`).toContain(name);
  }, 240_000);
});
