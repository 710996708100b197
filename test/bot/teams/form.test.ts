import { describe, expect, test } from 'vitest';
import { partsOf } from '../../../sandbox/teams/limits.ts';
import type { Note } from '../../../src/bot/chat.ts';
import { modes } from '../../../src/jobs/request/request.ts';
import { emptyForm } from '../../support/form-values.ts';
import { silent } from '../../support/hear.ts';
import { until } from '../../support/office.ts';
import { channel } from '../../support/teams.ts';
import { note, openForAll, place, shown, type TeamsBot, tell } from '../../support/teams-talk.ts';

let bot: TeamsBot;
openForAll(opened => {
  bot = opened;
});

const choices = { galleries: ['golden'], definitions: [], regions: [], publishers: [], modes, defaults: emptyForm };

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
      values: { ...emptyForm, vm: 'rg-web/web-01', version: '1.0.0', gallery: 'golden' },
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
    const ids = bot.heard.flatMap(event => (event.is === 'filled' ? [event.id] : []));
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
