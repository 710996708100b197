import { beforeEach, expect, test } from 'vitest';
import type { Note } from '../../../src/bot/chat.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { until } from '../../support/office.ts';
import { channel, group, ritaId } from '../../support/teams.ts';
import { openForAll, place, type TeamsBot, tell } from '../../support/teams-talk.ts';

let bot: TeamsBot;
openForAll(opened => {
  bot = opened;
});

const press = { action: 'confirm', value: 'web-01-1 hash', label: 'Go', tone: 'primary' } as const;
const asking: Note = {
  text: 'go?',
  parts: [{ is: 'buttons', buttons: [press] }],
  personal: { view: 'web-01-1 root', people: [`entra:${ritaId}`], alike: true },
};
const secret = () => keysOf(bot.prefix).proofSecret;
const proofs = () => JSON.stringify(bot.written().map(({ card }) => card)).match(/"proof":/g)?.length ?? 0;

/** Redis answers all that is asked of it but what the secret is. */
const hide = async () => {
  await bot.redis.del(secret());
  await bot.redis.hset(secret(), 'hidden', '1');
};
beforeEach(async () => void (await bot.redis.del(secret())));

test('what must be there once is not posted without a proof, so that it is there once when the secret is back', async () => {
  await hide();
  await expect(bot.chat.post(place(channel), asking, { key: 'posted' })).rejects.toThrow('WRONGTYPE');
  expect(bot.written()).toEqual([]);
  await bot.redis.del(secret());
  const { id } = await bot.chat.post(place(channel), asking, { key: 'posted' });
  expect(bot.written().map(one => one.id)).toEqual([id]);
});

test('what is proven is not edited into something that is not', async () => {
  const message = await bot.chat.post(place(channel), asking, { key: 'edited' });
  const before = proofs();
  await hide();
  await expect(bot.chat.edit(message, asking)).rejects.toThrow('WRONGTYPE');
  expect([before, proofs()]).toEqual([expect.any(Number), before]);
  expect(before).toBeGreaterThan(0);
  expect(bot.written()).toMatchObject([{ edits: 0 }]);
});

test('an answer goes out all the same, and is not proven', async () => {
  await hide();
  bot.answer = () => tell(asking);
  await bot.teams.say({ user: '29:rita', conversation: group, text: '@capture-image help' });
  await until('the answer', () => bot.written()[0]);
  expect(proofs()).toBe(0);
});
