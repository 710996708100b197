import { expect, test } from 'vitest';
import { redisDelegations } from '../../../src/jobs/approval/delegations.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { verifyAudit } from '../../support/audit.ts';
import { noon, olga } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const until = '2026-11-23T20:00:00.000Z';
const inSlack = { by: olga, as: ['slack:u0olga', 'mail:olga@x.example'], to: 'slack:u0bo', until };
const inTeams = {
  ...inSlack,
  by: { ...olga, platform: 'teams', id: 'o' } as const,
  as: ['entra:o', 'mail:olga@x.example'],
};
const events = async () => (await auditLog(ground).newest(9)).map(({ entry }) => JSON.parse(entry).event).toReversed();

test('a stand-in is set with its line of the audit, and stands until its time', async () => {
  const delegations = redisDelegations(ground);
  await delegations.set(inSlack, { event: 'delegate', by: olga });
  expect(await delegations.list(noon)).toEqual([inSlack]);
  expect(await delegations.list(new Date(until))).toEqual([]);
  expect(await events()).toEqual(['delegate']);
  expect(await verifyAudit(ground)).toMatchObject({ is: 'whole', entries: 1 });
});

test('a person has one, whatever the platform, and ends it from either', async () => {
  const delegations = redisDelegations(ground);
  await delegations.set(inSlack, { event: 'delegate' });
  await delegations.set(inTeams, { event: 'delegate' });
  expect(await delegations.list(noon)).toEqual([inTeams]);
  expect(await delegations.drop(['slack:u0eve'], { event: 'delegate-off' })).toBe(false);
  expect(await delegations.drop(inSlack.as, { event: 'delegate-off' })).toBe(true);
  expect(await delegations.list(noon)).toEqual([]);
  expect(await events()).toEqual(['delegate', 'delegate', 'delegate-off']);
});
