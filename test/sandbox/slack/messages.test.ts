import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest } from '../../../sandbox/slack/manifest.ts';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { clientOf } from './bolt.ts';

const channel = 'C0IMAGES';
let slack: SlackSimulator;
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  slack = await startSlackSimulator();
  client = clientOf(slack);
});
afterAll(() => slack.close());

/** A fresh message of the bot, in a workspace without a past. */
async function posted(): Promise<string> {
  slack.reset();
  return String((await client.chat.postMessage({ channel, text: 'first' })).ts);
}

const error = (code: string) => ({ data: { ok: false, error: code } });

test('a thread is read back with its replies in order and its root counting them', async () => {
  const ts = await posted();
  slack.say({ user: 'U0RITA', channel, text: 'Y', thread_ts: ts });
  await client.chat.postMessage({ channel, text: 'third', thread_ts: ts });

  const { messages = [] } = await client.conversations.replies({ channel, ts });
  const history = await client.conversations.history({ channel });

  expect(messages.map(({ text }) => text)).toEqual(['first', 'Y', 'third']);
  expect(messages[0]).toMatchObject({ reply_count: 2, reply_users: ['U0RITA', 'U0BOT'] });
  expect(history.messages?.map(({ text }) => text)).toEqual(['first']);
});

test('metadata is kept through updates and given back only on request', async () => {
  slack.reset();
  const metadata = { event_type: 'capture', event_payload: { id: '7' } };
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'x', metadata });
  await client.chat.update({ channel, ts, text: 'y' });

  const asked = await client.conversations.history({ channel, include_all_metadata: true });
  const silent = await client.conversations.history({ channel });

  expect(asked.messages?.[0]).toMatchObject({ text: 'y', metadata });
  expect(silent.messages?.[0]).not.toHaveProperty('metadata');
});

test('an update with text alone takes the blocks away and shows as edited', async () => {
  slack.reset();
  const blocks = [{ type: 'divider' as const }];
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'x', blocks });

  await client.chat.update({ channel, ts, text: 'y' });

  const [line] = slack.state().messages[channel] ?? [];
  expect(line).toMatchObject({ text: 'y', edited: { user: 'U0BOT' } });
  expect(line).not.toHaveProperty('blocks');
});

test('an update with blocks alone keeps the text and is not marked as edited', async () => {
  const ts = await posted();

  await client.chat.update({ channel, ts, blocks: [{ type: 'divider', block_id: 'line' }] });

  const [line] = slack.state().messages[channel] ?? [];
  expect(line).toMatchObject({ text: 'first', blocks: [{ type: 'divider', block_id: 'line' }] });
  expect(line).not.toHaveProperty('edited');
});

test('an update takes a text of 4000 bytes, escaped, and no more', async () => {
  const ts = await posted();

  await client.chat.update({ channel, ts, text: '&'.repeat(800) });
  const longer = client.chat.update({ channel, ts, text: '&'.repeat(801) });

  await expect(longer).rejects.toMatchObject(error('msg_too_long'));
});

test("other people's messages can be neither changed nor deleted", async () => {
  const { ts } = slack.say({ user: 'U0RITA', channel, text: 'mine' });

  await expect(client.chat.update({ channel, ts, text: 'yours' })).rejects.toMatchObject(error('cant_update_message'));
  await expect(client.chat.delete({ channel, ts })).rejects.toMatchObject(error('cant_delete_message'));
});

test('a message that is gone can no longer be changed', async () => {
  const ts = await posted();
  await client.chat.delete({ channel, ts });

  await expect(client.chat.update({ channel, ts, text: 'x' })).rejects.toMatchObject(error('message_not_found'));
});

test('the root of a thread leaves a tombstone', async () => {
  const ts = await posted();
  slack.say({ user: 'U0RITA', channel, text: 'Y', thread_ts: ts });

  await client.chat.delete({ channel, ts });

  expect(slack.state().messages[channel]?.[0]).toMatchObject({
    subtype: 'tombstone',
    text: 'This message was deleted.',
  });
});

test('an ephemeral message is seen by one person, by no method, and cannot be updated', async () => {
  slack.reset();
  const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel, user: 'U0RITA', text: 'psst' });

  const history = await client.conversations.history({ channel });

  expect(slack.state().messages[channel]?.[0]).toMatchObject({ ephemeralFor: 'U0RITA', text: 'psst' });
  expect(history.messages).toEqual([]);
  await expect(client.chat.update({ channel, ts, text: 'x' })).rejects.toMatchObject(error('message_not_found'));
});

test('channels are closed to who is not in them, and archived ones to everybody', async () => {
  slack.reset();
  slack.createChannel({ name: 'hidden', kind: 'private', members: ['U0RITA'] });
  slack.createChannel({ name: 'old', kind: 'public', members: ['U0BOT'] });
  slack.changeChannel({ channel: '#old', archived: true });
  const post = (to: string) => client.chat.postMessage({ channel: to, text: 'x' });

  await expect(post('C0GENERAL')).rejects.toMatchObject(error('not_in_channel'));
  await expect(post('C0HIDDEN')).rejects.toMatchObject(error('channel_not_found'));
  await expect(post('C0OLD')).rejects.toMatchObject(error('is_archived'));
  await expect(post('C0NOWHERE')).rejects.toMatchObject(error('channel_not_found'));
  await expect(client.conversations.history({ channel: 'C0GENERAL' })).rejects.toMatchObject(error('not_in_channel'));
});

test('a direct message opens by itself or on request, and is the same both times', async () => {
  slack.reset();
  const opened = await client.conversations.open({ users: 'U0RITA' });

  const { channel: to } = await client.chat.postMessage({ channel: 'U0RITA', text: 'hello' });

  expect(to).toBe(opened.channel?.id);
  await expect(client.conversations.open({ users: 'U0RITA,U0OLGA' })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'mpim:write' },
  });
});

test('a reply to a reply joins the thread of its root', async () => {
  const ts = await posted();
  const { ts: reply } = slack.say({ user: 'U0RITA', channel, text: 'one', thread_ts: ts });

  const answer = await client.chat.postMessage({ channel, text: 'two', thread_ts: reply });

  expect(answer.message).toMatchObject({ thread_ts: ts });
});

test('a permalink names the channel and the message', async () => {
  const ts = await posted();

  const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });

  expect(permalink).toBe(`${slack.url}/archives/${channel}/p${ts.replace('.', '')}`);
});

test('with the scopes for it, channels, groups of people and reactions can be used too', async () => {
  const manifest = readManifest();
  const scopes = ['channels:read', 'channels:join', 'usergroups:read', 'reactions:write', 'team:read', 'users:read'];
  manifest.oauth_config.scopes.bot.push(...scopes);
  const wide = await startSlackSimulator({ manifest });
  const able = clientOf(wide);
  const { ts } = wide.say({ user: 'U0RITA', channel, text: 'x' });

  const list = await able.conversations.list({ limit: 1 });
  const next = await able.conversations.list({ limit: 1, cursor: list.response_metadata?.next_cursor ?? '' });
  const joined = await able.conversations.join({ channel: 'C0GENERAL' });
  const groups = await able.usergroups.list({ include_users: true });
  await able.reactions.add({ channel, timestamp: ts, name: 'eyes' });

  expect([list, next].map(page => page.channels?.[0]?.name)).toEqual(['images', 'general']);
  expect(joined.channel).toMatchObject({ is_member: true, num_members: 4 });
  expect(groups.usergroups?.[0]).toMatchObject({ handle: 'image-operators', users: ['U0OLGA', 'U0OTTO'] });
  expect(wide.state().messages[channel]?.[0]?.reactions).toEqual([{ name: 'eyes', users: ['U0BOT'] }]);
  await expect(able.reactions.add({ channel, timestamp: ts, name: 'eyes' })).rejects.toMatchObject(
    error('already_reacted'),
  );
  await wide.close();
});
