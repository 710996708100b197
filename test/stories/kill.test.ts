import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../sandbox/ports.ts';
import { startRedis } from '../../sandbox/redis.ts';
import { acts } from '../../src/jobs/capture.ts';
import { followAudit } from '../support/follow-audit.ts';
import { type Call, eventually, openStory, tell } from '../support/story.ts';

/** The writes that Azure took more than once. */
function repeated(writes: readonly Call[]): readonly string[] {
  const taken = writes.filter(({ status }) => status < 300).map(({ method, path }) => `${method} ${path}`);
  return taken.filter((write, index) => taken.indexOf(write) !== index);
}

/** What is asked for a whole subscription: two captures at once may both ask for it. */
const isShared = /\/Microsoft\.PartnerCenterIngestion\/register$/;

tell(
  'kill -9 of the worker before and after every call repeats no write and loses no capture',
  { timeout: 400_000 },
  async ({ story }) => {
    const linux = await story.ask('web-01 definition=web regions=westeurope mode=in-place');
    const windows = await story.ask('win-01 gallery=fresh gallery-group=rg-images regions=westeurope consistency=stop');
    await linux.hears(/Type web-01/);
    await windows.hears(/Type Y/);

    // Each boundary once: a worker that dies at every try gets nowhere, as it should.
    const boundaries = new Set<string>();
    const stop = followAudit(story, async ({ event, step, capture }) => {
      const boundary = `${capture} ${step} ${event}`;
      if ((event !== 'asking' && event !== 'asked') || boundaries.has(boundary)) return;
      boundaries.add(boundary);
      story.sandbox.killWorker();
    });
    await linux.say('web-01');
    await windows.say('Y');
    await linux.hears(/web-01 is captured/, 350_000);
    await windows.hears(/win-01 is captured/, 350_000);
    await stop();

    const asking = [...boundaries]
      .filter(boundary => boundary.endsWith(' asking'))
      .map(boundary => boundary.split(' ')[1]);
    const walked = acts.map(({ name }) => name).filter(name => name !== 'take-restore-point');
    expect(new Set(asking)).toEqual(new Set(walked));
    const writes = await story.writes();
    const [shared, own] = [true, false].map(is => writes.filter(({ path }) => isShared.test(path) === is));
    expect(repeated(own ?? [])).toEqual([]);
    expect(shared?.length).toBeLessThanOrEqual(2);
  },
);

tell('kill -9 of the bot loses no message and says nothing twice', { timeout: 200_000 }, async ({ story }) => {
  const capture = await story.ask('web-01 definition=web regions=westeurope');
  await capture.hears(/Type Y/);
  const stop = followAudit(story, async ({ event }) => {
    if (event === 'step-done' || event === 'confirm') story.sandbox.killBot();
  });
  await capture.say('Y');
  await capture.hears(/web-01 is captured/, 120_000);
  await stop();
  await eventually('the root to say Done', () => /Done/.test(capture.root()));
  const said = capture.said();
  for (const once of [/Type Y/, /^Confirmed by/, /is captured/])
    expect(said.filter(text => once.test(text))).toHaveLength(1);
});

test('a Redis that is killed and comes back goes on where it was', { timeout: 120_000 }, async () => {
  const place = { folder: join('.sandbox', 'stories', `redis-${process.pid}`), port: await freePort() };
  const first = await startRedis({ ...place, url: '' });
  const story = await openStory({ redisUrl: first.url });
  try {
    const capture = await story.ask('web-01 definition=web regions=westeurope');
    await capture.hears(/Type Y/);
    await capture.say('Y');
    await story.eventuallyCalled(/POST/, /deallocate/);
    process.kill(first.pid ?? 0, 'SIGKILL');
    await first.close();
    const second = await startRedis({ ...place, url: '' });
    await capture.hears(/web-01 is captured/, 90_000);
    expect(repeated(await story.writes())).toEqual([]);
    await story.close();
    await second.close();
  } finally {
    await story.close();
    rmSync(place.folder, { recursive: true, force: true });
  }
});
