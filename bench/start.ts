import { startSlackSimulator } from '../sandbox/slack/simulator.ts';
import { openHouse } from './support/house.ts';
import { printTable } from './support/numbers.ts';

const times = 5;

/** How long a bot and a worker take from their start to their word that they are ready, and what they weigh then. */
const house = await openHouse({ pollSeconds: 15 });
const slack = await startSlackSimulator();
try {
  const rows: string[][] = [];
  for (const [role, start] of [
    ['worker', house.startWorker],
    ['bot, Slack over HTTP', () => house.startBot(slack)],
  ] as const) {
    const seen: { readyMs: number; bytes: number }[] = [];
    for (let count = 0; count < times; count += 1) {
      const process = await start();
      const bytes = (await process.numbers()).get('process_resident_memory_bytes') ?? 0;
      seen.push({ readyMs: process.readyMs, bytes });
      await process.end();
    }
    const median = (of: readonly number[]) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
    rows.push([
      role,
      `${(median(seen.map(({ readyMs }) => readyMs)) / 1000).toFixed(1)} s`,
      `${(median(seen.map(({ bytes }) => bytes)) / 1e6).toFixed(0)} MB`,
    ]);
  }
  printTable([`median of ${times} starts`, 'ready after', 'memory'], rows);
} finally {
  await house.close();
  await slack.close();
}
