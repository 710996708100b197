import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { ChatError } from '../../../src/bot/chat.ts';
import { slackProfiles } from '../../../src/bot/slack/profiles.ts';
import { slackAccounts } from '../../../src/bot/slack/users.ts';
import { olga, rita } from '../../support/captures.ts';

const team = 'T0SANDBOX';
let slack: SlackSimulator;
let clock = Date.UTC(2026, 6, 1);
let profileOf: ReturnType<typeof slackProfiles>;

beforeAll(async () => {
  slack = await startSlackSimulator();
});
afterAll(() => slack.close());
beforeEach(() => {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  profileOf = slackProfiles(client, () => clock);
});

test('a person is known by id, mail address and the groups that were asked about', async () => {
  expect(await profileOf(olga, ['s0ops'], team)).toEqual({
    standing: 'member',
    refs: ['slack:u0olga', 'mail:olga@contoso.example', 'slack-group:s0ops'],
  });
  expect((await profileOf(rita, ['s0ops'], team)).refs).not.toContain('slack-group:s0ops');
});

test('a guest is a guest, and somebody of another workspace a stranger', async () => {
  expect((await profileOf({ ...rita, id: 'U0GUS' }, [], team)).standing).toBe('guest');
  expect((await profileOf({ ...rita, workspace: 'T0OTHER' }, [], team)).standing).toBe('stranger');
  expect((await profileOf(rita, [], 'T0OTHER')).standing).toBe('stranger');
  expect((await profileOf({ ...rita, id: 'U0BOT' }, [], team)).standing).toBe('bot');
});

test('a mail address leads to the account of a full member alone', async () => {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  const accountOf = slackAccounts(client, () => team);
  expect(await accountOf(['olga@contoso.example'])).toBe('slack:u0olga');
  expect(await accountOf(['gus@guest.example'])).toBeNull();
  expect(await slackAccounts(client, () => 'T0OTHER')(['olga@contoso.example'])).toBeNull();
});

test('what Slack said is kept for a minute, and what it did not say is asked again', async () => {
  slack.faults.add({ match: { method: 'users.info' }, error: 'fatal_error' });
  await expect(profileOf(rita, [], team)).rejects.toThrow(ChatError);
  const before = slack.log().filter(({ method }) => method === 'users.info').length;
  const asked = () => slack.log().filter(({ method }) => method === 'users.info').length - before;
  await profileOf(rita, [], team);
  await profileOf(rita, [], team);
  expect(asked()).toBe(1);
  clock += 61_000;
  await profileOf(rita, [], team);
  expect(asked()).toBe(2);
});

test('a group that is not there is an error, never an empty group', async () => {
  await expect(profileOf(rita, ['s0gone'], team)).rejects.toThrow('no_such_subteam');
});
