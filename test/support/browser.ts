import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { onPath } from '../../sandbox/redis.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
const quiet = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenBrowser {
  /** A new page that fails the test which reads `problems` when its code threw or logged an error. */
  open(url: string): Promise<Page & { problems: string[] }>;
  close(): Promise<void>;
}

/** Starts the Chromium of this machine, headless, with a profile of its own that goes away with it. */
export async function openBrowser(): Promise<OpenBrowser> {
  const executablePath = process.env.CHROMIUM_PATH ?? names.map(onPath).find(path => path !== null);
  if (!executablePath) throw new Error('There is no Chromium here: install chromium, or set CHROMIUM_PATH.');
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath,
    args,
    viewport: { width: 1500, height: 950 },
  });
  context.setDefaultTimeout(200_000);
  return {
    async open(url) {
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', error => problems.push(error.message));
      page.on('console', message => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(url);
      return Object.assign(page, { problems });
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
