import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/sandbox.ts';
import { openBrowser } from '../test/support/browser.ts';

/** Captures a VM in the sandbox as a person does, and writes what the thread looks like meanwhile to docs/thread.png. */
async function takePicture(file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  const [sandbox, browser] = await Promise.all([
    startSandbox({ folder, speed: 40, port: 0, policy: null }),
    openBrowser(),
  ]);
  try {
    const page = await browser.open(sandbox.url);
    await page.getByLabel('Message #images').fill('/capture-image web-01 definition=web');
    await page.getByLabel('Message #images').press('Enter');
    await page.getByRole('button', { name: /^1 reply/ }).click();
    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.getByRole('heading', { name: 'This is the plan' }).waitFor();
    await thread.getByLabel('Reply…').fill('Y');
    await thread.getByLabel('Reply…').press('Enter');
    await thread
      .getByText(/westeurope.*%/)
      .first()
      .waitFor();
    await thread.locator('li.message').first().screenshot({ path: file });
  } finally {
    await Promise.all([browser.close(), sandbox.close()]);
    rmSync(folder, { recursive: true });
  }
}

await takePicture('docs/thread.png');
