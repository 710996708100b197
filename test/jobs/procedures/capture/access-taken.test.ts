import { afterAll, beforeAll, expect, test } from 'vitest';
import { galleryId } from '../../../../src/azure/names.ts';
import { noticeNote } from '../../../../src/bot/notes/notice-note.ts';
import type { Capture } from '../../../../src/jobs/record/record.ts';
import { confirm } from '../../../../src/jobs/record/transitions.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { rita } from '../../../support/captures.ts';
import { storeForEachTest } from '../../../support/store.ts';
import { walkOf } from '../../../support/walk.ts';

const ground = storeForEachTest();
let real: Real;
beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

const request = { vm: 'web-01', definition: 'web', regions: ['westeurope'] };
const context = { now: new Date(), portalUrl: 'https://x.example', links: new Map(), approvers: [] };

/** A second capture into a gallery to which the first has given access, and what the thread says at its end. */
async function second(meanwhile: () => void): Promise<{ readonly end: Capture; readonly says: string }> {
  const captured = async (id: string, before: () => void) => {
    const walk = await walkOf(ground, real, { ...request }, id);
    await walk.until(({ status }) => status.is === 'waiting');
    await walk.decide(one => confirm(one, { by: rita, planHash: null, now: new Date() }), {
      event: 'confirm',
      by: rita,
    });
    await walk.until(({ steps }) => steps.some(({ name, state }) => name === 'create-version' && state === 'doing'));
    before();
    return await walk.until(({ status }) => status.is === 'succeeded' || status.is === 'failed');
  };
  await real.control('POST', '/reset');
  await captured('walk-first', () => {});
  const end = await captured('walk-second', meanwhile);
  const notice = end.notices.find(({ kind }) => kind === 'succeeded');
  if (!notice) throw new Error(JSON.stringify(end.status));
  return { end, says: JSON.stringify(noticeNote(end, notice, context).parts) };
}

/** Somebody takes all access to galleries away that a publisher has. */
function takeAway(): void {
  for (const [key, { principalId, scope }] of real.world.roleAssignments)
    if (scope.includes('/galleries/') && principalId.startsWith('aaaaaaaa-')) real.world.roleAssignments.delete(key);
}

test('the thread says whose access was taken away during the capture, that it was not given back, and the way out', async () => {
  const { end, says } = await second(takeAway);
  const [grant] = end.plan?.grants ?? [];
  if (!end.plan || !grant) throw new Error('There is no plan.');
  expect(grant.held).toBe(true);
  expect(says).toContain(
    `${grant.principal.name} no longer has ${grant.role.name} on gallery ${end.plan.target.gallery}`,
  );
  expect(says).toMatch(/since the plan of \d\d:\d\d UTC.*did not give it back.*ask for a new capture/);
  expect(says).not.toContain(`has ${grant.role.name} on gallery ${end.plan.target.gallery}"`);
  expect(await real.azure.listRoles(galleryId(end.plan.target), grant.principal.id)).toEqual([]);
});

test('and nothing of the kind where everybody has it still', async () => {
  const { says } = await second(() => {});
  expect(says).not.toContain('no longer has');
});
