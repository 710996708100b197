import { afterAll, beforeAll, expect, test } from 'vitest';
import { slackLimits } from '../../../src/bot/slack/rate-limits.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aWaitingCapture, images, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';
import { endPauses, holdEdits, resting } from '../../support/told.ts';

/** Slack's limits are the simulator's own, by a clock that runs so many times faster; much of them is left for what is on its way. */
const speed = 60;
let startMs: number;
let office: Office;
beforeAll(async () => {
  startMs = performance.now();
  office = await openOffice({ pace: 0.1, speed, share: 14 });
});
afterAll(() => office.close());

const members = ['U0RITA', 'U0BOT'];
const refusals = () => office.slack.log().filter(({ error }) => error === 'ratelimited');
const change = async (id: string, with_: Partial<Capture>) => {
  for (;;) {
    const before = await office.store.load(id);
    if (before && (await office.store.decide(before, { ...before, ...with_ }, { event: 'confirm' }))) return;
  }
};

test('captures by the dozen, sixty of them in one channel, keep to Slack’s limits; all is told once, and a question waits for no edits', async () => {
  const channels = Array.from({ length: 8 }, (_, index) =>
    office.slack.createChannel({ name: `images-${index}`, kind: 'public', members }),
  );
  const createdAt = new Date(noon.getTime() + performance.now() - startMs).toISOString();
  const captures = Array.from({ length: 110 }, (_, index) => {
    const { id: channel } = channels[index < 60 ? 0 : 1 + (index % 7)] ?? { id: '' };
    return aCapture({ createdAt, place: { ...images, channel } });
  });
  const shown = () => channels.flatMap(({ id }) => messagesIn(office.slack, id));
  const waiting = () => office.redis.zcard(`{${office.prefix}}:outbox`);
  const tellAll = (what: string) => until(what, async () => (await waiting()) === 0);

  await Promise.all(captures.map(capture => office.store.accept(capture.id, capture)));
  await tellAll('every capture');
  expect(shown()).toHaveLength(captures.length);

  const [asking] = captures;
  if (!asking) throw new Error('There is no such capture.');
  await holdEdits(office, slackLimits('T0SANDBOX', 'edit', ''));
  const moving = captures.slice(0, 70);
  await Promise.all(moving.map(({ id }) => change(id, { status: { is: 'running' }, stumbles: 1, stumble: 'first' })));
  const { notices, plan, status } = aWaitingCapture();
  await change(asking.id, { plan, status, notices });
  await until('the question', () => shown().length === captures.length + 1);
  expect(await waiting()).toBeGreaterThanOrEqual(69);
  await until('each edit to wait', async () => (await resting(office)) >= 69);
  await endPauses(office);
  const later = moving.slice(0, 20);
  await Promise.all(later.map(({ id }) => change(id, { stumbles: 2, stumble: 'the second try' })));
  await tellAll('every edit');
  const roots = shown().filter(({ thread_ts, ts }) => !thread_ts || thread_ts === ts);
  expect(roots).toHaveLength(captures.length);
  for (const { id } of moving) {
    const [root, ...twins] = roots.filter(({ text }) => text?.includes(id));
    expect(twins).toEqual([]);
    if (id === asking.id) continue;
    expect(words(root)).toContain(later.some(one => one.id === id) ? 'the second try' : 'first');
  }
  expect(refusals().map(({ method }) => method)).toEqual([]);
});
