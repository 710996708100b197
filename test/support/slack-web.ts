import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startSlackSimulator } from '../../sandbox/slack/simulator.ts';
import { slackChat } from '../../src/bot/slack/slack.ts';
import { plainApp } from '../../src/monitor.ts';
import { aListener } from './hear.ts';
import { quiet } from './office.ts';

/** The bot's Slack side over HTTP with the test behind it, in a simulated Slack. */
export async function openSlackWeb() {
  const { heard: event, listener: chatHandler } = aListener();
  const web = plainApp();
  const server = web.listen(0, '127.0.0.1');
  if (!server.listening) await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const slack = await startSlackSimulator({ requestUrl: address });
  const { botToken, signingSecret, apiUrl } = slack;
  const chat = slackChat({ config: { botToken, appToken: null, signingSecret, apiUrl }, app: web, log: quiet });
  await chat.open(chatHandler);
  return {
    slack,
    chat,
    heard: event,
    address,
    async close() {
      await chat.close();
      server.closeAllConnections();
      server.close();
      await slack.close();
    },
  };
}

/** The headers of a body that was signed with a secret, at a time in seconds. */
export const signature = (secret: string, body: string, at = Math.floor(Date.now() / 1000)) => ({
  'x-slack-request-timestamp': String(at),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
});
