import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { aCapture, aWaitingCapture, someSteps } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';
import { callsOf, confirmed, holdNextPost, members, putIn } from '../../support/told.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.3 });
});
afterAll(() => office.close());

const put = (capture: Capture) => putIn(office, capture);
const calls = (method: string) => callsOf(office, method);

/** A capture whose message Slack is slow to take. */
async function putUnderWay() {
  const letGo = holdNextPost(office);
  const told = await put(aCapture());
  await until('the post to be under way', () => office.slack.faults.list().length === 0);
  return { ...told, letGo };
}

async function keep({ id }: { id: string }) {
  const { capture, chat } = keysOf(office.prefix);
  return await Promise.all([capture(id), chat(id)].map(async key => ({ key, value: await office.redis.hgetall(key) })));
}

async function putBack(kept: Awaited<ReturnType<typeof keep>>): Promise<void> {
  for (const { key, value } of kept) await office.redis.multi().del(key).hset(key, value).exec();
}

async function forget({ id }: { id: string }): Promise<void> {
  const keys = keysOf(office.prefix);
  await office.redis.multi().del(keys.capture(id), keys.chat(id)).zrem(keys.outbox, id).exec();
}

async function reconnect(): Promise<void> {
  await office.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no').catch(() => {}); // the answer goes with the connection
  await until('the connection', () => office.redis.status === 'ready');
}

describe('when Redis comes back without its last moment', () => {
  test('the thread says so, shows what is so again, and its question has its buttons back', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const told = await put(aWaitingCapture());
    await told.settled();
    const kept = await keep(told);
    await told.change(({ notices }) => ({ status: { is: 'running' }, notices: [...notices, confirmed] }));
    await told.settled();
    expect(words(told.roots()[0])).toContain('Running');
    expect(words(told.replies()[0])).not.toContain('"confirm"');

    await putBack(kept);
    await reconnect();
    await until('the word of it', () => told.replies().length === 3);
    await told.settled();

    expect(told.replies().at(-1)?.text).toMatch(/lost its last moment.*Waiting for Rita Requester/);
    expect(words(told.roots()[0])).toContain('Waiting for');
    expect(words(told.replies()[0])).toContain('"confirm"');
  });

  test('nothing is said in a thread that says what is so', async () => {
    const told = await put(aWaitingCapture());
    await told.settled();
    const before = calls('chat.update');
    await reconnect();
    await sleep(500);
    expect(told.replies()).toHaveLength(1);
    expect(calls('chat.update')).toBe(before);
  });

  test('a yes that was taken and is not on record any more is said to be lost, and asked for again', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const told = await put(aWaitingCapture());
    await told.settled();
    const kept = await keep(told);
    const letGo = holdNextPost(office);
    await office.slack.say({ user: 'U0RITA', channel: told.channel, text: 'Y', thread_ts: told.roots()[0]?.ts ?? '' });
    await until('the yes on record', async () => (await office.store.load(told.id))?.status.is === 'running');

    await putBack(kept);
    await reconnect();
    letGo();

    await until('the word of it', () => told.replies().find(({ text }) => /lost its last moment/.test(text)));
    await told.settled();
    expect(words(told.replies()[0])).toContain('"confirm"');
  });

  test('a capture that is gone before anything was told of it is said to be gone', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const { id: channel } = office.slack.createChannel({ name: 'gone-early', kind: 'public', members });
    const said = () => messagesIn(office.slack, channel).filter(({ ephemeralFor }) => !ephemeralFor);
    const letGo = holdNextPost(office);
    await office.slack.command({ user: 'U0RITA', channel, command: '/capture-image', text: 'web-01' });
    const id = await until('the capture', async () => (await office.store.list(1))[0]);

    await forget({ id });
    await reconnect();
    letGo();

    await until('the word of it', () => said().find(({ text }) => /^My record of web-01 is lost/.test(text)));
    await until('the message', () => said().every(({ text }) => /^My record of web-01 is lost/.test(text)));
  });

  test('a capture that is gone with it is told to be gone, in its message and with a word, whoever else tells of it', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const other = await office.openAnother();
    const told = await put(aCapture());
    await told.settled();

    office.slack.faults.add({ match: { method: 'chat.postMessage' }, drop: 'after' });
    await forget(told);
    await reconnect();

    await until('the word of it', () => told.replies().length > 0);
    await until('the message', () => told.roots()[0]?.text.includes('is lost'));
    expect(told.replies().map(({ text }) => text)).toEqual([
      expect.stringMatching(/^My record of web-01 is lost: .* nothing was changed in Azure: please ask for it again/),
    ]);
    expect(told.roots()).toHaveLength(1);
    await other.close();
  });

  test('what was done of a capture that is gone stays in its message', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const told = await put(aWaitingCapture({ status: { is: 'running' }, steps: someSteps({ done: 1 }) }));
    await told.settled();
    const before = words(told.roots()[0]);

    await forget(told);
    await reconnect();

    await until('the word of it', () =>
      told.replies().find(({ text }) => /is lost: .*Look at web-01 in Azure/.test(text)),
    );
    expect(words(told.roots()[0])).toBe(before);
  });

  test('a capture that is lost while Redis is away and its message comes is told to be gone too', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const told = await putUnderWay();

    await forget(told);
    office.redis.disconnect();
    told.letGo();
    await until('the message', () => told.roots()[0]);
    await sleep(200);
    await office.redis.connect();

    await until('the word of it', () => told.replies().find(({ text }) => /is lost/.test(text)));
    await until('the message', () => told.roots()[0]?.text.includes('is lost'));
  });

  test('a capture that is lost while its message is on its way is told to be gone too', async context => {
    if (office.server.pid === null) return context.skip('REDIS_URL is set: a shared Redis loses nothing');
    const told = await putUnderWay();

    await forget(told);
    told.letGo();

    await until('the word of it', () => told.replies().find(({ text }) => /is lost/.test(text)));
    await until('the message', () => told.roots()[0]?.text.includes('is lost'));
  });
});
