import { expect, test } from 'vitest';
import { startSlackSimulator } from '../../../sandbox/slack/simulator.ts';
import { clientOf } from './bolt.ts';

test('a channel takes a short burst of messages, and then one a second', async () => {
  let nowMs = 1_800_000_000_000;
  const slack = await startSlackSimulator({ now: () => nowMs });
  const client = clientOf(slack);
  const post = () => client.chat.postMessage({ channel: 'C0IMAGES', text: 'x' });
  for (let n = 0; n < 5; n += 1) await post();

  await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
  nowMs += 1000;
  await post();
  await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
  await slack.close();
});

test('a method has the calls a minute of its tier, and says how long to wait', async () => {
  const nowMs = 1_800_000_000_000;
  const slack = await startSlackSimulator({ now: () => nowMs });
  const client = clientOf(slack);
  for (let n = 0; n < 20; n += 1) await client.users.list({});

  const response = await fetch(`${slack.apiUrl}users.list`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.botToken}` },
  });

  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('3');
  expect(await response.json()).toEqual({ ok: false, error: 'ratelimited' });
  await slack.close();
});

test('the real client waits as it is told and then gets through', async () => {
  const slack = await startSlackSimulator();
  const { WebClient, LogLevel } = await import('@slack/web-api');
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logLevel: LogLevel.ERROR });
  slack.faults.add({ match: { method: 'chat.postMessage' }, retryAfterSeconds: 1 });

  const posted = await client.chat.postMessage({ channel: 'C0IMAGES', text: 'x' });

  expect(posted.ok).toBe(true);
  expect(
    slack
      .log()
      .filter(entry => entry.method === 'chat.postMessage')
      .map(entry => entry.status),
  ).toEqual([429, 200]);
  await slack.close();
});
