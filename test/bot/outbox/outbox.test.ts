import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aWaitingCapture, noon } from '../../support/captures.ts';
import { type Office, openOffice, until, words } from '../../support/office.ts';
import { callsOf, confirmed, holdNextPost, putIn, retried } from '../../support/told.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.3 });
});
afterAll(() => office.close());

const put = (capture: Capture) => putIn(office, capture);
const calls = (method: string) => callsOf(office, method);

describe('what has moved', () => {
  test('is told in order: the message, each notice once, then the new state', async () => {
    const told = await put(aWaitingCapture());
    await told.change(({ notices }) => ({ status: { is: 'running' }, notices: [...notices, confirmed, retried] }));
    await told.settled();
    expect(told.roots()).toHaveLength(1);
    expect(told.replies().map(({ text }) => text)).toEqual([
      expect.stringContaining('Type Y'),
      expect.stringContaining('Confirmed by'),
      expect.stringContaining('Retry asked for by'),
    ]);
    expect(words(told.roots()[0])).toContain('Running');
  });

  test('many changes make few edits, and the last state wins', async () => {
    const told = await put(aCapture());
    await told.settled();
    const before = calls('chat.update');
    for (let stumbles = 1; stumbles <= 20; stumbles += 1)
      await told.change(() => ({ stumbles, stumble: `try ${stumbles}` }));
    office.clock = new Date(noon.getTime() + 1_000);
    await told.settled();
    office.clock = noon;
    expect(words(told.roots()[0])).toContain('try 20');
    const edits = calls('chat.update') - before;
    expect(edits).toBeGreaterThan(0);
    expect(edits).toBeLessThanOrEqual(2);
  });

  test('is edited in also after a clock that was ahead is right again', async () => {
    const told = await put(aCapture());
    await told.settled();
    office.clock = new Date(noon.getTime() + 600_000);
    await told.change(() => ({ stumbles: 1, stumble: 'try 1' }));
    await told.settled();
    office.clock = noon;
    await told.change(() => ({ stumbles: 2, stumble: 'try 2' }));
    await told.settled();
    expect(words(told.roots()[0])).toContain('try 2');
  });
});

describe('a message whose answer was lost', () => {
  test('is found as it was then, and edited to what is so now', async () => {
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, drop: 'after' });
    const told = await put(aCapture());
    await until('the message', () => told.roots()[0]);
    await told.change(() => ({ stumbles: 1, stumble: 'try 1' }));
    await told.settled();
    expect(told.roots()).toHaveLength(1);
    expect(words(told.roots()[0])).toContain('try 1');
  });
});

describe('when Redis is full', () => {
  test('what could not be noted then is told soon after there is room again, once', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis is not filled up');
    const letGo = holdNextPost(office);
    const told = await put(aWaitingCapture());
    await until('the post to be under way', () => office.slack.faults.list().length === 0);
    await office.redis.config('SET', 'maxmemory', '1');
    try {
      letGo();
      await until('the message', () => told.roots()[0]);
      await sleep(300);
    } finally {
      await office.redis.config('SET', 'maxmemory', '0');
    }
    await told.settled();
    expect(told.roots()).toHaveLength(1);
    expect(told.replies()).toHaveLength(1);
  });
});
