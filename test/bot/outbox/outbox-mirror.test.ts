import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../../src/bot/chat.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aWaitingCapture, images } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';
import { confirmed, endPauses, members, putIn } from '../../support/told.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.3 });
});
afterAll(() => office.close());

const put = (capture: Capture) => putIn(office, capture);

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
    office.slack.faults.add({ match: { method: 'chat.postMessage' }, retryAfterSeconds: 3_600 });
    await told.change(() => ({ mirrors: [mirror] }));
    await until('the refusal', () => office.slack.faults.list().length === 0);
    await told.change(() => ({ notices: [confirmed] }));
    await until('the notice', () => told.replies().length === 1);
    expect(messagesIn(office.slack, mirror.place.channel)).toHaveLength(0);
    await until('the mirror', async () => {
      await endPauses(office);
      return messagesIn(office.slack, mirror.place.channel).length === 2;
    });
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
    lookUp: never,
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
