import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentSchema } from '../../../src/jobs/record/record.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { aCapture, images } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const command = (text: string) =>
  office.slack.command({ user: 'U0RITA', channel: images.channel, command: '/capture-image', text });
const whispered = (pattern: RegExp) =>
  until(`${pattern}`, () => messagesIn(office.slack, images.channel).find(one => pattern.test(words(one))));

test.each([
  ['a newer version', { schema: currentSchema + 1 }],
  ['a procedure that only newer code has', { procedure: 'unheard-of' }],
])('a job of %s is left alone by an older bot, which says so, and holds up no other', async (_, change) => {
  const [newer, other] = [aCapture(), aCapture()];
  const keys = keysOf(office.prefix);
  const record = JSON.stringify({ ...newer, ...change });
  await office.redis.hset(keys.capture(newer.id), { record, rev: 1, epoch: 0 });
  await office.redis.zadd(keys.index, 0, newer.id);
  await office.redis.zadd(keys.outbox, 0, newer.id);
  await office.store.accept(other.id, other);

  await whispered(new RegExp(other.id));
  const told = () =>
    messagesIn(office.slack, images.channel).filter(one => /A newer version of me has that in hand/.test(words(one)));
  for (const text of [`status ${newer.id}`, `cancel ${newer.id}`]) {
    const before = told().length;
    await command(text);
    const said = await until(`an answer to ${text}`, () => told()[before]);
    expect(words(said)).toContain('I have changed nothing');
  }
  expect(await office.redis.hget(keys.capture(newer.id), 'record')).toBe(record);
  expect(await office.redis.zscore(keys.outbox, newer.id)).not.toBeNull();
});

test('what is not known, or not any more, is said to be perhaps in the archive', async () => {
  await command('status web-01-longgone');
  expect(words(await whispered(/I know no capture/))).toContain('archive');
});

test.each([
  ['that nobody can read', 'no record'],
  ['of a newer version', JSON.stringify({ ...aCapture(), schema: currentSchema + 1 })],
])('a record %s is left out of every list, and holds up none', async (_, record) => {
  const [bad, other] = [aCapture(), aCapture()];
  const keys = keysOf(office.prefix);
  await office.store.accept(other.id, other);
  await office.redis.hset(keys.capture(bad.id), { record, rev: 1, epoch: 0 });
  await office.redis.zadd(keys.index, Date.now() + 60_000, bad.id);

  await command('list');
  const listed = await whispered(new RegExp(`The newest captures[^]*${other.id}`));
  expect(words(listed)).not.toContain(bad.id);
  await command('status');
  await whispered(new RegExp(other.id));
  await office.redis.zrem(keys.index, bad.id);
});
