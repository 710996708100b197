import type { App } from '@slack/bolt';
import { startPage } from '../../../sandbox/page/server.ts';
import { boltOverSocket } from '../slack/bolt.ts';

/** The page on a simulated workspace with a Bolt app in it that the test brings along, and an Azure that is not there. */
export async function pageWithApp(tell: (app: App) => void = () => undefined) {
  const bolt = await boltOverSocket(tell);
  const page = await startPage({
    port: 0,
    slack: bolt.slack,
    azure: { url: 'http://127.0.0.1:9' },
    children: [],
    fastSpeed: 30,
  });
  return {
    ...bolt,
    url: page.url,
    async [Symbol.asyncDispose]() {
      await page.close();
      await bolt[Symbol.asyncDispose]();
    },
  };
}

/** The blocks of a question, with markup of every kind in it. */
export const question = [
  { type: 'header', text: { type: 'plain_text', text: 'Capture web-01 &lt;now&gt; :camera:' } },
  {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: '*Bold* _italic_ `code` <@U0RITA> <!subteam^S0OPS> <#C0IMAGES> <https://example.com/a|a page>',
    },
    fields: [
      { type: 'mrkdwn', text: '*Gallery*\ngolden' },
      { type: 'mrkdwn', text: '*Until*\n<!date^1790000000^{date_num}|some day>' },
    ],
  },
  { type: 'section', text: { type: 'mrkdwn', text: '```\nsudo waagent -force &amp;&amp; true\n```' } },
  { type: 'context', elements: [{ type: 'mrkdwn', text: 'a &lt;b&gt;tag&lt;/b&gt; stays text' }] },
  { type: 'divider' },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      {
        type: 'button',
        action_id: 'go',
        style: 'danger',
        value: 'x',
        text: { type: 'plain_text', text: 'Deprovision and capture' },
        confirm: {
          title: { type: 'plain_text', text: 'Really?' },
          text: { type: 'plain_text', text: 'web-01 cannot start again.' },
          confirm: { type: 'plain_text', text: 'Do it' },
          deny: { type: 'plain_text', text: 'Leave it' },
          style: 'danger',
        },
      },
      { type: 'button', action_id: 'stop', value: 'y', text: { type: 'plain_text', text: 'Cancel' } },
    ],
  },
];
