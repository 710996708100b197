import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../sandbox/ports.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { quickSettings } from '../../support/quick-settings.ts';
import { eventually } from '../../support/story.ts';

const folder = mkdtempSync(join(tmpdir(), 'playground-'));
const program = fileURLToPath(import.meta.resolve('@microsoft/m365agentsplayground/cli.js'));
let sandbox: Sandbox;
let browser: OpenBrowser;
let playground: ChildProcess;
let url: string;

beforeAll(async () => {
  const [botPort, port] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  const serviceUrl = `${url}/_connector`;
  const environment = { MICROSOFT_APP_NO_AUTH: 'loopback', MICROSOFT_BOT_SERVICE_URL: serviceUrl };
  sandbox = await startSandbox({
    folder,
    speed: 150,
    settings: quickSettings,
    policy: null,
    otherTeams: { botPort, environment },
  });
  const where = [
    '-e',
    `http://127.0.0.1:${botPort}/api/messages`,
    '-c',
    'msteams',
    '-p',
    `${port}`,
    '--su',
    serviceUrl,
  ];
  const options = { cwd: folder, stdio: 'ignore' } as const;
  playground = spawn(process.execPath, [program, 'start', ...where, '--disable-telemetry'], options);
  browser = await openBrowser();
  await eventually('the Playground', () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
});
afterAll(async () => {
  await browser?.close();
  playground?.kill();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('Microsoft’s own client for local testing sends the command, presses the button and sees the end', async () => {
  const page = await browser.open(url);
  const send = page.getByRole('button', { name: 'Send Message' });
  await send.waitFor();
  await page.locator('[contenteditable=true]').first().click();
  await page.keyboard.type('web-01 definition=web');
  await send.click();

  await page.getByRole('button', { name: 'Capture', exact: true }).click();
  await page.getByRole('button', { name: 'Go ahead' }).click();
  await page.getByText('web-01 is captured', { exact: true }).waitFor();

  await page.getByText(/^Done, /).waitFor();
  expect(await page.getByText('/galleries/golden/images/web/versions/1.0.2').count()).toBeGreaterThan(0);
});
