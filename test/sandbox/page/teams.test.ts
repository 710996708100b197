import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { quickSettings } from '../../support/quick-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-teams-'));
let sandbox: Sandbox;
let browser: OpenBrowser;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([
    startSandbox({ folder, speed: 150, settings: quickSettings }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function openTeams() {
  const page = await browser.open(sandbox.url);
  await page.getByRole('button', { name: 'Teams', exact: true }).click();
  const teams = page.getByRole('region', { name: 'Microsoft Teams, simulated' });
  const post = async (text: string) => {
    await teams.getByLabel('New post in Images').fill(text);
    await teams.getByLabel('New post in Images').press('Enter');
  };
  return { page, teams, post };
}

test('captures a VM from Teams: a post that names the bot, a Y typed on the card, and the version is there', async () => {
  const { page, teams, post } = await openTeams();
  await post('@capture-image web-01 definition=web');
  await teams.getByText('This is the plan').waitFor();

  await teams.getByLabel('Type Y to go ahead').fill('Y');
  await teams.getByRole('button', { name: 'Answer' }).click();
  await teams.getByText('web-01 is captured', { exact: true }).waitFor();

  await teams.getByText('Done, ').first().waitFor();
  expect(page.problems).toEqual([]);
});

test('a button opens its dialog first, and only who may press sees it', async () => {
  const { page, teams, post } = await openTeams();
  await post('@capture-image legacy-01 gallery=old_ones gallery-group=rg-images regions=westeurope version=3.0.0');
  const card = teams.locator('.teams-card').filter({ hasText: 'This is the plan' }).filter({ hasText: 'legacy-01' });
  await card.waitFor();
  const button = card.getByRole('button', { name: 'Capture', exact: true });
  await button.waitFor();
  const beSomebody = (name: string) =>
    teams.getByRole('group', { name: 'In Teams you are' }).getByRole('button', { name }).click();
  await beSomebody('Olga');
  await button.waitFor({ state: 'detached' });
  await beSomebody('Rita');
  const confirmed = teams.getByText(/^Confirmed by/);
  const before = await confirmed.count();
  await button.click();
  await card.getByText('itself stays as it is.').waitFor();
  await card.getByRole('button', { name: 'Go ahead' }).click();
  await confirmed.nth(before).waitFor();
  expect(page.problems).toEqual([]);
});

test('the form offers VMs as they are typed, and makes way for the answer', async () => {
  const { page, teams, post } = await openTeams();
  await post('@capture-image');
  const form = teams.locator('.teams-card').filter({ hasText: 'Virtual machine' });
  const field = form.getByLabel('Virtual machine');
  await field.pressSequentially('web-0');
  await form.locator('datalist option[value="rg-web/web-02"]').waitFor({ state: 'attached' });
  await field.fill('rg-web/web-02');
  await form.getByRole('button', { name: 'Show me the plan' }).click();
  await teams.getByText(/I have it: web-02 is capture/).waitFor();
  expect(await form.count()).toBe(0);
  expect(page.problems).toEqual([]);
});

test('Slack and Teams stand side by side', async () => {
  const { page } = await openTeams();
  await page.getByRole('button', { name: 'Side by side' }).click();
  expect(await page.getByRole('region', { name: 'Slack, simulated' }).isVisible()).toBe(true);
  expect(await page.getByRole('region', { name: 'Microsoft Teams, simulated' }).isVisible()).toBe(true);
});
