import type { App, ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { eventually } from '../slack/bolt.ts';
import { pageWithApp } from './stand-in.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });

const form: ModalView = {
  type: 'modal',
  callback_id: 'capture',
  title: plain('Capture a VM'),
  submit: plain('Show me the plan'),
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text: 'Nothing is touched *yet*.' } },
    {
      type: 'input',
      block_id: 'vm',
      label: plain('Virtual machine'),
      element: { type: 'external_select', action_id: 'vm', min_query_length: 1 },
    },
    {
      type: 'input',
      block_id: 'gallery',
      label: plain('Gallery'),
      element: { type: 'static_select', action_id: 'gallery', options: [option('golden'), option('silver')] },
    },
    {
      type: 'input',
      block_id: 'version',
      label: plain('Version'),
      hint: plain('Three numbers.'),
      element: { type: 'plain_text_input', action_id: 'version', initial_value: '1.0.2' },
    },
    {
      type: 'input',
      block_id: 'regions',
      optional: true,
      label: plain('Regions'),
      element: { type: 'multi_static_select', action_id: 'regions', options: ['eastus', 'westus'].map(option) },
    },
    {
      type: 'input',
      block_id: 'guest',
      label: plain('Guest'),
      element: { type: 'radio_buttons', action_id: 'guest', options: [option('auto'), option('manual')] },
    },
    {
      type: 'input',
      block_id: 'end',
      optional: true,
      label: plain('End of life'),
      element: { type: 'datepicker', action_id: 'end' },
    },
  ],
};

/** An app with a form: it suggests VMs, refuses version 9, and keeps what was sent. */
function formApp(sent: ViewOutput['state']['values'][]) {
  return (app: App) => {
    app.command('/capture-image', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form });
    });
    app.options('vm', ({ ack, options }) =>
      ack({ options: ['web-01', 'web-02', 'win-01'].filter(name => name.includes(options.value)).map(option) }),
    );
    app.view('capture', async ({ ack, view }) => {
      if (view.state.values.version?.version?.value === '9')
        return ack({ response_action: 'errors', errors: { version: '9 is not a version.' } });
      sent.push(view.state.values);
      await ack();
    });
  };
}

test('opens the form, helps to find the VM, and sends what was filled in', async () => {
  const sent: ViewOutput['state']['values'][] = [];
  await using world = await pageWithApp(formApp(sent));
  const page = await browser.open(world.url);
  await page.getByLabel('Message #images').fill('/capture-image');
  await page.getByLabel('Message #images').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Capture a VM' });

  await dialog.getByLabel('Virtual machine').fill('web');
  await dialog.getByRole('option', { name: 'web-02' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Gallery').selectOption('silver');
  await dialog.getByLabel('westus').check();
  await dialog.getByLabel('manual').check();
  await dialog.getByLabel('End of life').fill('2031-12-31');
  await dialog.getByRole('button', { name: 'Show me the plan' }).click();

  await dialog.waitFor({ state: 'detached' });
  expect(sent[0]).toMatchObject({
    vm: { vm: { selected_option: { value: 'web-02' } } },
    gallery: { gallery: { selected_option: { value: 'silver' } } },
    version: { version: { value: '1.0.2' } },
    regions: { regions: { selected_options: [{ value: 'westus' }] } },
    guest: { guest: { selected_option: { value: 'manual' } } },
    end: { end: { selected_date: '2031-12-31' } },
  });
});

test('shows what is wrong beside the field, and keeps the rest as it was filled in', async () => {
  const sent: ViewOutput['state']['values'][] = [];
  await using world = await pageWithApp(formApp(sent));
  const page = await browser.open(world.url);
  await page.getByLabel('Message #images').fill('/capture-image');
  await page.getByLabel('Message #images').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Capture a VM' });
  const send = dialog.getByRole('button', { name: 'Show me the plan' });

  await dialog.getByLabel('Version').fill('9');
  await send.click();
  await dialog.getByRole('alert').first().waitFor();
  const missing = await dialog.getByRole('alert').allInnerTexts();
  await dialog.getByLabel('Virtual machine').fill('win');
  await dialog.getByRole('option', { name: 'win-01' }).click();
  await dialog.getByLabel('Gallery').selectOption('golden');
  await dialog.getByLabel('auto').check();
  await send.click();
  await dialog.getByText('9 is not a version.').waitFor();
  await dialog.getByLabel('Version').fill('2.0.0');
  await send.click();

  await eventually(() => sent.length === 1);
  expect(missing).toEqual(Array(3).fill('Please complete this required field.'));
  expect(sent[0]?.vm?.vm?.selected_option?.value).toBe('win-01');
  expect(sent[0]?.version?.version?.value).toBe('2.0.0');
});

test('closes the form with Escape', async () => {
  await using world = await pageWithApp(formApp([]));
  const page = await browser.open(world.url);
  await page.getByLabel('Message #images').fill('/capture-image');
  await page.getByLabel('Message #images').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Capture a VM' });
  await dialog.waitFor();

  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await dialog.waitFor({ state: 'detached' });
  expect(world.slack.state().views).toEqual([]);
});
