import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { oddWorld } from '../../../../../sandbox/azure/odd-machines.ts';
import { warningInWords } from '../../../../../src/bot/notes/words/en/warnings.ts';
import type { Request } from '../../../../../src/jobs/request/request.ts';
import { type Real, startReal } from '../../../../azure/real.ts';
import { planning, settingsOf } from '../../../../support/plan-of.ts';

const scope = '/subscriptions/22222222-2222-2222-2222-222222222222';
const settings = settingsOf(
  `
scopes: [{ subscription: 22222222-2222-2222-2222-222222222222 }]
gallery: { name: odd, resourceGroup: rg-images }
`,
  '',
);

let real: Real;
beforeAll(async () => {
  real = await startReal({
    world: {
      ...oddWorld,
      locks: [
        ...(oddWorld.locks ?? []),
        { scope: `${scope}/resourceGroups/rg-images`, name: 'hold', level: 'ReadOnly' },
      ],
      quotas: { StandardDsv6Family: 3 },
      restrictedSizes: ['Standard_D4s_v5'],
    },
  });
});
afterAll(() => real.close());

const planned = (request: Request) => planning(real, request, settings);

async function refusals(request: Request) {
  const answer = await planned({ galleryResourceGroup: 'rg-odd', gallery: 'fresh', ...request });
  return answer.is === 'refused' ? answer.refusals.map(({ code }) => code) : [];
}

test.each<[code: string, request: Request]>([
  ['ephemeral-os-disk', { vm: 'ephemeral-01' }],
  ['unmanaged-disk', { vm: 'unmanaged-01' }],
  ['disk-not-capturable', { vm: 'ultra-01' }],
  ['disk-encrypted', { vm: 'encrypted-01' }],
  ['key-elsewhere', { vm: 'keyed-01', regions: ['northeurope'] }],
  ['in-load-balancer', { vm: 'balanced-01', mode: 'in-place' }],
  ['in-scale-set', { vm: 'scaled-01', mode: 'in-place' }],
  ['vm-locked', { vm: 'locked-01', mode: 'in-place' }],
  ['lock-read-only', { vm: 'frozen-01', mode: 'in-place' }],
  ['in-production', { vm: 'production-01', mode: 'in-place' }],
  ['size-restricted', { vm: 'gaps-01' }],
  ['quota-short', { vm: 'nvme-01' }],
  ['clone-arm64', { vm: 'arm-01' }],
])('%s: %j is refused for that and for nothing else', async (code, request) => {
  expect(await refusals(request)).toEqual([code]);
});

test.each([
  ['balanced-01', 'lb-web'],
  ['scaled-01', 'scale set'],
  ['locked-01', 'delete lock “keep”'],
  ['production-01', 'environment=production'],
])('a copy of %s is planned, with a warning', async (vm, named) => {
  const answer = await planned({ vm, gallery: 'fresh', galleryResourceGroup: 'rg-odd' });
  expect(answer).toMatchObject({ is: 'plan', plan: { clone: {} } });
  if (answer.is === 'plan') expect(answer.plan.warnings.map(warningInWords).join(' ')).toContain(named);
});

test('a gallery in a group under a read-only lock is refused, and nothing was written for any of this', async () => {
  const answer = await planned({ vm: 'trusted-01' });
  expect(answer).toMatchObject({ is: 'refused', refusals: [{ code: 'lock-read-only' }] });
  const { body } = await real.control('GET', '/log');
  const log = z.array(z.object({ method: z.string(), path: z.string() })).parse(body);
  expect(log.length).toBeGreaterThan(100);
  expect(log.filter(({ method, path }) => method !== 'GET' && path.includes('/subscriptions/'))).toEqual([]);
});
