import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Chat } from '../../../src/bot/chat.ts';
import { teamsProfiles } from '../../../src/bot/teams/profiles.ts';
import { channel, openTeamsBot, tenantId } from '../../support/teams.ts';

const operators = 'bbbbbbbb-0000-4000-8000-000000000001';
const person = (number: number, name: string) =>
  ({ platform: 'teams', workspace: tenantId, id: `aaaaaaaa-0000-4000-8000-00000000000${number}`, name }) as const;
const [rita, olga, gus] = [person(1, 'Rita'), person(2, 'Olga'), person(3, 'Gus')];

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
const lookUp: NonNullable<Chat['lookUp']> = (who, groups) => {
  if (!bot.chat.lookUp) throw new Error('Teams does not look people up.');
  return bot.chat.lookUp(who, groups);
};
beforeAll(async () => {
  bot = await openTeamsBot();
});
afterAll(() => bot.close());
beforeEach(() => bot.teams.faults.clear());

test('where Teams or Graph does not tell, it is an error, never an empty answer', async () => {
  bot.teams.faults.add({ match: { method: 'create' }, status: 503 });
  await expect(lookUp(rita, [])).rejects.toMatchObject({ passing: true });
  const unknown = 'bbbbbbbb-0000-4000-8000-000000000099';
  await expect(lookUp(rita, [unknown])).rejects.toMatchObject({ code: 'graph_404' });
  expect((await lookUp(rita, [])).standing).toBe('member');
});

test('a person is known by their id in Entra, mail address and the groups that were asked about', async () => {
  await bot.teams.say({ user: '29:olga', conversation: channel, text: '@capture-image list' });
  expect(await lookUp(olga, [operators])).toEqual({
    standing: 'member',
    refs: [`entra:${olga.id}`, 'mail:olga@contoso.example', `entra-group:${operators}`],
  });
  expect(await lookUp(rita, [operators])).toEqual({
    standing: 'member',
    refs: [`entra:${rita.id}`, 'mail:rita@contoso.example'],
  });
});

test('a guest is a guest, wherever they were heard', async () => {
  await bot.teams.say({ user: '29:gus', conversation: channel, text: '@capture-image list' });
  expect((await lookUp(gus, [])).standing).toBe('guest');
});

test('somebody of whom Teams names no tenant is a stranger, but where nobody’s token is checked', async () => {
  const standingOf = async (member: { role: string | null; tenantId: string | null }, isOpen = false) => {
    const memberOf = async () => ({ id: '29:x', mails: [], ...member });
    const profileOf = teamsProfiles({ memberOf, groupsOf: async () => [], tenantIds: [tenantId], isOpen });
    return (await profileOf(rita, [])).standing;
  };
  expect(await standingOf({ role: 'user', tenantId })).toBe('member');
  for (const unnamed of [null, '']) expect(await standingOf({ role: 'user', tenantId: unnamed })).toBe('stranger');
  expect(await standingOf({ role: null, tenantId: null })).toBe('stranger');
  expect(await standingOf({ role: null, tenantId: null }, true)).toBe('member');
});
