import { describe, expect, test } from 'vitest';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { alone, channel, group } from '../../support/teams.ts';
import { note, openForAll, place, type TeamsBot } from '../../support/teams-talk.ts';

let bot: TeamsBot;
openForAll(opened => {
  bot = opened;
});

describe('a message whose answer was lost', () => {
  const key = 'web-01-1:notice-0';
  const lose = async (act: () => Promise<unknown>) => {
    bot.teams.faults.add({ match: { method: 'send' }, drop: 'after' });
    await expect(act()).rejects.toMatchObject({ kind: 'unanswered', retryAfterMs: 2000 });
  };
  const command = () => bot.teams.say({ user: '29:rita', conversation: channel, text: '@capture-image list' });

  test('is found again in a channel, in a thread and in a group, by its key and as what was posted', async () => {
    bot.teams.grant('ChannelMessage.Read.Group');
    bot.teams.grant('ChatMessage.Read.Chat');
    await command();
    await lose(() => bot.chat.post(place(channel), note, { key }));
    const lost = bot.written().at(-1)?.id;
    const root = await bot.chat.findPosted(place(channel), { key });
    expect(root).toEqual({ channel: `${channel};messageid=${lost}`, id: lost });
    if (!root) return;
    await lose(() => bot.chat.post(place(channel), note, { key: 'n', thread: root }));
    expect(await bot.chat.findPosted(place(channel), { key: 'n', thread: root })).toEqual({
      channel: root.channel,
      id: bot.written().at(-1)?.id,
    });
    await lose(() => bot.chat.post(place(channel), note, { key: 'above' }));
    expect(await bot.chat.findPosted(place(channel), { key: 'above', thread: root })).toBeNull();
    await lose(() => bot.chat.post(place(group), note, { key: 'in-group' }));
    const inGroup = bot.written().at(-1)?.id;
    for (let more = 0; more < 60; more += 1) await bot.teams.say({ user: '29:rita', conversation: group, text: 'hm' });
    expect(await bot.chat.findPosted(place(group), { key: 'in-group' })).toEqual({ channel: group, id: inGroup });
    expect(await bot.chat.findPosted(place(group), { key: 'other' })).toBeNull();
  });

  test('is found again after it was edited, even where Redis has lost where it is', async () => {
    bot.teams.grant('ChatMessage.Read.Chat');
    const root = await bot.chat.post(place(group), note, { key: 'edited' });
    await bot.chat.edit(root, { text: 'now', parts: [{ is: 'text', spans: ['now'] }] });
    await bot.redis.del(keysOf(bot.prefix).teamsPost('edited'));
    expect(await bot.chat.findPosted(place(group), { key: 'edited' })).toEqual(root);
  });

  test('is looked for again later when Graph does not answer now', async () => {
    bot.teams.grant('ChatMessage.Read.Chat');
    await lose(() => bot.chat.post(place(group), note, { key: 'later' }));
    bot.teams.faults.add({ match: { method: 'read' }, status: 503 });
    await expect(bot.chat.findPosted(place(group), { key: 'later' })).rejects.toMatchObject({ passing: true });
    expect(await bot.chat.findPosted(place(group), { key: 'later' })).not.toBeNull();
  });

  test('is not found where nobody gave the right to read, nor alone with the bot; Graph is not asked again and again', async () => {
    await bot.restart();
    await command();
    for (const where of [channel, group, alone]) {
      await lose(() => bot.chat.post(place(where), note, { key: where }));
      expect(await bot.chat.findPosted(place(where), { key: where })).toBeNull();
    }
    bot.teams.grant('ChatMessage.Read.Chat');
    expect(await bot.chat.findPosted(place(group), { key: group })).toBeNull();
  });
});
