import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { pageWithApp, question } from './stand-in.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('sends what a person writes, and shows its markup characters as text', async () => {
  await using world = await pageWithApp();
  const page = await browser.open(world.url);

  await page.getByLabel('Message #images').fill('is a < b & <b>c</b>? @olga');
  await page.getByLabel('Message #images').press('Enter');

  const message = page.locator('#channel .message');
  await message.getByText('is a < b & <b>c</b>? @Olga Operator').waitFor();
  expect(await message.getByText('Rita Requester').count()).toBe(1);
  expect(await page.getByLabel('Message #images').inputValue()).toBe('');
});

test('sends a line that begins with a slash as a command, and shows the answer to that person alone', async () => {
  await using world = await pageWithApp(app => {
    app.command('/capture-image', ({ ack, command }) => ack(`You asked for ${command.text}.`));
  });
  const page = await browser.open(world.url);

  await page.getByLabel('Message #images').fill('/capture-image web-01 definition=web');
  await page.getByRole('button', { name: 'Send' }).click();

  const answer = page.locator('.message', { hasText: 'You asked for web-01 definition=web.' });
  await answer.getByText('Only visible to you').waitFor();
  await page.getByRole('button', { name: 'Olga' }).click();
  await answer.waitFor({ state: 'detached' });
});

test('says so in the channel when no app takes the command', async () => {
  await using world = await pageWithApp();
  await world.app.stop();
  const page = await browser.open(world.url);

  await page.getByLabel('Message #images').fill('/capture-image help');
  await page.getByLabel('Message #images').press('Enter');

  await page.locator('.message', { hasText: '/capture-image failed with the error' }).waitFor();
});

test('shows the blocks of the bot: headings, fields, mentions, dates, links, code and buttons', async () => {
  await using world = await pageWithApp();
  const page = await browser.open(world.url);

  await world.client.chat.postMessage({ channel: 'C0IMAGES', text: 'a question', blocks: question });

  const message = page.locator('.message', { has: page.getByRole('heading', { name: 'Capture web-01 <now>' }) });
  await message.waitFor();
  const shown = await message.textContent();
  for (const text of [
    'Bold italic code @Rita Requester @image-operators #images a page',
    '2026-09-21',
    'a <b>tag</b> stays text',
  ])
    expect(shown).toContain(text);
  expect(await message.locator('strong', { hasText: 'Bold' }).count()).toBe(1);
  expect(await message.locator('pre').textContent()).toBe('sudo waagent -force && true');
  expect(await message.getByRole('link', { name: 'a page' }).getAttribute('href')).toBe('https://example.com/a');
  expect(await message.locator('.block-actions').getByRole('button').allInnerTexts()).toEqual([
    'Deprovision and capture',
    'Cancel',
  ]);
});

test('shows each line of a plain text on a line of its own', async () => {
  await using world = await pageWithApp();
  const page = await browser.open(world.url);

  const lines = { type: 'plain_text', text: 'Take a snapshot: 5 s\nCreate the version: 7 min' } as const;
  await world.client.chat.postMessage({
    channel: 'C0IMAGES',
    text: 'how long',
    blocks: [{ type: 'section', text: lines }],
  });

  const section = page.locator('.message .section-text', { hasText: 'Take a snapshot' });
  await section.waitFor();
  expect(await section.allInnerTexts()).toEqual([lines.text]);
});

test('makes nothing that runs out of what it shows', async () => {
  await using world = await pageWithApp();
  const page = await browser.open(world.url);
  const evil = '<javascript:alert(1)|click> &lt;img src=x onerror=alert(1)&gt; <img src=x onerror=alert(1)>';

  await world.client.chat.postMessage({
    channel: 'C0IMAGES',
    text: 'evil',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: evil } }],
  });

  const message = page.locator('.message', { hasText: 'click' });
  await message.waitFor();
  expect(await message.locator('.message-body :is(img, a)').count()).toBe(0);
  expect(await message.textContent()).toContain('<img src=x onerror=alert(1)>');
});

test('shows each person the channels they are in', async () => {
  await using world = await pageWithApp();
  const page = await browser.open(world.url);
  const rooms = page.getByRole('navigation', { name: 'Conversations' });

  await rooms.getByRole('button', { name: 'general' }).waitFor();
  await page.getByRole('button', { name: 'Gus' }).click();

  await rooms.getByRole('button', { name: 'general' }).waitFor({ state: 'detached' });
  expect(await rooms.getByRole('button').allInnerTexts()).toEqual(['#\nimages', '@\ncapture-image']);
});

test('talks to the bot in a direct conversation that was not there before', async () => {
  await using world = await pageWithApp(app => {
    app.message('hello', async ({ say }) => void (await say('Hello yourself.')));
  });
  const page = await browser.open(world.url);

  await page.getByRole('button', { name: 'capture-image', exact: true }).click();
  await page.getByLabel('Message @capture-image').fill('hello');
  await page.getByLabel('Message @capture-image').press('Enter');

  await page.locator('.message', { hasText: 'Hello yourself.' }).waitFor();
});
