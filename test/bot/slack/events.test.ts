import { describe, expect, test } from 'vitest';
import { readSaid } from '../../../src/bot/slack/events.ts';

const event = {
  type: 'message',
  user: 'U0RITA',
  channel: 'C0IMAGES',
  channel_type: 'channel',
  ts: '2.0',
  thread_ts: '1.0',
  text: 'Y',
};
const read = (change: object) => readSaid({ ...event, ...change }, 'U0BOT');

describe('what a person said', () => {
  test('is read from a reply in a thread', () => {
    expect(read({})).toMatchObject({ user: 'U0RITA', channel: 'C0IMAGES', thread: '1.0', text: 'Y', edited: false });
  });
  test('is read from a reply that is shown in the channel as well', () => {
    expect(read({ subtype: 'thread_broadcast' })).toMatchObject({ thread: '1.0', text: 'Y' });
  });
  test.each([
    ['a bot', { bot_id: 'B1' }],
    ['the bot itself', { user: 'U0BOT' }],
    ['somebody who joined', { subtype: 'channel_join' }],
    ['a file that came without words', { subtype: 'file_share' }],
    ['a deletion', { subtype: 'message_deleted' }],
    ['what is no event', { channel: 7 }],
  ])('is not taken from %s', (_what, change) => {
    expect(read(change)).toBeNull();
  });
  test('is marked when it was edited into something else', () => {
    const message = { user: 'U0RITA', ts: '2.0', thread_ts: '1.0', text: 'Y', edited: { user: 'U0RITA', ts: '3.0' } };
    const changed = {
      subtype: 'message_changed',
      message,
      previous_message: { text: 'no' },
      user: undefined,
      text: undefined,
    };
    expect(read(changed)).toMatchObject({ edited: true, text: 'Y', thread: '1.0' });
    expect(read({ ...changed, previous_message: { text: 'Y' } })).toBeNull();
  });
  test('is taken once when the bot is mentioned, without the mention', () => {
    expect(read({ text: '<@U0BOT> list' })).toBeNull();
    expect(read({ type: 'app_mention', text: '<@U0BOT> list' })).toMatchObject({ text: 'list', mentioned: true });
  });
});
