import { expect, test } from 'vitest';
import { modes } from '../../../src/jobs/request/request.ts';
import { emptyForm } from '../../support/form-values.ts';
import { silent } from '../../support/hear.ts';
import { until } from '../../support/office.ts';
import { openSlackForAll, type SlackBot } from '../../support/slack-talk.ts';

const base = { id: 'web-01-abcde', kept: 'replicas=3' };
const choices = { galleries: [], definitions: [], regions: [], publishers: [], modes, defaults: emptyForm, base };

let bot: SlackBot;
openSlackForAll(
  opened => {
    bot = opened;
  },
  ({ is }) => (is === 'command' ? { is: 'ask', choices } : silent),
);

/** Opens the form as Rita, and answers it with what the bot has written on it. */
async function open() {
  await bot.slack.command({ user: 'U0RITA', channel: 'C0IMAGES', command: '/capture-image', text: 'repeat' });
  const { id, view } = await until('the form', () => bot.slack.state().views.at(-1));
  bot.heard.length = 0;
  return { id, view, written: JSON.parse(String(view.private_metadata)) };
}

const suggest = (view: string, change = {}) =>
  bot.slack.suggest({ user: 'U0RITA', view, action_id: 'vm', value: 'web', change });

test('a form comes back to where it was opened, over what it was opened', async () => {
  const { id } = await open();
  expect((await suggest(id)).options).toHaveLength(1);
  expect(await bot.slack.submit({ user: 'U0RITA', view: id, values: { vm: { vm: 'rg-web/web-01' } } })).toEqual({
    ok: true,
  });
  expect(bot.heard).toMatchObject([{ is: 'filled', place: { channel: 'C0IMAGES' }, base: base.id }]);
});

const tampered: readonly [string, (written: Readonly<Record<string, unknown>>) => unknown][] = [
  ['another channel', written => ({ ...written, channel: 'C0SECRET' })],
  ['another capture', written => ({ ...written, base: 'vault-01-abcde' })],
  ['no capture', ({ base: _, ...written }) => written],
  ['no proof, as those of older versions', ({ proof: _, ...written }) => written],
  ['a proof of something else', written => ({ ...written, proof: 'A'.repeat(27) })],
  ['no words of ours', () => 'kept'],
];

test.each(tampered)(
  'a form with %s on it asks for nothing and shows nothing, and says what to do',
  async (_, change) => {
    const { id, view, written } = await open();
    await suggest(id);
    const private_metadata = JSON.stringify(change(written));
    const values = { vm: { vm: { type: 'external_select', selected_option: { value: 'rg-web/web-01' } } } };
    const forged = { id, hash: 'h', callback_id: 'capture', private_metadata, blocks: view.blocks, state: { values } };
    expect((await suggest(id, { view: { ...view, private_metadata } })).options).toEqual([]);
    const sent = { user: 'U0RITA', view: id, values: { vm: { vm: 'rg-web/web-01' } }, change: { view: forged } };
    expect(await bot.slack.submit(sent)).toMatchObject({ errors: { vm: expect.stringContaining('open a new one') } });
    expect(bot.heard).toEqual([]);
    bot.slack.closeView({ user: 'U0RITA', view: id });
  },
);

test('a form that was opened for somebody asks for nothing as somebody else', async () => {
  const { id } = await open();
  await suggest(id);
  const user = { id: 'U0OLGA', name: 'olga', team_id: 'T0SANDBOX' };
  const sent = { user: 'U0RITA', view: id, values: { vm: { vm: 'rg-web/web-01' } }, change: { user } };
  expect(await bot.slack.submit(sent)).toMatchObject({ errors: { vm: expect.any(String) } });
  expect(bot.heard).toEqual([]);
  bot.slack.closeView({ user: 'U0RITA', view: id });
});

test('a form that cannot be read asks for nothing, and says so', async () => {
  const { id, view } = await open();
  await suggest(id);
  const { private_metadata, blocks } = view;
  const values = { vm: { vm: { type: 'external_select', selected_option: 'rg-web/web-01' } } };
  const unreadable = { id, hash: 'h', callback_id: 'capture', private_metadata, blocks, state: { values } };
  const sent = { user: 'U0RITA', view: id, values: { vm: { vm: 'rg-web/web-01' } }, change: { view: unreadable } };
  expect(await bot.slack.submit(sent)).toMatchObject({ errors: { vm: expect.stringContaining('cannot read') } });
  expect(bot.heard).toEqual([]);
  bot.slack.closeView({ user: 'U0RITA', view: id });
});
