import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aWaitingCapture, images, noon, rita } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, slackConfig, until, words } from '../../support/office.ts';
import { callsOf, confirmed, members, putIn } from '../../support/told.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ pace: 0.1, speed: 1 });
});
afterAll(() => office.close());
afterEach(() => office.slack.faults.clear());

/** Deletes a message of the bot's, as an administrator may. */
async function takeAway(channel: string, ts: string | undefined): Promise<void> {
  const { botToken: token, apiUrl } = slackConfig(office.slack);
  const answer = await fetch(new URL('chat.delete', apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel, ts }),
  });
  expect(await answer.json()).toMatchObject({ ok: true });
}

const edits = () => callsOf(office, 'chat.update');
const at = noon.toISOString();
const tried = (stumbles: number) => ({ stumbles, stumble: `try ${stumbles}` });

describe('a message that can be edited no more', () => {
  test.each(['message_not_found', 'cant_update_message', 'edit_window_closed', 'is_inactive', 'something_new'])(
    '(%s) is replaced by one in its thread, which is edited from then on',
    async error => {
      const told = await putIn(office, aWaitingCapture({ status: { is: 'running' }, notices: [] }));
      await told.settled();
      office.slack.faults.add({ match: { method: 'chat.update' }, error, times: 1 });
      const before = edits();
      await told.change(() => tried(1));
      await told.settled();
      expect(told.replies().map(words)).toEqual([expect.stringContaining('This one takes its place')]);
      expect(words(told.replies()[0])).toContain('try 1');
      await told.change(() => tried(2));
      await told.settled();
      expect(told.replies()).toHaveLength(1);
      expect(words(told.replies()[0])).toContain('try 2');
      expect(words(told.roots()[0])).not.toContain('try');
      expect(edits() - before).toBe(2);
    },
  );

  test('where no edit is ever taken, is tried no more, and a new one comes with another state alone', async () => {
    const told = await putIn(office, aWaitingCapture());
    await told.settled();
    office.slack.faults.add({ match: { method: 'chat.update' }, error: 'cant_update_message', times: 400 });
    const before = edits();
    await told.change(({ notices }) => ({ status: { is: 'running' }, notices: [...notices, confirmed] }));
    await told.settled();
    for (let stumbles = 1; stumbles <= 6; stumbles += 1) {
      await told.change(() => tried(stumbles));
      await told.settled();
    }
    // The question, the first message and what took its place.
    expect(edits() - before).toBe(3);
    const cards = () => told.replies().filter(reply => words(reply).includes('takes its place'));
    expect(cards()).toHaveLength(2);
    const notice = { kind: 'cancelled', by: rita, at } as const;
    await told.change(({ notices }) => ({ status: { is: 'cancelled', by: rita, at }, notices: [...notices, notice] }));
    await told.settled();
    expect(edits() - before).toBe(3);
    expect(cards()).toHaveLength(3);
    expect(words(cards()[2])).toContain('Cancelled');
  });

  test.each(['invalid_blocks', 'msg_too_long'])(
    'for its words (%s) is tried twice, and replaced once; that one is tried twice too',
    async error => {
      const told = await putIn(office, aWaitingCapture({ status: { is: 'running' }, notices: [] }));
      await told.settled();
      office.slack.faults.add({ match: { method: 'chat.update' }, error, times: 400 });
      const before = edits();
      for (let stumbles = 1; stumbles <= 8; stumbles += 1) {
        await told.change(() => tried(stumbles));
        await told.settled();
        const replaced = told.replies().filter(reply => words(reply).includes('takes its place'));
        expect(replaced).toHaveLength(stumbles < 2 ? 0 : 1);
      }
      expect(edits() - before).toBe(4);
    },
  );

  test('for its words once, and takes the next ones, stays', async () => {
    const told = await putIn(office, aWaitingCapture({ status: { is: 'running' }, notices: [] }));
    await told.settled();
    for (let stumbles = 1; stumbles <= 4; stumbles += 1) {
      if (stumbles % 2 === 1)
        office.slack.faults.add({ match: { method: 'chat.update' }, error: 'invalid_blocks', times: 1 });
      await told.change(() => tried(stumbles));
      await told.settled();
    }
    expect(told.replies()).toEqual([]);
    expect(words(told.roots()[0])).toContain('try 4');
  });

  test('has an answered question under it whose buttons do no harm', async () => {
    const told = await putIn(office, aWaitingCapture());
    await told.settled();
    office.slack.faults.add({ match: { method: 'chat.update' }, error: 'cant_update_message', times: 400 });
    const question = told.replies()[0]?.ts ?? '';
    const press = () =>
      office.slack.press({ user: 'U0RITA', channel: told.channel, ts: question, action_id: 'confirm' });
    await press();
    await until('the confirmation', async () => (await office.store.load(told.id))?.status.is === 'running');
    await told.settled();
    const decided = (await office.store.load(told.id))?.decision;
    await press();
    await until('an answer', () =>
      messagesIn(office.slack, told.channel).some(
        message => message.ephemeralFor && /confirmed already|not waiting|no question/i.test(words(message)),
      ),
    );
    expect((await office.store.load(told.id))?.decision).toEqual(decided);
  });

  test('is replaced in a mirror for itself', async () => {
    const { id: channel } = office.slack.createChannel({ name: 'mirror-of-cards', kind: 'public', members });
    const mirror = { place: { ...images, channel }, name: 'mirror-of-cards', since: 0 };
    const told = await putIn(office, aWaitingCapture({ status: { is: 'running' }, notices: [], mirrors: [mirror] }));
    const there = () => messagesIn(office.slack, channel);
    await until('the mirror', () => there().length === 1);
    await told.settled();
    await until('an empty outbox', async () => (await office.redis.zcard(`{${office.prefix}}:outbox`)) === 0);
    await takeAway(channel, there()[0]?.ts);
    await told.change(() => tried(1));
    await until('another card there', () => there().some(message => words(message).includes('takes its place')));
    await told.settled();
    expect(told.replies()).toEqual([]);
    expect(words(told.roots()[0])).toContain('try 1');
  });
});
