import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ChatError, type ChatErrorKind } from '../../../src/bot/chat.ts';
import { calling as callingSlack, tryingWith } from '../../../src/bot/slack/errors.ts';
import { callingWithin } from '../../../src/bot/teams/errors.ts';
import { metricsText } from '../../../src/metrics.ts';

const callingTeams = callingWithin(10_000);
const said: object[] = [];
const log = pino({}, { write: line => void said.push(JSON.parse(line)) });
const no = (code: string, kind: ChatErrorKind) => Promise.reject(new ChatError(code, { kind }));
const counted = async () =>
  (await metricsText()).split('\n').filter(line => line.startsWith('capture_image_chat_calls_total{'));

test('each call of a chat is counted once, by what it came to and not by its code', async () => {
  await callingSlack(Promise.resolve('sent'));
  await expect(callingSlack(no('http_429', 'rate-limited'))).rejects.toThrow();
  expect(await tryingWith(log)(no('channel_not_found', 'no-access'))).toBeNull();
  expect(said).toMatchObject([{ level: 40, err: { code: 'channel_not_found' } }]);
  await expect(callingTeams(() => no('http_429', 'rate-limited'))).rejects.toThrow();
  await expect(callingTeams(() => no('no_answer', 'unanswered'))).rejects.toThrow();
  await expect(callingTeams(() => no('invalid_client', 'not-now'))).rejects.toThrow();
  expect(await counted()).toEqual([
    'capture_image_chat_calls_total{platform="slack",outcome="ok"} 1',
    'capture_image_chat_calls_total{platform="slack",outcome="ratelimited"} 1',
    'capture_image_chat_calls_total{platform="slack",outcome="refused"} 1',
    'capture_image_chat_calls_total{platform="teams",outcome="ratelimited"} 1',
    'capture_image_chat_calls_total{platform="teams",outcome="unsure"} 1',
    'capture_image_chat_calls_total{platform="teams",outcome="passing"} 1',
  ]);
});
