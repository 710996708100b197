import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const command = (text: string) =>
  office.slack.command({ user: 'U0RITA', channel: 'C0IMAGES', command: '/capture-image', text });
const isPrivate = () => office.server.pid !== null;

test('a Redis that does not answer is told of within Slack’s three seconds, without pretending', async context => {
  const { pid } = office.server;
  if (pid === null) return context.skip('REDIS_URL is set: a shared Redis is not stopped');
  process.kill(pid, 'SIGSTOP');
  try {
    const { ok, response } = await command('web-01');
    expect(ok).toBe(true);
    expect(words(Object(response))).toMatch(/Redis\) (does not answer|cannot be reached)|cannot reach my record/);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('a Redis that is full is told of, with the way out, and nothing is begun', async context => {
  if (!isPrivate()) return context.skip('REDIS_URL is set: a shared Redis is not filled up');
  const full = (bytes: string) => office.redis.config('SET', 'maxmemory', bytes);
  await until('Redis to be back', () => full('1').catch(() => null));
  try {
    const { ok, response } = await command('web-01');
    expect(ok).toBe(true);
    expect(words(Object(response))).toContain('My record (Redis) is full');
  } finally {
    await full('0');
  }
  expect(await office.store.list(10)).toEqual([]);
  expect(words(Object((await command('web-01')).response))).toContain('web-01 is capture');
});

test('a Redis that is gone is told of, and help still comes', async context => {
  if (!isPrivate()) return context.skip('REDIS_URL is set: a shared Redis is not ended');
  await office.server.close();
  const { ok, response } = await command('web-01');
  expect(ok).toBe(true);
  expect(words(Object(response))).toContain('I cannot reach my record (Redis), so I have not started anything');
  expect(words(Object((await command('help')).response))).toContain('exclude-from-latest');
});
