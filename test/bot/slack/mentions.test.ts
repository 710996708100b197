import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SlackSimulator, startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { toSlack } from '../../../src/bot/slack/blocks.ts';
import { slackMentions } from '../../../src/bot/slack/mentions.ts';

let slack: SlackSimulator;
let clock = Date.UTC(2026, 6, 1);
let mentionsOf: ReturnType<typeof slackMentions>;

beforeAll(async () => {
  slack = await startSlackSimulator();
});
afterAll(() => slack.close());
beforeEach(() => {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  mentionsOf = slackMentions(client, () => clock);
});

const said = async (...refs: string[]) => {
  const spans = (await mentionsOf(refs)).map(mention => ({ mention }));
  return JSON.stringify(toSlack({ text: 'a note', parts: [{ is: 'text', spans }] }).blocks);
};
const asked = (method: string) => slack.log().filter(one => one.method === method).length;

test('ids, mail addresses and user groups are called as Slack calls them, each once', async () => {
  const all = await said('slack:u0otto', 'mail:olga@contoso.example', 'slack-group:s0ops', 'slack:u0olga');
  expect(all).toContain('"<@U0OTTO><@U0OLGA><!subteam^S0OPS>"');
});

test('whom Slack does not know is left out, and so are names of other platforms', async () => {
  expect(await mentionsOf(['mail:nobody@contoso.example', 'slack-group:s0gone', 'entra:abc', 'everyone'])).toEqual([]);
});

test('what Slack said is kept for some minutes, also that it knows nobody of that name', async () => {
  const before = asked('users.lookupByEmail');
  const refs = ['mail:olga@contoso.example', 'mail:nobody@contoso.example'];
  for (let time = 0; time < 3; time += 1) await mentionsOf(refs);
  expect(asked('users.lookupByEmail') - before).toBe(2);
  clock += 11 * 60_000;
  await mentionsOf(refs);
  expect(asked('users.lookupByEmail') - before).toBe(4);
});

test('one look-up that fails spoils no other, and is made again', async () => {
  slack.faults.add({ match: { method: 'usergroups.list' }, error: 'fatal_error' });
  expect(await said('slack-group:s0ops', 'mail:otto@contoso.example')).toContain('"<@U0OTTO>"');
  expect(await said('slack-group:s0ops')).toContain('<!subteam^S0OPS>');
});
