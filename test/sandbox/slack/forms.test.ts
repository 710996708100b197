import type { App } from '@slack/bolt';
import type { View } from '@slack/types';
import { expect, test } from 'vitest';
import type { SlackSimulatorOptions } from '../../../sandbox/slack/simulator.ts';
import { boltOverSocket, eventually } from './bolt.ts';

const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const form = (more: Partial<View> = {}): View => ({
  type: 'modal',
  callback_id: 'capture',
  title: text('Capture'),
  submit: text('Go'),
  private_metadata: 'kept',
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: text('Name'),
      element: { type: 'plain_text_input', action_id: 'text', max_length: 10 },
    },
    {
      type: 'input',
      block_id: 'vm',
      label: text('VM'),
      optional: true,
      element: { type: 'external_select', action_id: 'pick', min_query_length: 2 },
    },
    {
      type: 'input',
      block_id: 'region',
      label: text('Regions'),
      element: {
        type: 'multi_static_select',
        action_id: 'pick',
        options: [
          { text: text('West'), value: 'west' },
          { text: text('East'), value: 'east' },
        ],
        initial_options: [{ text: text('West'), value: 'west' }],
      },
    },
  ],
  ...more,
});
const user = 'U0RITA';

/** A workspace in which Rita has the form open. */
async function withForm(
  tell: (app: App) => void = () => undefined,
  view: View = form(),
  options: SlackSimulatorOptions = {},
) {
  const world = await boltOverSocket(app => {
    app.command('/capture-image', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    tell(app);
  }, options);
  await world.slack.command({ user, channel: '#images', command: '/capture-image' });
  const open = await eventually(() => world.slack.state().views[0]);
  return { ...world, view: open.id };
}

test('what a person fills in arrives with what stood there already', async () => {
  let sent: unknown;
  await using world = await withForm(app =>
    app.view('capture', async ({ ack, view }) => {
      sent = view;
      await ack();
    }),
  );

  const result = await world.slack.submit({ user, view: world.view, values: { name: { text: 'web <1>' } } });

  expect(result).toEqual({ ok: true });
  expect(sent).toMatchObject({
    callback_id: 'capture',
    private_metadata: 'kept',
    state: {
      values: {
        name: { text: { type: 'plain_text_input', value: 'web <1>' } },
        vm: { pick: { type: 'external_select', selected_option: null } },
        region: { pick: { type: 'multi_static_select', selected_options: [{ value: 'west' }] } },
      },
    },
  });
  expect(world.slack.state().views).toEqual([]);
});

test('a form with gaps or with too much in a field never reaches the app', async () => {
  await using world = await withForm();
  const submit = (values: Record<string, Record<string, unknown>>) =>
    world.slack.submit({ user, view: world.view, values });

  expect(await submit({})).toEqual({ ok: false, errors: { name: 'Please complete this required field.' } });
  expect(await submit({ name: { text: 'x'.repeat(11) } })).toEqual({
    ok: false,
    errors: { name: 'Please enter at most 10 characters.' },
  });
  expect(world.slack.log().filter(entry => entry.type === 'interactive')).toEqual([]);
});

test('the app may find errors, and the form stays open', async () => {
  await using world = await withForm(app =>
    app.view('capture', async ({ ack }) => ack({ response_action: 'errors', errors: { name: 'Taken' } })),
  );

  const result = await world.slack.submit({ user, view: world.view, values: { name: { text: 'a' } } });

  expect(result).toEqual({ ok: false, errors: { name: 'Taken' }, response_action: 'errors' });
  expect(world.slack.state().views).toHaveLength(1);
});

test('errors for a block that takes no input are refused', async () => {
  await using world = await withForm(app =>
    app.view('capture', async ({ ack }) => ack({ response_action: 'errors', errors: { nowhere: 'Taken' } })),
  );

  const result = await world.slack.submit({ user, view: world.view, values: { name: { text: 'a' } } });

  expect(result).toEqual({ ok: false, error: 'invalid_errors' });
});

test.each([
  ['update', 1, 'Second'],
  ['push', 2, 'Second'],
  ['clear', 0, undefined],
] as const)('the answer %s is honoured', async (action, left, title) => {
  const second = form({ title: text('Second') });
  await using world = await withForm(app =>
    app.view('capture', async ({ ack }) =>
      action === 'clear' ? ack({ response_action: action }) : ack({ response_action: action, view: second }),
    ),
  );

  const result = await world.slack.submit({ user, view: world.view, values: { name: { text: 'a' } } });

  const views = world.slack.state().views;
  expect(result).toEqual({ ok: true, response_action: action });
  expect(views).toHaveLength(left);
  expect(views.at(-1)?.view.title).toEqual(title ? text(title) : undefined);
});

test('a submission that is not acknowledged leaves the form open', async () => {
  await using world = await withForm(app => app.view('capture', async () => undefined), form(), { patience: 2 });

  const result = await world.slack.submit({ user, view: world.view, values: { name: { text: 'a' } } });

  expect(result).toEqual({ ok: false, error: 'operation_timeout' });
  expect(world.slack.state().views).toHaveLength(1);
});

test('a type-ahead asks the app from its least length on, and what it offers can be chosen', async () => {
  let chosen: unknown;
  await using world = await withForm(app => {
    app.options('pick', async ({ ack, payload }) =>
      ack({ options: [{ text: text(`${payload.value}b-01`), value: 'id-1' }] }),
    );
    app.view('capture', async ({ ack, view }) => {
      chosen = view.state.values.vm?.pick?.selected_option;
      await ack();
    });
  });
  const suggest = (value: string) =>
    world.slack.suggest({ user, view: world.view, block_id: 'vm', action_id: 'pick', value });

  const tooShort = await suggest('w');
  const offered = await suggest('we');
  await world.slack.submit({ user, view: world.view, values: { name: { text: 'a' }, vm: { pick: 'id-1' } } });

  expect(tooShort).toEqual({ ok: true, options: [] });
  expect(offered).toEqual({ ok: true, options: [{ text: text('web-01'), value: 'id-1' }] });
  expect(chosen).toEqual({ text: text('web-01'), value: 'id-1' });
});

test('the option that a type-ahead starts with can be left as it is', async () => {
  let chosen: unknown;
  const initial_option = { text: text('web-01'), value: 'id-1' };
  const pick = { type: 'external_select' as const, action_id: 'pick', initial_option };
  const blocks = [{ type: 'input' as const, block_id: 'vm', label: text('VM'), element: pick }];
  await using world = await withForm(
    app =>
      app.view('capture', async ({ ack, view }) => {
        chosen = view.state.values.vm?.pick?.selected_option;
        await ack();
      }),
    form({ blocks }),
  );

  await world.slack.submit({ user, view: world.view, values: { vm: { pick: 'id-1' } } });

  expect(chosen).toEqual(initial_option);
});

test('an option that nobody offered cannot be chosen', async () => {
  await using world = await withForm();

  const submit = world.slack.submit({ user, view: world.view, values: { vm: { pick: 'invented' } } });

  await expect(submit).rejects.toMatchObject({ code: 'no_such_option' });
});

test('closing is told only to an app that asked for it', async () => {
  const closed: string[] = [];
  const tell = (app: App) =>
    app.view({ type: 'view_closed', callback_id: 'capture' }, async ({ ack, view }) => {
      closed.push(view.id);
      await ack();
    });
  await using silent = await withForm(tell);
  await using told = await withForm(tell, form({ notify_on_close: true }));

  await silent.slack.closeView({ user, view: silent.view });
  await told.slack.closeView({ user, view: told.view });

  expect(closed).toEqual([told.view]);
});

test('a trigger opens one view, within three seconds', async () => {
  let nowMs = Date.now();
  await using world = await boltOverSocket(app => app.command('/capture-image', async ({ ack }) => ack()), {
    now: () => nowMs,
    patience: 1,
  });
  const command = async () =>
    String((await world.slack.command({ user, channel: '#images', command: '/capture-image' })).trigger_id);
  const open = (trigger_id: string) => world.client.views.open({ trigger_id, view: form() });

  const [used, late] = [await command(), await command()];
  await open(used);
  const again = open(used);
  await expect(again).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
  nowMs += 3001;
  await expect(open(late)).rejects.toMatchObject({ data: { error: 'expired_trigger_id' } });
  await expect(open('invented')).rejects.toMatchObject({ data: { error: 'invalid_trigger_id' } });
});

test('a view is updated by id, keeps what was filled in, and refuses an old hash', async () => {
  await using world = await withForm();
  const before = world.slack.state().views[0]?.view;

  await world.client.views.update({
    view_id: world.view,
    hash: String(before?.hash),
    view: form({ title: text('New') }),
  });
  const stale = world.client.views.update({ view_id: world.view, hash: String(before?.hash), view: form() });

  await expect(stale).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
  expect(world.slack.state().views[0]?.view).toMatchObject({ id: world.view, title: text('New') });
});
