import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../../../sandbox/teams/limits.ts';
import type { Note } from '../../../src/bot/chat.ts';
import { until } from '../../support/office.ts';
import { alone, channel, group, ritaId } from '../../support/teams.ts';
import { note, openForAll, place, rita, shown, type TeamsBot, tell } from '../../support/teams-talk.ts';

let bot: TeamsBot;
openForAll(opened => {
  bot = opened;
});

const button = { action: 'confirm', value: 'web-01-1 hash', label: 'Go', tone: 'danger' } as const;
const question: Note = {
  text: 'shall I?',
  parts: [
    { is: 'text', spans: ['shall I?'] },
    { is: 'buttons', buttons: [button, { action: 'cancel', value: 'web-01-1', label: 'Cancel', tone: 'plain' }] },
  ],
};

const personal = (people: readonly string[] | null): Note => ({
  ...question,
  personal: { view: 'web-01-1 0', people },
});
const olgaId = 'aaaaaaaa-0000-4000-8000-000000000002';

describe('a press', () => {
  const ask = async () => (await bot.chat.post(place(alone), question, { key: randomUUID() })).id;

  test('is heard with what its button carries; the presser then sees the card without buttons', async () => {
    const message = (await bot.chat.post(place(alone), personal(null), { key: randomUUID() })).id;
    bot.view = () => (bot.heard.length > 0 ? note : personal(null));
    const { says } = await bot.teams.press({ user: '29:rita', message, action: 'confirm' });
    expect(says).toBeNull();
    expect(bot.heard).toMatchObject([
      { is: 'pressed', person: rita, place: place(alone), action: 'confirm', value: 'web-01-1 hash' },
    ]);
    const [asked] = bot.written();
    expect(partsOf(asked?.views['29:rita']).some(({ type }) => type === 'Action.Execute')).toBe(false);
    expect(partsOf(asked?.card).some(({ type }) => type === 'Action.Execute')).toBe(true);
  });

  test('that is refused is told to the presser alone, and the card stays', async () => {
    const message = await ask();
    bot.answer = () => tell({ text: 'Only Rita may.', parts: [{ is: 'text', spans: ['Only Rita may.'] }] });
    expect(await bot.teams.press({ user: '29:rita', message, action: 'cancel' })).toMatchObject({
      says: 'Only Rita may.',
    });
    expect(bot.written()).toHaveLength(1);
    expect(bot.written()[0]?.views).toEqual({});
  });

  test('whose answer asks back gets a card with its buttons', async () => {
    const message = await ask();
    bot.answer = () => tell(question);
    await bot.teams.press({ user: '29:rita', message, action: 'cancel' });
    await until('the question back', () => bot.written().length === 2);
    expect(shown(bot.written()[1])).toContain('Action.Execute');
  });

  test('of an old client, which sends a message, counts the same', async () => {
    const message = await ask();
    await bot.teams.press({ user: '29:rita', message, action: 'confirm', old: true });
    expect(bot.heard).toMatchObject([{ is: 'pressed', action: 'confirm', value: 'web-01-1 hash' }]);
  });

  test('a Y typed on the card is the button, an N cancels, and all else is asked again', async () => {
    const message = await ask();
    await bot.teams.press({ user: '29:rita', message, verb: 'type', inputs: { typed: ' y ' } });
    bot.teams.reset();
    const again = await ask();
    await bot.teams.press({ user: '29:rita', message: again, verb: 'type', inputs: { typed: 'N' } });
    bot.teams.reset();
    const { says } = await bot.teams.press({
      user: '29:rita',
      message: await ask(),
      verb: 'type',
      inputs: { typed: 'maybe' },
    });
    expect(bot.heard).toMatchObject([
      { action: 'confirm', value: 'web-01-1 hash' },
      { action: 'cancel', value: 'web-01-1' },
    ]);
    expect(says).toBe('Type Y to go ahead, or N to cancel.');
  });
});

const hasButtons = (card: unknown) => partsOf(card).some(({ verb }) => verb === 'press');

describe('a card that is not everybody’s', () => {
  const shownTo = async (people: readonly string[] | null, where = channel) => {
    const { id } = await bot.chat.post(place(where), personal(people), { key: randomUUID() });
    return { id, card: bot.written()[0]?.card };
  };

  test('has no buttons, and each of those who may press is asked about by the id that Teams has for them', async () => {
    const { card } = await shownTo([`entra:${ritaId}`, `entra:${olgaId}`, 'slack:u0rita']);
    expect(hasButtons(card)).toBe(false);
    expect(card?.refresh).toMatchObject({ userIds: ['29:rita', '29:olga'], action: { data: { view: 'web-01-1 0' } } });
  });

  test('is drawn for the one who looks, seen by them alone, and drawn anew after it was edited', async () => {
    const { id } = await shownTo([`entra:${ritaId}`]);
    bot.view = (view, { person }) => (view === 'web-01-1 0' && person.id === ritaId ? personal(null) : null);
    expect(hasButtons(await bot.teams.view({ user: '29:rita', message: id }))).toBe(true);
    expect(hasButtons(await bot.teams.view({ user: '29:olga', message: id }))).toBe(false);
    expect(bot.heard).toEqual([]);
    bot.view = () => note;
    await bot.chat.edit({ channel, id }, personal([`entra:${ritaId}`]));
    expect(hasButtons(await bot.teams.view({ user: '29:rita', message: id }))).toBe(false);
  });

  test('asks about everybody where those who may press are known by a group', async () => {
    const { card } = await shownTo(null);
    expect(hasButtons(card)).toBe(false);
    expect(card?.refresh).not.toHaveProperty('userIds');
  });

  test('leaves out whoever is not in the conversation', async () => {
    const { card } = await shownTo([`entra:${ritaId}`, 'entra:aaaaaaaa-0000-4000-8000-000000000009']);
    expect(card?.refresh).toMatchObject({ userIds: ['29:rita'] });
  });

  test('keeps its buttons where it is not known who reads, and alone with the bot', async () => {
    bot.teams.faults.add({ match: { method: 'members' }, status: 503 });
    expect(hasButtons((await shownTo(null, group)).card)).toBe(true);
    bot.teams.reset();
    expect(hasButtons((await shownTo([`entra:${ritaId}`], alone)).card)).toBe(true);
  });

  test('stays as it is while the bot cannot draw it', async () => {
    const { id, card } = await shownTo([`entra:${ritaId}`]);
    expect(await bot.teams.view({ user: '29:rita', message: id })).toEqual(card);
  });
});
