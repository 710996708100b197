import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatekeeping, WhoUnknown } from '../../src/bot/gate.ts';
import { teamsProfiles } from '../../src/bot/teams-profiles.ts';
import type { Person } from '../../src/jobs/request.ts';
import { aPolicy } from '../support/office.ts';
import { openTeamsBot, ritaId, tenantId } from '../support/teams.ts';

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
beforeAll(async () => {
  bot = await openTeamsBot();
});
afterAll(() => bot.close());

const rita: Person = { platform: 'teams', workspace: tenantId, id: ritaId, name: 'Rita Requester' };
const gus: Person = { ...rita, id: ritaId.replace(/1$/, '3'), name: 'Gus Guest' };
const lookUp = (person: Person, groups: readonly string[] = []) => {
  if (!bot.chat.lookUp) throw new Error('Teams looks nobody up.');
  return bot.chat.lookUp(person, groups);
};

test('a person is known by object id and mail address', async () => {
  expect(await lookUp(rita)).toEqual({
    standing: 'member',
    refs: [`entra:${ritaId}`, 'mail:rita@contoso.example'],
  });
});

test('a guest is a guest, and who is not in the tenant a stranger', async () => {
  expect((await lookUp(gus)).standing).toBe('guest');
  expect((await lookUp({ ...rita, workspace: 'another' }).catch(() => ({ standing: 'unknown' }))).standing).not.toBe(
    'member',
  );
});

test.each([
  ['of nobody that is known', {}],
  ['of somebody else', { aadObjectId: gus.id, tenantId, userRole: 'user' }],
  ['of another tenant', { aadObjectId: ritaId, tenantId: 'another', userRole: 'user' }],
  ['without a role', { aadObjectId: ritaId, tenantId }],
  ['of an anonymous one', { aadObjectId: ritaId, tenantId, userRole: 'anonymous' }],
])('an answer %s makes no member', async (_, answer) => {
  expect(await teamsProfiles(async () => answer)(rita, [])).toEqual({
    standing: 'stranger',
    refs: expect.not.arrayContaining(['mail:']),
  });
});

test('groups of Entra cannot be looked up here, so nobody of Teams is let through where a policy names one', async () => {
  const group = 'bbbbbbbb-0000-4000-8000-000000000001';
  const policy = aPolicy(`rules:\n  - { name: all, allow: [plan], to: [everyone, 'entra-group:${group}'] }`);
  await expect(gatekeeping({ policy, chats: [bot.chat] }).profileOf(rita)).rejects.toThrow(WhoUnknown);
});
