import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Chat, Span } from '../../../src/bot/chat.ts';
import { teamsConnector } from '../../../src/bot/teams/connector.ts';
import { channel, openTeamsBot, tenantId } from '../../support/teams.ts';

const operators = 'bbbbbbbb-0000-4000-8000-000000000001';
const entra = (number: number) => `aaaaaaaa-0000-4000-8000-00000000000${number}`;
const place = { platform: 'teams', workspace: tenantId, channel: `${channel};messageid=1` } as const;

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
const mentionsOf = (...refs: string[]) => {
  const { mentions } = bot.chat as Required<Chat>;
  return mentions(refs, place);
};
beforeAll(async () => {
  bot = await openTeamsBot();
});
afterAll(() => bot.close());
beforeEach(() => bot.teams.faults.clear());

async function posted(...spans: Span[]) {
  const parts = [{ is: 'text', spans: [...spans, { bold: 'It needs your approval.' }] }] as const;
  await bot.chat.post({ ...place, channel }, { text: 'a note', parts }, { key: randomUUID() });
  return bot.written().at(-1);
}

test('where Teams does not tell, it is an error; and it is asked again', async () => {
  bot.teams.faults.add({ match: { method: 'members' }, status: 503 });
  await expect(mentionsOf(`entra:${entra(2)}`)).rejects.toMatchObject({ passing: true });
  expect(await mentionsOf(`entra:${entra(2)}`)).toEqual([{ is: 'person', id: entra(2), name: 'Olga Operator' }]);
});

test('people are called by id and by mail address, and notice it', async () => {
  const found = await mentionsOf(
    `entra:${entra(2)}`,
    'mail:otto@contoso.example',
    'slack:u0rita',
    'mail:no@body.example',
  );
  expect(found.map(({ name }) => name)).toEqual(['Olga Operator', 'Otto Owner']);
  const message = await posted(...found.flatMap((mention): Span[] => [{ mention }, ' ']));
  expect(message?.mentioned).toEqual(['29:olga', '29:otto']);
  expect(JSON.stringify(message?.card)).toContain('<at>Olga Operator</at> <at>Otto Owner</at>');
});

test('the people of a small group are called in its place, each once', async () => {
  const found = await mentionsOf(`entra:${entra(2)}`, `entra-group:${operators}`);
  expect(found.map(({ id }) => id)).toEqual([entra(2), entra(4)]);
});

test('of a group with more people than are asked for, none is told', async () => {
  const { graph } = teamsConnector(bot.config, { timeoutMs: 10_000 });
  expect(await graph.membersOf(operators, 2)).toHaveLength(2);
  expect(await graph.membersOf(operators, 1)).toBeNull();
});

test('a group of nobody here is named, and calls nobody', async () => {
  const { id } =
    bot.teams.state().conversations.find(one => one.kind === 'personal' && one.members[0] === '29:rita') ?? {};
  const { mentions } = bot.chat as Required<Chat>;
  const found = await mentions([`entra-group:${operators}`], { ...place, channel: id ?? '' });
  expect(found).toEqual([{ is: 'group', id: operators, name: 'image-operators' }]);
  const message = await posted(...found.map(mention => ({ mention })), ' ');
  expect(message?.mentioned).toEqual([]);
  expect(JSON.stringify(message?.card)).toContain('image-operators');
});
