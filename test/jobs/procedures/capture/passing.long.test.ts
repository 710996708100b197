import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Capture } from '../../../../src/jobs/record/record.ts';
import { confirm } from '../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';
import { inWords } from '../../../support/words.ts';

const ground = storeForEachTest();
let real: Real;

beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
beforeEach(() => real.control('POST', '/reset'));
afterAll(() => real.close());

/** A confirmed capture under these faults, at its end or where it failed. */
async function ended(faults: readonly object[], request: Partial<Request> = {}) {
  return (await confirmed(faults, request)).until(({ status }) => status.is === 'succeeded' || status.is === 'failed');
}

/** One at whose end something cannot be deleted at first, once nothing of it is left to delete. */
async function cleared(fault: object) {
  const walk = await confirmed([fault], { checks: 'off' });
  return walk.until(
    ({ ledger = [] }) => ledger.length > 0 && ledger.every(({ state }) => ['closed', 'left'].includes(state)),
  );
}

async function confirmed(faults: readonly object[], request: Partial<Request>) {
  for (const fault of faults) await real.control('POST', '/faults', fault);
  const walk = await walkOf(ground, real, { vm: 'web-01', definition: 'web', regions: ['westeurope'], ...request });
  await walk.until(({ status }) => status.is === 'waiting');
  await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), { event: 'confirm', by: rita });
  return walk;
}

const fresh = { gallery: 'fresh', galleryResourceGroup: 'rg-images' } as const;
const missing = { status: 404, times: 3 } as const;

test.each([
  ['the new group', { match: { method: 'PUT', path: '/snapshots/' }, ...missing, code: 'ResourceGroupNotFound' }],
  ['a new snapshot', { match: { method: 'PUT', path: '/disks/' }, ...missing, code: 'NotFound' }],
  [
    'the new subnet',
    {
      match: { method: 'PUT', path: '/networkInterfaces/' },
      ...missing,
      status: 400,
      code: 'InvalidResourceReference',
    },
  ],
  [
    'a new disk',
    { match: { method: 'PUT', path: '/virtualMachines/capture-[^/]*$' }, ...missing, code: 'ResourceNotFound' },
  ],
  ['the new copy', { match: { method: 'PUT', path: '/runCommands/' }, ...missing, code: 'ParentResourceNotFound' }],
  ['the new gallery', { match: { method: 'PUT', path: '/images/[^/]*$' }, ...missing, code: 'ParentResourceNotFound' }],
  ['the new definition', { match: { method: 'PUT', path: '/versions/' }, ...missing, code: 'ParentResourceNotFound' }],
  [
    'a new principal',
    { match: { method: 'PUT', path: '/roleAssignments/' }, ...missing, status: 400, code: 'PrincipalNotFound' },
  ],
  [
    'the new definition by its own name',
    { match: { method: 'PUT', path: '/versions/' }, ...missing, code: 'GalleryImageNotFound' },
  ],
  [
    'the mark of a VM as generalized',
    {
      match: { method: 'PUT', path: '/versions/' },
      ...missing,
      status: 409,
      code: 'Conflict',
      message: "It has a different OS state ['Specialized'] than the parent gallery image OS state ['Generalized'].",
    },
  ],
])('that Azure does not know %s yet passes by itself', async (_, fault) => {
  const { status } = await ended([fault], { ...fresh, checks: 'off' });
  expect(status).toMatchObject({ is: 'succeeded' });
});

test.each([
  ['a subnet that is still being made', '/networkInterfaces/', 400, 'ReferencedResourceNotProvisioned'],
  ['a network that another call changes', '/virtualNetworks/', 412, 'PreconditionFailed'],
  ['a card that is kept for the VM of an earlier try', '/virtualMachines/[^/]*$', 400, 'NicReservedForAnotherVm'],
  ['a disk that is still being detached', '/virtualMachines/[^/]*$', 409, 'AttachDiskWhileBeingDetached'],
])('%s is waited for', async (_, path, status, code) => {
  const { status: end } = await ended([{ match: { method: 'PUT', path }, status, times: 3, code }], { checks: 'off' });
  expect(end).toMatchObject({ is: 'succeeded' });
});

test.each([
  ['a security group', '/networkSecurityGroups/', 'InUseNetworkSecurityGroupCannotBeDeleted'],
  ['a network', '/virtualNetworks/', 'InUseSubnetCannotBeDeleted'],
  ['a network card', '/networkInterfaces/', 'NicReservedForAnotherVm'],
  ['a disk', '/disks/', 'OperationNotAllowed'],
])('%s that is still in use is deleted once it is not', async (_, path, code) => {
  const { ledger = [] } = await cleared({ match: { method: 'DELETE', path }, status: 400, times: 3, code });
  expect(ledger.filter(({ state }) => state !== 'closed')).toEqual([]);
});

test('a disk of the source that is gone is not waited for', async () => {
  const { status } = await ended([
    { match: { method: 'PUT', path: '/snapshots/' }, ...missing, code: 'ResourceNotFound' },
  ]);
  expect(inWords(status)).toMatchObject({
    is: 'failed',
    step: 'take-snapshots',
    failure: { remedy: expect.stringMatching(/^Abandon this capture/) },
  });
});

const check = { method: 'PUT', path: '/runCommands/[^/]*-check$' } as const;
const inProgress = {
  code: 'Conflict',
  message: 'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
} as const;

test.each([
  ['refused', { match: check, status: 409, times: 50, ...inProgress }],
  ['forbidden', { match: check, status: 403, times: 50, code: 'AuthorizationFailed', message: 'No.' }],
])(
  'a check with checks=warn that is %s fails no capture: it goes on, and says that the check could not be made',
  async (_, fault) => {
    const { status, readiness, notices } = await ended([fault]);
    expect(status).toMatchObject({ is: 'succeeded' });
    expect(readiness).toMatchObject({ complete: false, unmade: { code: expect.stringMatching(/\w/) } });
    expect(notices.map(({ kind }) => kind)).toContain('readiness');
  },
);

test('nor does one that Azure took and failed at', async () => {
  const fault = { match: check, operation: 'fail', code: 'VMAgentStatusCommunicationError', message: 'No agent.' };
  expect((await ended([fault])).status).toMatchObject({ is: 'succeeded' });
});

test.each([
  ['answered with 503 for an hour when it is asked for', { match: check, status: 503, times: 500 }],
  [
    'answered with 500 for an hour when it is looked at',
    { match: { method: 'GET', path: check.path }, status: 500, times: 500 },
  ],
  [
    'forbidden to be looked at',
    { match: { method: 'GET', path: check.path }, status: 403, times: 500, code: 'AuthorizationFailed' },
  ],
  ['never done', { match: check, operation: 'hang' }],
  ['canceled by Azure', { match: check, operation: 'fail', code: 'Canceled', message: 'Canceled.' }],
])('nor does one that is %s', async (_, fault) => {
  const walk = await confirmed([fault], {});
  for (let capture = await walk.now(); capture.status.is === 'running'; capture = await walk.now()) {
    if (capture.steps.find(({ state }) => state !== 'done')?.name === 'check-guest')
      await walk.decide(anHourOn, { event: 'confirm' });
    await walk.tick();
    await sleep(20);
  }
  const { status, readiness } = await walk.now();
  expect(status).toMatchObject({ is: 'succeeded' });
  expect(readiness).toMatchObject({ complete: false });
});

/** What began a moment ago, or began to fail then, did so an hour ago. */
function anHourOn(capture: Capture) {
  const since = new Date(Date.now() - 3_700_000).toISOString();
  const steps = capture.steps.map(one => (one.state === 'doing' ? { ...one, startedAt: since } : one));
  const { stumbling } = capture;
  return {
    is: 'yes',
    capture: { ...capture, steps, ...(stumbling ? { stumbling: { ...stumbling, since } } : {}) },
  } as const;
}

test('with checks=strict it fails the capture', async () => {
  const { status } = await ended([{ match: check, status: 403, code: 'AuthorizationFailed', message: 'No.' }], {
    checks: 'strict',
  });
  expect(status).toMatchObject({ is: 'failed', step: 'check-guest' });
});

test('another Run Command in the guest is waited for', async () => {
  const path = '/runCommands/[^/]*-1$';
  const { status } = await ended([{ match: { method: 'PUT', path }, status: 409, times: 3, ...inProgress }], {
    checks: 'off',
  });
  expect(status).toMatchObject({ is: 'succeeded' });
});

test('more failures in a row than a refusal may come to are no end while Azure is away', async () => {
  const { status } = await ended([
    { match: { method: 'POST', path: '/deallocate' }, status: 429, times: 25, code: 'TooManyRequests' },
  ]);
  expect(status).toMatchObject({ is: 'succeeded' });
});
