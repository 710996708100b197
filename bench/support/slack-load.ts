import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';

/** Sends signed `/capture-image` commands at a pace of so many a second, however long the answers take; answers how long each took, in ms. */
export async function sendCommands(
  url: string,
  {
    signingSecret,
    perSecond,
    seconds,
    from,
  }: { signingSecret: string; perSecond: number; seconds: number; from: number },
): Promise<readonly number[]> {
  const dispatcher = new Agent({ connections: 64, pipelining: 1 });
  const startedAt = performance.now();
  const sent: Promise<number>[] = [];
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const waitMs = startedAt + (count * 1000) / perSecond - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    sent.push(sendOne(url, { signingSecret, number: from + count, dispatcher }));
  }
  const took = await Promise.all(sent);
  await dispatcher.close();
  return took;
}

async function sendOne(
  url: string,
  { signingSecret, number, dispatcher }: { signingSecret: string; number: number; dispatcher: Agent },
): Promise<number> {
  const body = new URLSearchParams({
    command: '/capture-image',
    text: `vm-${number} definition=web`,
    trigger_id: `bench.${number}`,
    team_id: 'T0SANDBOX',
    channel_id: 'C0IMAGES',
    channel_name: 'images',
    user_id: 'U0RITA',
    user_name: 'rita',
    response_url: 'http://127.0.0.1:9/',
  }).toString();
  const at = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')}`;
  const startedAt = performance.now();
  const answer = await request(url, {
    method: 'POST',
    body,
    dispatcher,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature,
    },
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`A command was answered with ${answer.statusCode}: ${text}`);
  return performance.now() - startedAt;
}
