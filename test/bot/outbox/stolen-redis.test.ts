import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { packRecord } from '../../../src/jobs/record/record-compression.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { aCapture, aPlan, aWaitingCapture, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const chosen = 'Chosen words <!channel> <https://evil.example|Sign in> \u202egnirts <@U0OLGA> *bold* @here';

/** What whoever can write to Redis puts there: a record, what the chat has of it, and that it is to be told. */
async function plant(capture: Capture, chat: Readonly<Record<string, string>> = {}) {
  const keys = keysOf(office.prefix);
  const record = packRecord(capture);
  if (Object.keys(chat).length > 0) await office.redis.hset(keys.chat(capture.id), chat);
  await office.redis.hset(keys.capture(capture.id), { record, rev: 1, epoch: 0, is: capture.status.is });
  await office.redis.zadd(keys.outbox, 0, capture.id);
}

const forged = (id: string, channel: string): Capture => {
  const failure = { code: 'x', reason: chosen, remedy: chosen };
  const failed = { failure, step: 'x', at: noon.toISOString() };
  return {
    ...aWaitingCapture({ plan: aPlan() }),
    id,
    place: { platform: 'slack', workspace: 'T0SANDBOX', channel },
    status: { is: 'failed', ...failed },
    notices: [{ kind: 'failed', ...failed }],
  };
};

describe('a record that somebody put into Redis', () => {
  test.each([
    ['a channel that the app is in', 'C0IMAGES', /^C0IMAGES$/],
    ['a direct message', 'C0NOWHERE', /^[DU]/],
  ])(
    'is told in %s, with the words that it has, and none of them calls, links or turns letters around',
    async (_, channel, where) => {
      await plant(forged(`planted-${channel.toLowerCase()}`, channel));
      const message = await until(
        'the words',
        () =>
          Object.entries(office.slack.state().messages)
            .filter(([place]) => where.test(place))
            .flatMap(([, all]) => all)
            .find(one => words(one).includes('Chosen words')),
        20_000,
      );
      expect(words(message)).not.toMatch(/<!channel>|<https?:\/\/evil|<@U0OLGA>|[\u202a-\u202e]/);
    },
  );

  test('has another message of the bot edited where it says that it is its own', async () => {
    const mine = aCapture({ id: 'web-01-edited' });
    await office.store.accept(mine.id, mine);
    const root = await until('the message of a capture', () => messagesIn(office.slack).at(-1));
    const channel = 'C0IMAGES';
    await plant(forged('planted-root', channel), { root: JSON.stringify({ channel, id: root.ts }) });
    await until('another text in it', () =>
      messagesIn(office.slack).some(one => one.ts === root.ts && words(one).includes('Chosen words')),
    );
  });
});
