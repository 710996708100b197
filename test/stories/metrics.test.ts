import { expect } from 'vitest';
import { eventually, tellApart } from '../support/story.ts';

const scrape = async (url: string) => (await fetch(url)).text();

/** The value of a series, by its name and labels; undefined where there is none. */
function numberOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const line = text
    .split('\n')
    .find(one => /^[a-z_]+/.exec(one)?.[0] === name && wanted.every(label => one.includes(label)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

tellApart(
  'a capture shows in the numbers of the bot and the worker, and nothing that names it does',
  async ({ story }) => {
    const { bot, worker } = story.sandbox.metricsUrls;
    await story.fault({ match: { method: 'POST', path: 'deallocate' }, status: 429, code: 'TooManyRequests' });
    const thread = await story.ask('web-01 definition=web mode=in-place');
    await thread.hears(/Type web-01/);
    expect(numberOf(await scrape(worker), 'capture_image_captures', { state: 'waiting' })).toBe(1);
    expect(numberOf(await scrape(worker), 'capture_image_due')).toBe(1);
    await thread.say('web-01');
    await thread.hears(/web-01 is captured/);

    const works = await scrape(worker);
    expect(numberOf(works, 'capture_image_captures', { state: 'succeeded' })).toBe(1);
    expect(numberOf(works, 'capture_image_captures', { state: 'waiting' })).toBe(0);
    expect(numberOf(works, 'capture_image_due')).toBe(0);
    expect(numberOf(works, 'capture_image_ticks_total', { outcome: 'saved' })).toBeGreaterThan(3);
    expect(numberOf(works, 'capture_image_step_seconds_count', { step: 'deallocate-vm', outcome: 'done' })).toBe(1);
    expect(numberOf(works, 'capture_image_stumbles_total', { step: 'deallocate-vm' })).toBe(1);
    const deallocate = { method: 'POST', resource: 'microsoft.compute/virtualmachines/deallocate' };
    expect(numberOf(works, 'capture_image_azure_calls_total', { ...deallocate, status: '429' })).toBe(1);
    expect(numberOf(works, 'capture_image_azure_calls_total', { ...deallocate, status: '202' })).toBe(1);
    expect(
      numberOf(works, 'capture_image_azure_calls_total', { resource: 'graph/users', status: '200' }),
    ).toBeDefined();
    expect(works).not.toContain('resource="other"');

    await eventually('all to be told', async () => numberOf(await scrape(bot), 'capture_image_outbox') === 0);
    await eventually(
      'the audit to be sealed',
      async () => numberOf(await scrape(bot), 'capture_image_audit_unsealed_seconds') === 0,
    );
    const tells = await scrape(bot);
    expect(numberOf(tells, 'capture_image_chat_calls_total', { platform: 'slack', outcome: 'ok' })).toBeGreaterThan(3);
    expect(numberOf(tells, 'capture_image_outbox_late_seconds')).toBe(0);
    expect(Math.abs(numberOf(tells, 'capture_image_clock_offset_seconds') ?? 1)).toBeLessThan(1);
    for (const text of [works, tells])
      expect(text).not.toMatch(
        /web-01|rg-web|golden|U0RITA|rita|C0IMAGES|xox|xapp|eyJ|https?:|[0-9a-f]{8}-[0-9a-f]{4}-/i,
      );
  },
);

tellApart('without Redis the numbers that Redis has are missing, and the others are there', async ({ story }) => {
  const { worker } = story.sandbox.metricsUrls;
  expect(numberOf(await scrape(worker), 'capture_image_redis_up')).toBe(1);
  const health = worker.replace('/metrics', '/healthz');
  expect((await fetch(health)).status).toBe(200);
  await story.withoutRedis(async () => {
    const text = await scrape(worker);
    expect(numberOf(text, 'capture_image_redis_up')).toBe(0);
    expect(numberOf(text, 'capture_image_due')).toBeUndefined();
    expect(numberOf(text, 'capture_image_audit_unsealed_seconds')).toBeUndefined();
    expect(numberOf(text, 'capture_image_clock_offset_seconds')).toBeUndefined();
    expect(numberOf(text, 'capture_image_captures')).toBeUndefined();
    expect(numberOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect((await fetch(health)).status).toBe(503);
  });
  await eventually('Redis to be back', async () => numberOf(await scrape(worker), 'capture_image_redis_up') === 1);
});
