import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { silent } from '../../support/hear.ts';
import { until } from '../../support/office.ts';
import { alone, channel, group } from '../../support/teams.ts';
import { note, openForAll, place, rita, shown, type TeamsBot, tell } from '../../support/teams-talk.ts';

let bot: TeamsBot;
openForAll(opened => {
  bot = opened;
});

describe('what is said', () => {
  test('in a channel with the bot’s name is a command of its thread, and answered there', async () => {
    bot.answer = () => tell(note);
    const { id, delivered } = await bot.teams.say({
      user: '29:rita',
      conversation: channel,
      text: '@capture-image web-01 gallery=golden',
    });
    expect(delivered).toMatchObject({ ok: true });
    expect(bot.heard).toEqual([
      {
        is: 'command',
        id: `${channel};messageid=${id}:${id}`,
        person: rita,
        place: place(`${channel};messageid=${id}`),
        text: 'web-01 gallery=golden',
        thread: id,
        canAsk: true,
      },
    ]);
    const [answer] = await until('the answer', () => (bot.written().length > 0 ? bot.written() : null));
    expect(answer).toMatchObject({ conversation: channel, thread: id, summary: 'so it is' });
    expect(shown(answer)).toContain('so it is');
  });

  test('is answered once, also when Teams wants fewer messages for a while', async () => {
    bot.answer = () => tell(note);
    bot.teams.faults.add({ match: { method: 'send' }, times: 2, status: 429, retryAfterSeconds: 1 });
    await bot.teams.say({ user: '29:rita', conversation: alone, text: 'list' });
    await until('the answer', () => bot.written().length > 0);
    expect(bot.teams.faults.list()).toEqual([]);
    expect(bot.written()).toHaveLength(1);
  });

  test('in a channel without the bot’s name never reaches it', async () => {
    expect((await bot.teams.say({ user: '29:rita', conversation: channel, text: 'web-01' })).delivered).toBeNull();
  });

  test('a Y that mentions the bot is an answer in its thread, and in a chat one to the chat', async () => {
    const { id: thread } = await bot.teams.say({ user: '29:rita', conversation: channel, text: 'hello' });
    await bot.teams.say({ user: '29:rita', conversation: channel, thread, text: '@capture-image Y' });
    await bot.teams.say({ user: '29:rita', conversation: alone, text: 'y' });
    await bot.teams.say({ user: '29:rita', conversation: group, text: '@capture-image N' });
    expect(bot.heard).toMatchObject([
      { is: 'said', text: 'Y', thread, place: place(`${channel};messageid=${thread}`), edited: false },
      { is: 'said', text: 'y', thread: 'chat', place: place(alone) },
      { is: 'said', text: 'N', thread: 'chat', place: place(group) },
    ]);
  });

  test('alone with the bot needs no name, and the bot’s own name before a command is taken off', async () => {
    for (const text of ['list', 'capture-image status', '/capture-image help', '@capture-image whoami'])
      await bot.teams.say({ user: '29:rita', conversation: alone, text });
    expect(bot.heard.map(event => ('text' in event ? event.text : ''))).toEqual(['list', 'status', 'help', 'whoami']);
  });

  test('and edited afterwards is known as edited', async () => {
    const { id: message } = await bot.teams.say({ user: '29:rita', conversation: alone, text: 'N' });
    await bot.teams.edit({ user: '29:rita', message, text: 'Y' });
    expect(bot.heard).toMatchObject([
      { is: 'said', text: 'N', edited: false },
      { is: 'said', text: 'Y', edited: true },
    ]);
    expect(new Set(bot.heard.map(({ id }) => id)).size).toBe(2);
  });

  test('is acknowledged only when it is safe, and not when it is not', async () => {
    let isSafe = false;
    bot.answer = async () => {
      await sleep(200);
      isSafe = true;
      return silent;
    };
    await bot.teams.say({ user: '29:rita', conversation: alone, text: 'list' });
    expect(isSafe).toBe(true);
    bot.answer = () => {
      throw new Error('not safe');
    };
    const { delivered } = await bot.teams.say({ user: '29:rita', conversation: alone, text: 'list' });
    expect(delivered).toMatchObject({ ok: false, status: 500, body: null });
  });

  test('comes with the same id when it is delivered again', async () => {
    await bot.teams.say({ user: '29:rita', conversation: alone, text: 'list' });
    await bot.teams.redeliver();
    expect(bot.heard).toHaveLength(2);
    expect(new Set(bot.heard.map(({ id }) => id)).size).toBe(1);
  });
});

test('where the bot may read all, it acts in a group only on what mentions it, and in a channel on what may be an answer in a thread', async () => {
  bot.teams.grant('ChannelMessage.Read.Group');
  bot.teams.grant('ChatMessage.Read.Chat');
  const { id: thread } = await bot.teams.say({ user: '29:rita', conversation: channel, text: 'web-01' });
  await bot.teams.say({ user: '29:rita', conversation: group, text: 'yes' });
  await bot.teams.say({ user: '29:rita', conversation: channel, thread, text: 'Y' });
  await bot.teams.say({ user: '29:rita', conversation: channel, thread, text: 'well, let us see' });
  await bot.teams.say({ user: '29:rita', conversation: channel, thread, text: 'go ahead' });
  await bot.teams.say({ user: '29:rita', conversation: channel, thread, text: 'web-02' });
  expect(bot.heard).toMatchObject([
    { is: 'said', text: 'Y', thread },
    { is: 'said', text: 'go ahead', thread },
    { is: 'said', text: 'web-02', thread },
  ]);
});
