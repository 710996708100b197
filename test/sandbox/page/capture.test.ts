import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { quickSettings } from '../../support/quick-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
const said: string[] = [];
let sandbox: Sandbox;
let browser: OpenBrowser;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([
    startSandbox({ folder, speed: 150, settings: quickSettings, say: line => said.push(line) }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page, types a command, and opens the thread under the bot's answer when the plan is there. */
async function ask(command: string) {
  const page = await browser.open(sandbox.url);
  await page.getByLabel('Message #images').fill(command);
  await page.getByLabel('Message #images').press('Enter');
  await page.getByRole('button', { name: /^1 reply/ }).click();
  const thread = page.getByRole('region', { name: 'Thread' });
  await thread.getByRole('heading', { name: 'This is the plan' }).waitFor();
  const say = async (text: string) => {
    await thread.getByLabel('Reply…').fill(text);
    await thread.getByLabel('Reply…').press('Enter');
  };
  return { page, thread, say };
}

const entries = z.array(z.object({ method: z.string(), path: z.string(), status: z.number() }));

/** The writes that Azure took, with the paths cut to what tells them apart. */
async function writes(about: RegExp) {
  const log = entries.parse(await (await fetch(`${sandbox.url}/azure/log`)).json());
  return log
    .filter(
      ({ method, path, status }) =>
        ['PUT', 'POST', 'PATCH', 'DELETE'].includes(method) && about.test(path) && status < 400,
    )
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(/^.*\/Microsoft\.\w+\//, '').replace(/capture-[\w-]+/, 'capture-…')}`,
    );
}

test('captures a Linux VM: a command, a Y in the thread, and the version is in the gallery', async () => {
  const { page, thread, say } = await ask('/capture-image web-01 definition=web');

  await say('Y');
  await page.locator('[data-definition=web] [data-version="1.0.2"][data-state=Creating]').waitFor();
  await thread.getByRole('heading', { name: 'web-01 is captured' }).waitFor();

  await page.locator('[data-definition=web] [data-version="1.0.2"][data-state=Succeeded]').waitFor();
  await page.getByRole('row', { name: /web-01 running/ }).waitFor();
  await page.getByRole('row', { name: /Petra Publisher user Compute Gallery Image Reader/ }).waitFor();
  expect(page.problems).toEqual([]);
});

test('captures a Windows VM although the worker and the bot are killed on the way, and writes nothing twice', async () => {
  const { page, thread, say } = await ask(
    '/capture-image win-01 gallery=golden definition=win mode=in-place checks=off',
  );
  await page.getByText('Faults', { exact: true }).click();

  await say('win-01');
  await page.locator('.calls .write', { hasText: 'win-01/runCommands' }).waitFor();
  await page.getByRole('button', { name: 'Kill the worker (-9)' }).click();
  await page.locator('[data-definition=win] [data-version="1.0.0"][data-state=Creating]').waitFor();
  await page.getByRole('button', { name: 'Kill the bot (-9)' }).click();
  await page.getByRole('button', { name: 'Kill the worker (-9)' }).click();
  await thread.getByRole('heading', { name: 'win-01 is captured' }).waitFor();

  expect(await writes(/win-01|images\/win/)).toEqual([
    'PUT virtualMachines/win-01/runCommands/capture-…',
    'POST virtualMachines/win-01/deallocate',
    'POST virtualMachines/win-01/generalize',
    'PUT galleries/golden/images/win',
    'PUT galleries/golden/images/win/versions/1.0.0',
  ]);
  expect(said.filter(line => line.includes('signal SIGKILL')).length).toBe(3);
});
