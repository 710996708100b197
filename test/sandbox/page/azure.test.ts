import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startAzureSimulator } from '../../../sandbox/azure/simulator.ts';
import { startPage } from '../../../sandbox/page/server.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const web01 =
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01';

/** The page beside a simulated Azure, and somebody who is signed in to it. */
async function pageWithAzure() {
  const azure = await startAzureSimulator({ http: true, speed: 100 });
  const page = await startPage({
    port: 0,
    slack: { url: 'http://127.0.0.1:9' },
    azure,
    children: [],
    fastSpeed: 100,
  });
  const login = await fetch(`${azure.url}/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '33333333-3333-3333-3333-333333333333',
      client_secret: 'sandbox-secret',
      scope: `${azure.url}/.default`,
    }),
  });
  const { access_token } = z.object({ access_token: z.string() }).parse(await login.json());
  return {
    url: page.url,
    azure,
    ask: (method: string, path: string) =>
      fetch(`${azure.url}${path}?api-version=2024-07-01`, {
        method,
        headers: { authorization: `Bearer ${access_token}` },
      }),
    async [Symbol.asyncDispose]() {
      await page.close();
      await azure.close();
    },
  };
}

test('shows the machines, the galleries with their versions, and who may do what', async () => {
  await using world = await pageWithAzure();
  const page = await browser.open(world.url);

  const machines = page.getByRole('region', { name: 'Virtual machines' });
  await machines.getByRole('row', { name: /mute-01 running Specialized Not Ready/ }).waitFor();
  const versions = page.locator('[data-gallery=golden] [data-definition=web] [data-version]');
  const roles = page.getByRole('region', { name: 'Role assignments' });

  expect(await machines.getByRole('row').count()).toBe(9);
  expect(await versions.locator('.version').allInnerTexts()).toEqual(['1.0.1', '1.0.0']);
  expect(await versions.first().getByRole('progressbar').count()).toBeGreaterThan(0);
  expect(await roles.getByRole('row').count()).toBeGreaterThan(1);
});

test('moves a machine’s state as Azure moves it, and shows the calls, newest on top', async () => {
  await using world = await pageWithAzure();
  const page = await browser.open(world.url);
  await page.getByRole('row', { name: /web-01 running/ }).waitFor();

  await world.ask('POST', `${web01}/generalize`);
  await world.ask('POST', `${web01}/deallocate`);

  await page.getByRole('row', { name: /web-01 deallocated/ }).waitFor();
  const calls = page.getByRole('region', { name: 'Calls to Azure' }).getByRole('listitem');
  await calls
    .filter({ hasText: /deallocate/ })
    .first()
    .waitFor();
  const shown = await calls.allInnerTexts();
  expect(shown.slice(0, 2).map(text => text.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^POST \/rg-web\/virtualMachines\/web-01\/deallocate 202 \d+ ms$/),
    expect.stringMatching(/^POST \/rg-web\/virtualMachines\/web-01\/generalize 409 \d+ ms$/),
  ]);
  expect(await calls.nth(1).getAttribute('class')).toContain('failed');
});

test('switches between fast and real time', async () => {
  await using world = await pageWithAzure();
  const page = await browser.open(world.url);
  const speed = async () =>
    z.object({ speed: z.number() }).parse(await (await fetch(`${world.azure.url}/_simulator/world`)).json()).speed;

  await page.getByRole('button', { name: 'Real time' }).click();
  await page.getByRole('button', { name: 'Real time', pressed: true }).waitFor();
  const slow = await speed();
  await page.getByRole('button', { name: 'Fast' }).click();
  await page.getByRole('button', { name: 'Fast', pressed: true }).waitFor();

  expect([slow, await speed()]).toEqual([1, 100]);
});

test('orders faults: the next call is throttled, and the one after it is not', async () => {
  await using world = await pageWithAzure();
  const page = await browser.open(world.url);

  await page.getByText('Faults', { exact: true }).click();
  await page.getByRole('button', { name: 'Throttle the next call' }).click();
  await page.getByText('The next call to Azure is answered 429.').waitFor();
  const answers = [await world.ask('GET', web01), await world.ask('GET', web01)];

  expect(answers.map(answer => answer.status)).toEqual([429, 200]);
  await page.getByRole('listitem').getByText('fault').waitFor();
});

test('plays somebody who runs the command inside a machine by hand', async () => {
  await using world = await pageWithAzure();
  const page = await browser.open(world.url);

  await page.getByLabel('By hand on').selectOption('mute-01');
  await page.getByRole('button', { name: 'Do it' }).click();

  await page.getByRole('row', { name: /mute-01 stopped Specialized deprovisioned/ }).waitFor();
});
