import { plainEnvironment } from '../sandbox/settings.ts';
import { startSlackSimulator } from '../sandbox/slack/simulator.ts';
import { keysOf } from '../src/jobs/store/keys.ts';
import { lineOf, openHouse, run, stop } from './support/house.ts';
import { at, printTable } from './support/numbers.ts';
import { sendCommands } from './support/slack-load.ts';

const perSecond = 200;
const seconds = 10;
const rounds = 3;

/** Commands of Slack at 200 a second: how long until the bot, which has each on record by then, acknowledges; and bare Bolt, in turns. */
const house = await openHouse({ pollSeconds: 15 });
const slack = await startSlackSimulator();
const bare = run(['bench/support/bare-bolt.ts', slack.signingSecret], plainEnvironment());
try {
  const bareUrl = await lineOf(bare, line => line.startsWith('http'));
  const bot = await house.startBot(slack);
  const took = { bare: [] as number[], bot: [] as number[] };
  const load = { signingSecret: slack.signingSecret, perSecond };
  for (const url of [bareUrl, bot.url]) await sendCommands(url, { ...load, seconds: 3, from: 1_000_000 });
  for (let round = 0; round < rounds; round += 1) {
    const from = round * perSecond * seconds;
    took.bare.push(...(await sendCommands(bareUrl, { ...load, seconds, from })));
    took.bot.push(...(await sendCommands(bot.url, { ...load, seconds, from })));
  }
  const kept = await house.redis.zcard(keysOf(house.prefix).index);
  const wanted = perSecond * (rounds * seconds + 3);
  if (kept !== wanted) throw new Error(`Of ${wanted} commands that were acknowledged ${kept} are on record.`);
  const row = (name: string, times: readonly number[]) => [name, at(times, 0.5).toFixed(1), at(times, 0.99).toFixed(1)];
  printTable(
    [`${perSecond} commands a second`, 'acknowledged p50, ms', 'p99, ms'],
    [
      row('bare Bolt', took.bare),
      row('the bot, on record', took.bot),
      ['ratio', ...[0.5, 0.99].map(share => (at(took.bot, share) / at(took.bare, share)).toFixed(2))],
    ],
  );
} finally {
  await stop(bare, 'SIGTERM');
  await house.close();
  await slack.close();
}
