import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { slackLimits } from '../../../src/bot/slack/rate-limits.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { redisBuckets } from '../../../src/jobs/store/token-buckets.ts';
import { aCapture, aWaitingCapture, noon, rita } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';
import { callsOf, confirmed, putIn, retried } from '../../support/told.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.3 });
});
afterAll(() => office.close());

const put = (capture: Capture) => putIn(office, capture);
const calls = (method: string) => callsOf(office, method);

describe('when Slack stumbles', () => {
  test.each([
    ['the answer to a post is lost', { drop: 'after' }],
    ['a post does not arrive', { drop: 'before' }],
    ['Slack breaks after taking a post', { error: 'internal_error' }],
    ['a proxy says 503', { status: 503 }],
    ['posting is limited', { retryAfterSeconds: 1 }],
  ] as const)('%s: all is told, once', async (_what, fault) => {
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, ...fault });
    const told = await put(aWaitingCapture());
    await until('the first message', () => told.roots().length > 0);
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, ...fault });
    await told.change(({ notices }) => ({ notices: [...notices, confirmed] }));
    await told.settled();
    expect(office.slack.faults.list()).toEqual([]);
    expect(told.roots()).toHaveLength(1);
    expect(told.replies()).toHaveLength(2);
  });

  test('one thread that waits does not hold up another', async () => {
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, retryAfterSeconds: 3_600 });
    const first = await put(aCapture());
    await until('the refusal', () => office.slack.faults.list().length === 0);
    const second = await put(aCapture());
    await second.settled();
    expect(second.roots()).toHaveLength(1);
    expect(first.roots()).toHaveLength(0);
    await first.released();
    expect(first.roots()).toHaveLength(1);
  });

  test('too many edits make all captures wait with theirs, and none with what must be noticed', async () => {
    const all = await Promise.all([put(aCapture()), put(aCapture()), put(aCapture())]);
    for (const told of all) await told.settled();
    office.slack.faults.add({ match: { method: 'chat.update' }, retryAfterSeconds: 3_600 });
    const before = calls('chat.update');
    const tried = { stumbles: 1, stumble: 'try 1' };
    await all[0].change(() => tried);
    await until('the refusal', () => office.slack.faults.list().length === 0);
    for (const told of all) await told.change(() => tried);
    for (const told of all) await told.change(() => ({ notices: [confirmed] }));
    for (const told of all) await until('the notice', () => told.replies().length === 1);
    expect(calls('chat.update') - before).toBe(1);
    for (const told of all) await told.released();
    for (const told of all) expect(words(told.roots()[0])).toContain('try 1');
  });

  test('the last state of a capture does not wait in the line of those that go on', async () => {
    const [over, going] = await Promise.all([put(aCapture()), put(aCapture())]);
    for (const told of [over, going]) await told.settled();
    const edits = slackLimits('T0SANDBOX', 'edit', '');
    const buckets = redisBuckets({ redis: office.redis, prefix: office.prefix, share: 20 });
    for (let asked = 0; asked < 900; asked += 1) await buckets.queue(edits, { line: 'edits', leave: 0.25, turn: null });
    for (const told of [over, going])
      await told.change(() => ({ status: { is: 'running' }, stumbles: 1, stumble: 'try 1' }));
    await until('a turn', async () => (await office.redis.scard(`{${office.prefix}}:outbox:resting`)) === 2);
    const at = noon.toISOString();
    await over.change(() => ({
      status: { is: 'cancelled', by: rita, at },
      notices: [{ kind: 'cancelled', by: rita, at }],
    }));
    await until('the last state', () => words(over.roots()[0]).includes('ancelled'));
    expect(words(going.roots()[0])).not.toContain('try 1');
    await going.released();
    expect(words(going.roots()[0])).toContain('try 1');
  });

  test('a notice that can never be posted is left out, and the next one comes', async () => {
    const told = await put(aCapture());
    await told.settled();
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, error: 'invalid_blocks' });
    await told.change(() => ({ notices: [confirmed, retried] }));
    await told.settled();
    expect(told.replies().map(({ text }) => text)).toEqual([expect.stringContaining('Retry asked for by')]);
  });

  test('a bot that is thrown out goes on in private, with all of it', async () => {
    const told = await put(aWaitingCapture());
    await told.settled();
    office.slack.changeChannel({ channel: told.id, members: ['U0RITA'] });
    await told.change(({ notices }) => ({ status: { is: 'running' }, notices: [...notices, confirmed] }));
    await told.settled();
    const { channels } = office.slack.state();
    const direct = channels.find(({ id }) => id.startsWith('D'))?.id ?? '';
    const seen = messagesIn(office.slack, direct).map(words).join('\n');
    expect(seen).toContain('/invite @capture-image');
    expect(seen).toContain('Confirmed by');
  });

  test('a question that is open goes along into the new thread', async () => {
    const told = await put(aWaitingCapture());
    await told.settled();
    office.slack.changeChannel({ channel: told.id, archived: true });
    await told.change(({ notices }) => ({ notices: [...notices, retried] }));
    await told.settled();
    const direct = office.slack.state().channels.find(({ id }) => id.startsWith('D'))?.id ?? '';
    const seen = messagesIn(office.slack, direct);
    const root = seen.find(message => words(message).includes(told.id));
    expect(words(root)).toContain('is archived');
    const replies = seen.filter(({ thread_ts, ts }) => thread_ts === root?.ts && ts !== root?.ts);
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringContaining('Type Y'),
      expect.stringContaining('Retry asked for by'),
    ]);
  });
});
