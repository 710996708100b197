import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { App, ExpressReceiver, LogLevel } from '@slack/bolt';
import express from 'express';

/** Bolt alone, on the same kind of server: it checks the signature, acknowledges the command and does nothing else. */
const [signingSecret = ''] = process.argv.slice(2);
const web = express();
const receiver = new ExpressReceiver({ signingSecret, app: web, endpoints: '/slack/events' });
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: 'U0BENCH' }),
});
app.command('/capture-image', async ({ ack }) => ack({ response_type: 'ephemeral', text: 'I have it.' }));
const server = web.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
