import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { partsOf } from '../../sandbox/teams/limits.ts';
import type { Answer, Note } from '../../src/bot/chat.ts';
import { ChatError } from '../../src/bot/chat.ts';
import { teamsAnswering } from '../../src/bot/teams-answering.ts';
import { teamsLimits } from '../../src/bot/teams-limits.ts';
import { redisBuckets } from '../../src/jobs/buckets.ts';
import { keysOf } from '../../src/jobs/keys.ts';
import { silent } from '../support/hear.ts';
import { quiet, until } from '../support/office.ts';
import { alone, channel, group, openTeamsBot, ritaId, tenantId } from '../support/teams.ts';

let bot: Awaited<ReturnType<typeof openTeamsBot>>;
beforeAll(async () => {
  bot = await openTeamsBot();
});
afterAll(() => bot.close());
beforeEach(() => {
  bot.teams.reset();
  bot.heard.length = 0;
  bot.answer = () => silent;
  bot.view = () => null;
});

const rita = { platform: 'teams', workspace: tenantId, id: ritaId, name: 'Rita Requester' } as const;
const place = (where: string) => ({ platform: 'teams', workspace: tenantId, channel: where }) as const;
const note: Note = { text: 'so it is', parts: [{ is: 'text', spans: ['so it is'] }] };
const tell = (told: Note): Answer => ({ is: 'tell', note: told });
const shown = (message: unknown) => JSON.stringify(message);
const defaults = {
  vm: '',
  gallery: '',
  definition: '',
  version: '',
  regions: [],
  publishers: [],
  mode: 'clone',
  consistency: 'crash',
  checks: 'warn',
  guest: 'auto',
} as const;
const choices = { galleries: ['golden'], definitions: [], regions: [], publishers: [], defaults };
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
    for (const text of ['list', 'capture-image status', '/capture-image help'])
      await bot.teams.say({ user: '29:rita', conversation: alone, text });
    expect(bot.heard.map(heard => ('text' in heard ? heard.text : ''))).toEqual(['list', 'status', 'help']);
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

describe('the form', () => {
  const open = async () => {
    bot.answer = () => ({ is: 'ask', choices });
    await bot.teams.say({ user: '29:rita', conversation: channel, text: '@capture-image' });
    const message = await until('the form', () => bot.written()[0]);
    bot.heard.length = 0;
    bot.answer = () => silent;
    return message.id;
  };

  test('comes when the bot is named and nothing else, and offers VMs as they are typed', async () => {
    const message = await open();
    const { results } = await bot.teams.search({ user: '29:rita', message, dataset: 'vms', text: 'web' });
    expect(results).toEqual([{ value: 'rg-web/web-01', title: 'web-01 (web)' }]);
  });

  test('says at its fields what is wrong and keeps what was filled in; then it makes way for the answer', async () => {
    const message = await open();
    const fill = (inputs: Record<string, string>) =>
      bot.teams.press({ user: '29:rita', message, verb: 'form', inputs });
    bot.answer = () => ({ is: 'errors', fields: { version: 'Three numbers, please.' }, choices });
    await fill({ vm: 'rg-web/web-01', version: 'x' });
    const view = bot.written()[0]?.views['29:rita'];
    expect(shown(view)).toContain('Three numbers, please.');
    expect(partsOf(view).find(({ id }) => id === 'vm')?.value).toBe('rg-web/web-01');

    bot.answer = () => tell(note);
    await fill({ vm: 'rg-web/web-01', version: '1.0.0', gallery: 'golden' });
    await until('the form to be put away', () => !shown(bot.written()[0]?.card).includes('Input.'));
    expect(bot.heard[1]).toMatchObject({
      is: 'filled',
      values: { ...defaults, vm: 'rg-web/web-01', version: '1.0.0', gallery: 'golden' },
    });
    expect(bot.heard[0]?.id).toBe(bot.heard[1]?.id);
  });
});

describe('the form over another capture', () => {
  const button = { action: 'repeat', value: 'web-01-abcde', label: 'Repeat', tone: 'plain' } as const;
  const done: Note = { text: 'done', parts: [{ is: 'buttons', buttons: [button] }] };
  const base = { id: 'web-01-abcde', kept: 'replicas=3' };
  const post = async () => {
    const { id: thread } = await bot.teams.say({ user: '29:rita', conversation: channel, text: 'a post' });
    const { id: message } = await bot.chat.post(place(`${channel};messageid=${thread}`), done, { key: 'r' });
    return message;
  };
  const open = async (message: string) => {
    bot.answer = () => ({ is: 'ask', choices: { ...choices, base } });
    await bot.teams.press({ user: '29:rita', message, action: 'repeat' });
    bot.answer = () => tell(note);
    bot.view = () => done;
  };
  const send = (message: string) =>
    bot.teams.press({ user: '29:rita', message, verb: 'form', inputs: { vm: 'rg-web/web-01' } });

  test('stands in the place of the card for whoever pressed, and everybody else goes on seeing the card', async () => {
    const message = await post();
    await open(message);
    const view = bot.written()[0]?.views['29:rita'];
    expect(shown(view)).toContain('replicas=3');
    await send(message);
    expect(bot.heard.at(-1)).toMatchObject({ is: 'filled', base: base.id, place: place(channel) });
    expect(shown(bot.written()[0]?.views['29:rita'])).toMatch(/so it is.*Repeat/);
    expect(bot.written()[0]).toMatchObject({ edits: 0, summary: 'done' });
    expect(shown(bot.written()[0]?.card)).toContain('Repeat');
  });

  test('stays the same form while its fields are wrong, and is another one when it is opened again', async () => {
    const message = await post();
    await open(message);
    bot.answer = () => ({ is: 'errors', fields: { version: 'No.' }, choices: { ...choices, base } });
    await send(message);
    bot.answer = () => tell(note);
    await send(message);
    await open(message);
    await send(message);
    const ids = bot.heard.flatMap(heard => (heard.is === 'filled' ? [heard.id] : []));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
    expect(bot.written()).toHaveLength(1);
  });

  test('comes as a message to a client too old for a card that changes in place, and goes away when it is sent', async () => {
    const message = await post();
    bot.answer = () => ({ is: 'ask', choices: { ...choices, base } });
    await bot.teams.press({ user: '29:rita', message, action: 'repeat', old: true });
    const form = await until('the form', () => bot.written()[1]);
    bot.answer = () => tell(note);
    await send(form.id);
    expect(bot.heard.at(-1)).toMatchObject({ is: 'filled', base: base.id });
    await until('the form to be put away', () => !shown(bot.written()[1]?.card).includes('Input.'));
  });
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
    for (let count = 0; count < 7; count += 1) await post();
    const error = await failing(post);
    expect(error).toMatchObject({ code: 'ratelimited', passing: true, unsure: false });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(bot.written()).toHaveLength(7);
  });

  test.each([
    [{ status: 412 }, { passing: true, unsure: false }],
    [{ status: 503 }, { passing: true, unsure: true }],
    [
      { status: 403, code: 'MessageWritesBlocked' },
      { code: 'MessageWritesBlocked', passing: false, unsure: false },
    ],
    [{ drop: 'after' }, { passing: true, unsure: true }],
  ] as const)('that meets %o is known for what it is, and never sent twice', async (fault, expected) => {
    await post();
    bot.teams.faults.add({ match: { method: 'send' }, ...fault });
    const before = bot.teams.log().length;
    expect(await failing(post)).toMatchObject(expected);
    expect(bot.teams.log().length - before).toBe(1);
  });

  test('to where the bot is no longer, or into an unknown message, is refused for good', async () => {
    bot.teams.leave(group);
    expect(await failing(() => bot.chat.post(place(group), note, { key: randomUUID() }))).toMatchObject({
      code: 'ConversationNotFound',
      passing: false,
    });
    expect(await failing(() => bot.chat.edit({ channel: alone, id: '42' }, note))).toMatchObject({ passing: false });
  });
});

test('answers are counted with what the outbox says, wait a moment for room, and are said all the same', async () => {
  const ground = { redis: bot.redis, prefix: bot.prefix, share: 1 };
  const where = '19:busy@thread.v2';
  const roomFor = teamsAnswering({ ...ground, log: quiet });
  const startMs = performance.now();
  for (let answer = 0; answer < 6; answer += 1) await roomFor(where);
  expect(performance.now() - startMs).toBeGreaterThan(200);
  expect(await redisBuckets(ground).take(teamsLimits('post', where))).toHaveProperty('waitMs');
  const allowance = { key: `teams ${where}`, capacity: 7, perMinute: 60 };
  await redisBuckets(ground).correct([{ allowance, left: 0, pauseMs: 60_000 }]);
  await roomFor(where);
  expect(performance.now() - startMs).toBeLessThan(30_000);
});

describe('a message whose answer was lost', () => {
  const key = 'web-01-1:notice-0';
  const lose = async (act: () => Promise<unknown>) => {
    bot.teams.faults.add({ match: { method: 'send' }, drop: 'after' });
    await expect(act()).rejects.toMatchObject({ unsure: true, retryAfterMs: 2000 });
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

test('where the bot may read all, it acts in a group only on what mentions it, and in a channel on a bare Y in a thread', async () => {
  bot.teams.grant('ChannelMessage.Read.Group');
  bot.teams.grant('ChatMessage.Read.Chat');
  const { id: thread } = await bot.teams.say({ user: '29:rita', conversation: channel, text: 'web-01' });
  await bot.teams.say({ user: '29:rita', conversation: group, text: 'yes' });
  await bot.teams.say({ user: '29:rita', conversation: channel, thread, text: 'Y' });
  expect(bot.heard).toMatchObject([{ is: 'said', text: 'Y', thread }]);
});
