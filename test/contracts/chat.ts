import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  Answer,
  Chat,
  ChatEvent,
  ChatHandler,
  FormChoices,
  Mention,
  MessageRef,
  Note,
} from '../../src/bot/chat.ts';
import { accountRef, platformOf } from '../../src/jobs/request/platforms.ts';
import { modes, type Person, type Place } from '../../src/jobs/request/request.ts';
import { emptyForm } from '../support/form-values.ts';
import { silent } from '../support/hear.ts';
import { until } from '../support/office.ts';

/** What stands in a message for one person: its words, and what they can press. */
export interface Seen {
  readonly text: string;
  readonly actions: readonly string[];
}

/** The desk behind the chat: what it has heard, and what it answers and draws. */
export interface Desk {
  readonly heard: ChatEvent[];
  answer: (event: ChatEvent) => Answer | Promise<Answer>;
  view: (...asked: Parameters<ChatHandler['view']>) => Note | null;
}

/** A chat on its simulator, with two people in a place where the bot may write, and one where it may not. */
export interface ChatWorld {
  readonly chat: Chat;
  readonly desk: Desk;
  readonly place: Place;
  readonly shutOut: Place;
  readonly rita: Person;
  readonly olga: Person;
  /** The id of a group that Olga is in and Rita is not. */
  readonly group: string;
  /** What a link to a message looks like; null where there are none. */
  readonly link: RegExp | null;
  /** As if nothing had been said. */
  fresh(): Promise<unknown>;
  /** What befalls the next message that the bot sends. */
  next(fault: 'answer lost' | 'too many, wait 7 s' | 'not now'): void;
  /** The bot's messages in a place that everybody there sees, oldest first. */
  posted(place: Place): readonly string[];
  /** A message as a person sees it; null where they do not. */
  see(person: Person, message: MessageRef): Promise<Seen | null>;
  /** Whom a message has notified, by their ids. */
  notified(message: MessageRef): readonly string[];
  command(person: Person, text: string): Promise<unknown>;
  reply(person: Person, to: MessageRef, text: string): Promise<unknown>;
  press(person: Person, message: MessageRef, action: string): Promise<unknown>;
  /** Fills in the form that was opened last, and sends it. */
  fill(person: Person, values: { readonly vm: string; readonly version: string }): Promise<unknown>;
  /** All that a person can read now: messages, what only they see, and an open form with what it says at its fields. */
  reads(person: Person): Promise<string>;
  close(): Promise<unknown>;
}

const say = (text: string): Note => ({ text, parts: [{ is: 'text', spans: [text] }] });
const question: Note = {
  text: 'Shall I?',
  parts: [
    { is: 'text', spans: ['Shall I?'] },
    {
      is: 'buttons',
      buttons: [
        { action: 'confirm', value: 'web-01-abcde hash', label: 'Go', tone: 'primary' },
        { action: 'abandon', value: 'web-01-abcde', label: 'Leave it', tone: 'plain' },
      ],
    },
  ],
};
const choices: FormChoices = {
  galleries: ['golden'],
  definitions: [],
  regions: [],
  publishers: [],
  modes,
  defaults: emptyForm,
};

/** What every chat promises the floor above it, whichever it is. */
export function keepsTheContract(name: string, open: () => Promise<ChatWorld>): void {
  describe(name, () => {
    let world: ChatWorld;
    const post = (note: Note, key: string = randomUUID(), thread?: MessageRef) =>
      world.chat.post(world.place, note, { key, ...(thread ? { thread } : {}) });
    const seen = async (message: MessageRef, person = world.rita) => (await world.see(person, message))?.text;

    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());
    beforeEach(async () => {
      await world.fresh();
      world.desk.heard.length = 0;
      world.desk.answer = () => silent;
      world.desk.view = () => null;
    });

    test('posts a message once, where everybody reads it', async () => {
      const message = await post(say('so it is'));
      expect(world.posted(world.place)).toEqual([message.id]);
      expect(await seen(message)).toContain('so it is');
      expect(await seen(message, world.olga)).toContain('so it is');
    });

    test('edits a message in place', async () => {
      const message = await post(say('so it was'));
      await world.chat.edit(message, say('so it is'));
      expect(world.posted(world.place)).toEqual([message.id]);
      expect(await seen(message)).toContain('so it is');
      expect(await seen(message)).not.toContain('so it was');
    });

    test('finds a message by its key, a reply in its thread alone, and nothing under another key', async () => {
      const root = await post(say('root'), 'root');
      const reply = await post(say('reply'), 'reply', root);
      expect(await world.chat.findPosted(world.place, { key: 'root' })).toEqual(root);
      expect(await world.chat.findPosted(world.place, { key: 'reply', thread: root })).toEqual(reply);
      expect(await world.chat.findPosted(world.place, { key: 'other' })).toBeNull();
      expect(await world.chat.findPosted(world.place, { key: 'other', thread: root })).toBeNull();
    });

    test('says that a message may be there whose answer was lost, and finds it', async () => {
      world.next('answer lost');
      await expect(post(say('lost'), 'lost')).rejects.toMatchObject({ kind: 'unanswered', passing: true });
      expect(world.posted(world.place)).toHaveLength(1);
      const found = await world.chat.findPosted(world.place, { key: 'lost' });
      expect(found?.id).toBe(world.posted(world.place)[0]);
      if (found) await world.chat.edit(found, say('found'));
      expect(found && (await seen(found))).toContain('found');
    });

    test('says that a message is not there to be edited, for good', async () => {
      const { id, channel } = await post(say('x'));
      const editing = world.chat.edit({ channel, id: `${id}9` }, say('y'));
      await expect(editing).rejects.toMatchObject({ name: 'ChatError', passing: false });
    });

    test('says that a place is shut to it, for good', async () => {
      const posting = world.chat.post(world.shutOut, say('hello?'), { key: 'k' });
      await expect(posting).rejects.toMatchObject({ name: 'ChatError', kind: 'no-access', passing: false });
    });

    test('says that it is sent too much, and how long to wait', async () => {
      world.next('too many, wait 7 s');
      await expect(post(say('x'))).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000, passing: true });
      expect(world.posted(world.place)).toEqual([]);
      await post(say('x'));
    });

    test('says that something may be taken later, and has not been taken now', async () => {
      world.next('not now');
      await expect(post(say('x'))).rejects.toMatchObject({ kind: 'not-now', passing: true });
      expect(world.posted(world.place)).toEqual([]);
    });

    test('calls people by the names that a policy has for them, and nobody whom it does not know', async () => {
      const refs = [accountRef(world.olga), 'elsewhere:olga'];
      const found = (await world.chat.mentions?.(refs, world.place)) ?? [];
      expect(found.map(({ id }) => id)).toEqual([world.olga.id]);
      const [mention] = found as [Mention];
      const called = await post({ text: 'look', parts: [{ is: 'text', spans: [{ mention }, ' look'] }] });
      expect(world.notified(called)).toEqual([world.olga.id]);
    });

    test('takes what is said for words, and calls nobody by them', async () => {
      const { id, name } = world.olga;
      const words = `@${name} <@${id}> <!channel> <at>${name}</at> @everyone`;
      const message = await post({ text: words, parts: [{ is: 'text', spans: [words] }] });
      expect(world.notified(message)).toEqual([]);
      expect(await seen(message)).toContain(name);
    });

    test('writes to one person alone', async () => {
      const alone = await world.chat.privatePlace(world.rita);
      const message = await world.chat.post(alone, say('for you'), { key: 'private' });
      expect(await seen(message)).toContain('for you');
      expect(await world.see(world.olga, message)).toBeNull();
    });

    test('links to a message where that can be done', async () => {
      const link = await world.chat.linkTo(await post(say('here')));
      if (world.link) expect(link).toMatch(world.link);
      else expect(link).toBeNull();
    });

    test('vouches for a person, and for the groups that were asked about', async () => {
      const { rita, olga, group } = world;
      const asked = [group];
      const [one, other] = [await world.chat.lookUp(rita, asked), await world.chat.lookUp(olga, asked)];
      expect(one).toMatchObject({ standing: 'member' });
      expect([one.refs[0], other.refs[0]]).toEqual([accountRef(rita), accountRef(olga)]);
      const ref = `${platformOf(rita).group.prefix}:${group}`;
      expect([one.refs.includes(ref), other.refs.includes(ref)]).toEqual([false, true]);
    });

    test('hears a command, with who said it and where', async () => {
      await world.command(world.rita, 'list');
      await until('the command', () => world.desk.heard.length === 1);
      const { rita: person, place } = world;
      expect(world.desk.heard).toMatchObject([
        { is: 'command', person, text: 'list', place: { platform: place.platform } },
      ]);
    });

    test('answers a command where its speaker reads it', async () => {
      world.desk.answer = () => ({ is: 'tell', note: say('That is the list.') });
      await world.command(world.rita, 'list');
      await until('the answer', async () => (await world.reads(world.rita)).includes('That is the list.'));
    });

    test('hears an answer in the thread of a message, under what it calls that thread', async () => {
      const root = await post(say('a question'));
      await world.reply(world.rita, root, 'Y');
      await until('the answer', () => world.desk.heard.length === 1);
      const thread = world.chat.threadOf(root);
      expect(world.desk.heard).toMatchObject([{ is: 'said', text: 'Y', thread, person: world.rita, edited: false }]);
    });

    test('hears a press, with what its button carries', async () => {
      const message = await post(question);
      expect(await world.see(world.rita, message)).toMatchObject({ actions: ['confirm', 'abandon'] });
      await world.press(world.rita, message, 'confirm');
      expect(world.desk.heard).toMatchObject([
        { is: 'pressed', action: 'confirm', value: 'web-01-abcde hash', person: world.rita },
      ]);
    });

    test('opens the form, shows what is wrong with what was kept, and hears it filled in', async () => {
      world.desk.answer = () => ({ is: 'ask', choices });
      await world.command(world.rita, '');
      await until('the form', async () => /Capture a VM/.test(await world.reads(world.rita)));
      world.desk.heard.length = 0;
      world.desk.answer = () => ({ is: 'errors', choices, fields: { version: 'Three numbers, please.' } });
      await world.fill(world.rita, { vm: 'rg-web/web-01', version: 'x' });
      await until('the error', async () => (await world.reads(world.rita)).includes('Three numbers, please.'));
      expect(await world.reads(world.rita)).toContain('rg-web/web-01');
      world.desk.answer = () => ({ is: 'tell', note: say('I make a plan.') });
      await world.fill(world.rita, { vm: 'rg-web/web-01', version: '1.0.0' });
      await until('the answer', async () => (await world.reads(world.rita)).includes('I make a plan.'));
      const values = { ...emptyForm, vm: 'rg-web/web-01' };
      expect(world.desk.heard).toMatchObject([
        { is: 'filled', person: world.rita, values: { ...values, version: 'x' } },
        { is: 'filled', person: world.rita, values: { ...values, version: '1.0.0' } },
      ]);
    });

    test('draws a message for each reader, where it says that it does', async () => {
      const { rita, olga } = world;
      const personal: Note = { ...question, personal: { view: 'web-01-abcde 0', people: [accountRef(rita)] } };
      const message = await post(personal);
      world.desk.view = (view, { person, isProven }) =>
        view === 'web-01-abcde 0' && isProven && person.id === rita.id ? personal : null;
      const actionsOf = async (person: Person) => (await world.see(person, message))?.actions;
      const { drawsPerReader } = platformOf(rita);
      expect(await actionsOf(rita)).toEqual(['confirm', 'abandon']);
      expect(await actionsOf(olga)).toEqual(drawsPerReader ? [] : ['confirm', 'abandon']);
      expect(world.desk.heard).toEqual([]);
    });
  });
}
