import { expect, test } from 'vitest';
import { emptyForm } from '../../support/form-values.ts';
import { until } from '../../support/office.ts';
import { channel, group, ritaId } from '../../support/teams.ts';
import { note, openForAll, place, type TeamsBot, tell } from '../../support/teams-talk.ts';

let bot: TeamsBot;
openForAll(opened => {
  bot = opened;
});

const invoke = (user: string, message: string, data: Readonly<Record<string, unknown>>) =>
  bot.teams.press({
    user,
    message,
    verb: 'press',
    change: { value: { action: { type: 'Action.Execute', verb: data.verb, data } } },
  });

const press = { action: 'confirm', value: 'web-01-1 hash', label: 'Go', tone: 'primary' } as const;
const asking = { text: 'go?', parts: [{ is: 'buttons', buttons: [press] }] } as const;
const post = async () => (await bot.chat.post(place(group), asking, { key: 'web-01-1:root' })).id;
const oldPress = { verb: 'press', action: 'confirm', value: 'web-01-1 hash', view: 'web-01-1 root' };

test('a card that an older version posted is pressed as ever, and its note is asked for as one that nothing proves', async () => {
  const message = await post();
  const asked: boolean[] = [];
  bot.view = (_, { isProven }) => {
    asked.push(isProven);
    return note;
  };
  await invoke('29:rita', message, oldPress);
  expect(bot.heard).toMatchObject([{ is: 'pressed', action: 'confirm', value: 'web-01-1 hash' }]);
  expect(asked).toEqual([false]);
});

test('a note is proven where the bot has shown it, to whom, and nowhere else', async () => {
  const personal = { view: 'web-01-1 root', people: [`entra:${ritaId}`] };
  const { id } = await bot.chat.post(place(channel), { ...asking, personal }, { key: 'web-01-1:root' });
  const asked: [string, boolean][] = [];
  bot.view = (_, { person, isProven }) => {
    asked.push([person.name, isProven]);
    return { ...asking, personal };
  };
  await bot.teams.view({ user: '29:rita', message: id });
  await bot.teams.press({ user: '29:rita', message: id, action: 'confirm' });
  await bot.teams.press({ user: '29:olga', message: id, action: 'confirm', seenBy: '29:rita' });
  expect(asked).toEqual([
    ['Rita Requester', true],
    ['Rita Requester', true],
    ['Olga Operator', false],
  ]);
});

test('a form over a capture that nothing proves asks for nothing, and says how to get a new one', async () => {
  const message = await post();
  const { says } = await invoke('29:rita', message, { verb: 'form', base: 'vault-01-1', opened: 'x', vm: 'rg/web-01' });
  expect(says).toBeNull();
  expect(bot.heard).toEqual([]);
  expect(JSON.stringify(bot.written()[0]?.views['29:rita'])).toContain('I cannot use this form any more');
});

test('only a form makes way for what came of it, whichever message a client says that it was, and only once', async () => {
  const message = await post();
  bot.answer = () => ({
    is: 'ask',
    choices: {
      galleries: [],
      definitions: [],
      regions: [],
      publishers: [],
      modes: ['clone'] as const,
      defaults: emptyForm,
    },
  });
  await bot.teams.say({ user: '29:rita', conversation: group, text: '@capture-image' });
  const form = (await until('the form', () => bot.written()[1])).id;
  bot.answer = () => tell(note);
  for (const one of [message, form, form, message]) await fill(one);
  await until('the form to be put away', () => bot.written()[1]?.edits === 1);
  await bot.chat.close();
  expect(bot.written().map(({ edits }) => edits)).toEqual([0, 1]);
  await bot.restart();
});

const fill = (form: string) =>
  bot.teams.say({
    user: '29:olga',
    conversation: group,
    text: '@capture-image',
    change: {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: form,
      value: { action: { type: 'Action.Execute', verb: 'form', data: { verb: 'form', vm: 'rg/web-01' } } },
    },
  });
