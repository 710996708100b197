import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlackSimulator } from '../sandbox/slack/simulator.ts';
import { startTeamsSimulator } from '../sandbox/teams/simulator.ts';
import { openHouse } from './support/house.ts';
import { grown, printTable } from './support/numbers.ts';

interface Sent {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const requests = 500;
const atOnce = 10;
const letters = 127 * 1024;
/** More than this of the bot's processor for one request, and a single sender could hold it up. */
const mostMs = 5;

/** What a request costs the bot that nobody has signed, by its own count of its processor: as large as bodies may be, and slow to parse. */
const house = await openHouse({ pollSeconds: 15 });
const folder = await mkdtemp(join(tmpdir(), 'bench-unsigned-'));
const [slack, teams] = await Promise.all([startSlackSimulator(), startTeamsSimulator({ folder })]);
try {
  const bot = await house.startBot(slack, { ...teams.environment, NODE_EXTRA_CA_CERTS: teams.caFile });
  const form = manyTimes(index => `k${index}=&`);
  const json = `{${manyTimes(index => `"k${index}":0,`)}"last":0}`;
  const teamsUrl = bot.url.replace('/slack/events', '/api/messages');
  const inSlack = (body: string, type: string): Sent => ({
    ...{ url: bot.url, body },
    headers: { ...badly(body), 'content-type': type },
  });
  const inTeams = (forgery: 'bad-signature' | 'unknown-key'): Sent => ({
    ...{ url: teamsUrl, body: json },
    headers: { authorization: teams.authorization(teams.url, forgery) ?? '' },
  });
  const kinds: Readonly<Record<string, Sent>> = {
    'Slack, nothing signed': { url: bot.url, body: form, headers: {} },
    'Slack, a form of many names, signed with another secret': inSlack(form, 'application/x-www-form-urlencoded'),
    'Slack, JSON of many keys, signed with another secret': inSlack(json, 'application/json'),
    'Teams, no token': { url: teamsUrl, body: json, headers: {} },
    'Teams, a token of an unknown key': inTeams('unknown-key'),
    'Teams, a token with a bad signature': inTeams('bad-signature'),
  };
  const rows: string[][] = [];
  for (const [name, kind] of Object.entries(kinds)) {
    await send(kind, 50);
    const before = await bot.numbers();
    await send(kind, requests);
    const after = await bot.numbers();
    const cpuMs = (grown(before, after, 'process_cpu_seconds_total') / requests) * 1000;
    const memoryMb = grown(before, after, 'process_resident_memory_bytes') / 1_000_000;
    if (cpuMs > mostMs) process.exitCode = 1;
    rows.push([name, cpuMs.toFixed(2), memoryMb.toFixed(0)]);
  }
  printTable(['127 KB that are refused', 'processor of the bot, ms', `more memory after ${requests}, MB`], rows);
} finally {
  await house.close();
  await Promise.all([slack.close(), teams.close()]);
  await rm(folder, { recursive: true, force: true });
}

async function send({ url, body, headers }: Sent, count: number): Promise<void> {
  let left = count;
  const sending = async () => {
    while (left-- > 0) {
      const response = await fetch(url, { method: 'POST', body, headers });
      if (response.status !== 401) throw new Error(`${url} answered ${response.status}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sending));
}

function badly(body: string): Readonly<Record<string, string>> {
  const at = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', 'another secret').update(`v0:${at}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${digest}` };
}

function manyTimes(part: (index: number) => string): string {
  let text = '';
  for (let index = 0; text.length + 20 < letters; index += 1) text += part(index);
  return text;
}
