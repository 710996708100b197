import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../src/bot/chat.ts';
import { slackLimits } from '../../src/bot/slack-limits.ts';
import { redisBuckets } from '../../src/jobs/buckets.ts';
import type { Capture } from '../../src/jobs/record.ts';
import { aCapture, aWaitingCapture, images, noon, rita } from '../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.3 });
});
afterAll(() => office.close());

const members = ['U0RITA', 'U0BOT'];

async function put(capture: Capture) {
  const { id: channel } = office.slack.createChannel({ name: capture.id, kind: 'public', members });
  const placed = { ...capture, place: { ...capture.place, channel } };
  await office.store.accept(placed.id, placed);
  const messages = () => messagesIn(office.slack, channel).filter(message => !message.ephemeralFor);
  return {
    id: placed.id,
    channel,
    messages,
    roots: () => messages().filter(({ thread_ts, ts }) => !thread_ts || thread_ts === ts),
    replies: () => messages().filter(({ thread_ts, ts }) => thread_ts && thread_ts !== ts),
    change: async (change: (now: Capture) => Partial<Capture>) => {
      for (;;) {
        const before = await office.store.load(placed.id);
        if (before && (await office.store.decide(before, { ...before, ...change(before) }, { event: 'test' }))) return;
      }
    },
    settled: () =>
      until(
        'nothing left to tell',
        async () => (await office.redis.zscore(`{${office.prefix}}:outbox`, placed.id)) === null,
      ),
  };
}

const confirmed = { kind: 'confirmed', by: rita, at: noon.toISOString() } as const;
const retried = { ...confirmed, kind: 'retried' } as const;
const calls = (method: string) =>
  office.slack.log().filter(entry => JSON.stringify(entry).includes(`"${method}"`)).length;

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
    await told.settled();
    expect(words(told.roots()[0])).toContain('try 20');
    const edits = calls('chat.update') - before;
    expect(edits).toBeGreaterThan(0);
    expect(edits).toBeLessThanOrEqual(3);
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
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, delayMs: 400 });
    const before = calls('chat.postMessage');
    const told = await put(aWaitingCapture());
    await until('the post to be under way', () => calls('chat.postMessage') > before || told.roots().length > 0);
    await office.redis.config('SET', 'maxmemory', '1');
    try {
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
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, retryAfterSeconds: 4 });
    const first = await put(aCapture());
    await until('the refusal', () => office.slack.faults.list().length === 0);
    const second = await put(aCapture());
    await second.settled();
    expect(second.roots()).toHaveLength(1);
    expect(first.roots()).toHaveLength(0);
    await first.settled();
    expect(first.roots()).toHaveLength(1);
  });

  test('too many edits make all captures wait with theirs, and none with what must be noticed', async () => {
    const all = await Promise.all([put(aCapture()), put(aCapture()), put(aCapture())]);
    for (const told of all) await told.settled();
    office.slack.faults.add({ match: { method: 'chat.update' }, retryAfterSeconds: 3 });
    const before = calls('chat.update');
    const tried = { stumbles: 1, stumble: 'try 1' };
    await all[0].change(() => tried);
    await until('the refusal', () => office.slack.faults.list().length === 0);
    for (const told of all) await told.change(() => tried);
    for (const told of all) await told.change(() => ({ notices: [confirmed] }));
    for (const told of all) await until('the notice', () => told.replies().length === 1);
    expect(calls('chat.update') - before).toBe(1);
    for (const told of all) await told.settled();
    for (const told of all) expect(words(told.roots()[0])).toContain('try 1');
  });

  test('the last state of a capture does not wait in the line of those that go on', async () => {
    const [over, going] = await Promise.all([put(aCapture()), put(aCapture())]);
    for (const told of [over, going]) await told.settled();
    const edits = slackLimits('T0SANDBOX', 'edit', '');
    const buckets = redisBuckets({ redis: office.redis, prefix: office.prefix, share: 20 });
    for (let asked = 0; asked < 90; asked += 1) await buckets.queue(edits, { line: 'edits', leave: 0.25, turn: null });
    for (const told of [over, going])
      await told.change(() => ({ status: { is: 'running' }, stumbles: 1, stumble: 'try 1' }));
    await until('a turn', async () => (await office.redis.scard(`{${office.prefix}}:outbox:resting`)) === 2);
    const at = noon.toISOString();
    await over.change(() => ({
      status: { is: 'cancelled', by: rita, at },
      notices: [{ kind: 'cancelled', by: rita, at }],
    }));
    await until('the last state', () => words(over.roots()[0]).includes('ancelled'), 3000);
    expect(words(going.roots()[0])).not.toContain('try 1');
    await going.settled();
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

describe('a mirror', () => {
  const elsewhere = (name: string, bot = true) => {
    const { id: channel } = office.slack.createChannel({ name, kind: 'public', members: bot ? members : ['U0RITA'] });
    return { place: { ...images, channel }, name, since: 0 };
  };

  test('is told all of it too, in a thread of its own', async () => {
    const mirror = elsewhere('second-place');
    const told = await put(aWaitingCapture({ mirrors: [mirror] }));
    await told.change(({ notices }) => ({ status: { is: 'running' }, notices: [...notices, confirmed] }));
    const there = () => messagesIn(office.slack, mirror.place.channel);
    await until('the thread there', () => there().length === 3 && words(there()[0]).includes('Running'));
    await told.settled();
    expect(there().map(({ text }) => text?.slice(0, 9))).toEqual(['Capture w', 'Type Y in', 'Confirmed']);
    expect(told.replies()).toHaveLength(2);
  });

  test('that takes no messages is given up, and the first thread says so', async () => {
    const told = await put(aWaitingCapture({ mirrors: [elsewhere('closed-place', false)] }));
    await until('the notice', () =>
      told.replies().some(({ text }) => text?.includes('no longer shown in closed-place')),
    );
    expect((await office.store.load(told.id))?.mirrors).toEqual([]);
    await until('an empty outbox', async () => (await office.redis.zcard(`{${office.prefix}}:outbox`)) === 0);
    expect(told.roots()).toHaveLength(1);
  });

  test('that waits does not hold up the first place', async () => {
    const mirror = elsewhere('slow-place');
    const told = await put(aCapture());
    await told.settled();
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, retryAfterSeconds: 4 });
    await told.change(() => ({ mirrors: [mirror] }));
    await until('the refusal', () => office.slack.faults.list().length === 0);
    await told.change(() => ({ notices: [confirmed] }));
    await until('the notice', () => told.replies().length === 1);
    expect(messagesIn(office.slack, mirror.place.channel)).toHaveLength(0);
    await until('the mirror', () => messagesIn(office.slack, mirror.place.channel).length === 2);
  });
});

test('a chat that hangs with its hands full holds up no other', async () => {
  const never = () => new Promise<never>(() => {});
  let posts = 0;
  const hanging: Chat = {
    platform: 'teams',
    open: async () => {},
    close: async () => {},
    post() {
      posts += 1;
      return never();
    },
    edit: never,
    findPosted: never,
    privatePlace: never,
    linkTo: never,
    threadOf: ({ id }) => id,
  };
  const both = await openOffice({ besides: [hanging] });
  try {
    const near = Array.from({ length: 20 }, (_, index) =>
      both.slack.createChannel({ name: `near-${index}`, kind: 'public', members }),
    );
    const far = { platform: 'teams', workspace: 'tenant', channel: '19:far@thread.tacv2' } as const;
    for (const { id: channel } of near) {
      const capture = aCapture({ place: { ...images, channel }, mirrors: [{ place: far, name: 'far', since: 0 }] });
      await both.store.accept(capture.id, capture);
    }
    await until('all of Teams’ hands to be full', async () => posts === 8);
    await until('all in Slack', () => near.every(({ id }) => messagesIn(both.slack, id).length === 1));
    expect(posts).toBe(8);
  } finally {
    await both.close();
  }
});

describe('two bot processes', () => {
  test('tell nothing twice', async () => {
    const other = await office.openAnother();
    try {
      const all = await Promise.all(Array.from({ length: 12 }, () => put(aWaitingCapture())));
      for (const told of all) await told.change(({ notices }) => ({ notices: [...notices, confirmed] }));
      for (const told of all) await told.settled();
      for (const told of all) {
        expect(told.roots()).toHaveLength(1);
        expect(told.replies()).toHaveLength(2);
      }
    } finally {
      await other.close();
    }
  });

  test('tell nothing twice either when Redis has lost what was told last', async () => {
    const told = await put(aWaitingCapture());
    await told.settled();
    await office.redis.del(`{${office.prefix}}:chat:${told.id}`);
    office.clock = new Date(noon.getTime() + 3000);
    await told.change(({ notices }) => ({ notices: [...notices, confirmed] }));
    await told.settled();
    expect(told.roots()).toHaveLength(1);
    expect(told.replies()).toHaveLength(2);
  });

  test('one goes on where the other was killed between a post and its record', async () => {
    const told = await put(aWaitingCapture());
    await told.settled();
    const chat = `{${office.prefix}}:chat:${told.id}`;
    await office.redis.hset(chat, 'sentNotices', '0', 'sending', JSON.stringify(`${told.id}:notice-0:${told.channel}`));
    await told.change(() => ({ stumbles: 1 }));
    await told.settled();
    expect(told.replies()).toHaveLength(1);
    expect(await office.redis.hget(chat, 'sentNotices')).toBe('1');
  });
});
