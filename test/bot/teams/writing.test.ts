import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { ChatError } from '../../../src/bot/chat.ts';
import { teamsLimits } from '../../../src/bot/teams/rate-limits.ts';
import { teamsAnswering } from '../../../src/bot/teams/replies.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { redisBuckets } from '../../../src/jobs/store/token-buckets.ts';
import { quiet } from '../../support/office.ts';
import { alone, channel, group, tenantId } from '../../support/teams.ts';
import { note, openForAll, place, rita, type TeamsBot } from '../../support/teams-talk.ts';

let bot: TeamsBot;
/** Teams' own clock, which a test may hold. */
let heldAtMs: number | null = null;
openForAll(
  opened => {
    bot = opened;
  },
  { now: () => heldAtMs ?? Date.now() },
);
afterEach(() => {
  heldAtMs = null;
});

describe('a bot that was restarted', () => {
  const regions = () =>
    bot.teams
      .log()
      .filter(({ kind }) => kind === 'call')
      .map(({ method, region }) => `${method} ${region}`);

  test('goes on where the conversation was served before, threads and edits included', async () => {
    bot.teams.serveFrom('/emea');
    const { id: thread } = await bot.teams.say({ user: '29:rita', conversation: channel, text: '@capture-image list' });
    const where = place(`${channel};messageid=${thread}`);
    const root = await bot.chat.post(where, note, { key: randomUUID() });
    await bot.restart();
    await bot.chat.post(where, note, { key: randomUUID(), thread: root });
    await bot.chat.edit(root, note);
    await bot.chat.post(place(alone), note, { key: randomUUID() });
    expect(regions()).toEqual(['send /emea', 'send /emea', 'edit /emea', 'send /teams']);
  });

  test('sends its token nowhere else, whatever was kept', async () => {
    await bot.redis.hset(keysOf(bot.prefix).serviceUrls, { [group]: 'https://evil.example/' });
    await bot.restart();
    await bot.chat.post(place(group), note, { key: randomUUID() });
    expect(regions()).toEqual(['send /teams']);
  });
});

describe('writing', () => {
  test('posts, answers in the thread, edits in place, and opens a chat with one person', async () => {
    const { id: thread } = await bot.teams.say({ user: '29:rita', conversation: channel, text: 'a post' });
    const where = place(`${channel};messageid=${thread}`);
    const root = await bot.chat.post(where, note, { key: randomUUID() });
    await bot.chat.post(where, note, { key: randomUUID(), thread: root });
    await bot.chat.edit(root, { text: 'now', parts: [{ is: 'text', spans: ['now'] }] });
    expect(bot.written()).toMatchObject([
      { id: root.id, thread, summary: 'now', edits: 1 },
      { thread, summary: 'so it is' },
    ]);
    expect(bot.chat.threadOf(root)).toBe(thread);
    expect(await bot.chat.linkTo(root)).toBe(
      `https://teams.microsoft.com/l/message/19%3Aimages%40thread.tacv2/${root.id}?tenantId=${tenantId}&parentMessageId=${thread}`,
    );
    expect(await bot.chat.privatePlace(rita)).toEqual(place(alone));
    expect(await bot.chat.linkTo({ channel: alone, id: '1' })).toBeNull();
  });

  const failing = async (act: () => Promise<unknown>): Promise<ChatError> => {
    const error = await act().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error instanceof ChatError) return error;
    throw new Error(`It did not fail as a ChatError: ${error}`);
  };
  const post = () => bot.chat.post(place(alone), note, { key: randomUUID() });

  test('that Teams throttles waits for as long as it says', async () => {
    heldAtMs = Date.now();
    for (let count = 0; count < 7; count += 1) await post();
    const error = await failing(post);
    expect(error).toMatchObject({ code: 'ratelimited', kind: 'rate-limited' });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(bot.written()).toHaveLength(7);
  });

  test.each([
    [{ status: 503 }, { kind: 'unanswered' }],
    [
      { status: 403, code: 'MessageWritesBlocked' },
      { code: 'MessageWritesBlocked', kind: 'no-access' },
    ],
  ] as const)('that meets %o is known for what it is, and never sent twice', async (fault, expected) => {
    await post();
    bot.teams.faults.add({ match: { method: 'send' }, ...fault });
    const before = bot.teams.log().length;
    expect(await failing(post)).toMatchObject(expected);
    expect(bot.teams.log().length - before).toBe(1);
  });
});

test('answers are counted with what the outbox says, wait a moment for room, and are said all the same', async () => {
  const ground = { redis: bot.redis, prefix: bot.prefix, share: 1 };
  const where = '19:busy@thread.v2';
  const answerIn = teamsAnswering({ ...ground, log: quiet });
  let said = 0;
  const say = async () => {
    said += 1;
  };
  const startMs = performance.now();
  for (let answer = 0; answer < 6; answer += 1) await answerIn(where, say);
  expect(performance.now() - startMs).toBeGreaterThan(200);
  let room = 0;
  while ('left' in (await redisBuckets(ground).take(teamsLimits('post', where)))) room += 1;
  const cameBack = (performance.now() - startMs) / 1000;
  expect(6 + room, 'the six are counted').toBeLessThanOrEqual(7 + cameBack + 1);
  const allowance = { key: `teams ${where}`, capacity: 7, perMinute: 60 };
  await redisBuckets(ground).correct([{ allowance, left: 0, pauseMs: 3_600_000 }]);
  await answerIn(where, say);
  expect(said).toBe(7);
});
