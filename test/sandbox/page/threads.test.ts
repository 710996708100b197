import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { eventually } from '../slack/bolt.ts';
import { pageWithApp, question } from './stand-in.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const channel = 'C0IMAGES';

test('tells of new replies, opens the thread, and what is typed there lands in it', async () => {
  const heard: string[] = [];
  await using world = await pageWithApp(app => {
    app.message(async ({ event }) => {
      if ('thread_ts' in event && 'text' in event) heard.push(`${event.thread_ts} ${event.text}`);
    });
  });
  const root = await world.client.chat.postMessage({ channel, text: 'Capture web-01' });
  await world.client.chat.postMessage({ channel, thread_ts: String(root.ts), text: 'Type *Y* to deprovision' });
  const page = await browser.open(world.url);

  await page.getByRole('button', { name: '1 reply 1 new' }).click();
  const thread = page.getByRole('region', { name: 'Thread' });
  await thread.getByLabel('Reply…').fill('Y');
  await thread.getByLabel('Reply…').press('Enter');

  await eventually(() => heard.includes(`${root.ts} Y`));
  await thread.locator('.message', { hasText: 'Rita Requester' }).waitFor();
  await thread.getByRole('button', { name: 'Close thread' }).click();
  await page.getByRole('button', { name: '2 replies', exact: true }).waitFor();
});

test('begins a thread under a message that has none', async () => {
  await using world = await pageWithApp();
  const { ts } = await world.client.chat.postMessage({ channel, text: 'Capture web-01' });
  const page = await browser.open(world.url);
  const message = page.locator('.message', { hasText: 'Capture web-01' });

  await message.hover();
  await message.getByRole('button', { name: 'Reply in thread' }).click();
  await page.getByLabel('Reply…').fill('status?');
  await page.getByLabel('Reply…').press('Enter');

  await page.getByRole('button', { name: '1 reply' }).waitFor();
  expect(world.slack.state().messages[channel]?.at(-1)).toMatchObject({ text: 'status?', thread_ts: ts });
});

test('changes an edited message in place, and leaves the scroll and a half-typed line alone', async () => {
  await using world = await pageWithApp();
  for (let line = 0; line < 40; line += 1) await world.slack.say({ user: 'U0OLGA', channel, text: `line ${line}` });
  const { ts = '' } = await world.client.chat.postMessage({ channel, text: 'step 1' });
  const page = await browser.open(world.url);
  const list = page.getByRole('list', { name: 'Messages' });
  await list.getByText('step 1').waitFor();
  await list.evaluate(element => element.scrollTo(0, 100));
  await page.getByLabel('Message #images').fill('half a');
  await page.locator(`[data-ts="${ts}"]`).evaluate(element => element.setAttribute('id', 'the-same'));

  await world.client.chat.update({ channel, ts, text: 'step 2', blocks: question });

  await list.getByRole('heading', { name: 'Capture web-01' }).waitFor();
  expect(await page.locator(`[data-ts="${ts}"]`).count()).toBe(1);
  expect(await list.evaluate(element => element.scrollTop)).toBe(100);
  expect(await page.getByLabel('Message #images').inputValue()).toBe('half a');
});

test('presses a button only after its question was answered with yes', async () => {
  let presses = 0;
  await using world = await pageWithApp(app => {
    app.action('go', async ({ ack }) => {
      presses += 1;
      await ack();
    });
  });
  await world.client.chat.postMessage({ channel, text: 'a question', blocks: question });
  const page = await browser.open(world.url);
  const go = page.getByRole('button', { name: 'Deprovision and capture' });

  await go.click();
  await page.getByRole('dialog', { name: 'Really?' }).getByRole('button', { name: 'Leave it' }).click();
  await go.click();
  await page.getByRole('dialog').press('Escape');
  await go.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Do it' }).click();

  await eventually(() => presses > 0);
  await page.locator('[aria-busy]').waitFor({ state: 'detached' });
  expect(presses).toBe(1);
});

test('says so when the app does not take a press', async () => {
  await using world = await pageWithApp();
  await world.client.chat.postMessage({ channel, text: 'a question', blocks: question });
  await world.app.stop();
  const page = await browser.open(world.url);

  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.getByText('The app did not answer the press').waitFor();
});

test('edits and deletes a message of one’s own', async () => {
  await using world = await pageWithApp();
  await world.slack.say({ user: 'U0RITA', channel, text: 'N' });
  await world.slack.say({ user: 'U0OLGA', channel, text: 'not mine' });
  const page = await browser.open(world.url);
  const mine = page.locator('.message', { hasText: 'Rita Requester' });

  await mine.hover();
  await mine.getByRole('button', { name: 'Edit' }).click();
  await mine.getByLabel('Edit message').fill('Y');
  await mine.getByLabel('Edit message').press('Enter');
  await mine.getByText('(edited)').waitFor();
  const said = await mine.locator('.message-body').textContent();
  await mine.hover();
  await mine.getByRole('button', { name: 'Delete' }).click();

  await mine.waitFor({ state: 'detached' });
  expect(said).toContain('Y');
  expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
});
