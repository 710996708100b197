import { setTimeout as sleep } from 'node:timers/promises';
import { keysOf } from '../src/jobs/keys.ts';
import { putUnderWay } from './support/fleet.ts';
import { openHouse } from './support/house.ts';
import { milliseconds, printTable, quantile } from './support/numbers.ts';

const count = Number(process.argv[3] ?? 10_000);
const pollSeconds = 15;
const kills = 5;

/** Two workers share so many captures; one is killed with -9: how long until each that it had in hand is looked at again, and how the others fare. */
const house = await openHouse({ pollSeconds });
try {
  await putUnderWay(house.redis, house.prefix, count, pollSeconds * 1000);
  const survivor = await house.startWorker();
  const waits: number[] = [];
  let victim = await house.startWorker();
  await sleep(pollSeconds * 1000);
  const before = await survivor.numbers();
  for (let kill = 0; kill < kills; kill += 1) {
    await victim.end('SIGKILL');
    waits.push(...(await waitsOfThoseInHand()));
    victim = await house.startWorker();
    await sleep(2_000);
  }
  const after = await survivor.numbers();
  const sorted = waits.sort((a, b) => a - b);
  const at = (share: number) => `${((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) / 1000).toFixed(1)} s`;
  printTable(
    ['captures', `in hand at ${kills} kills`, 'looked at again p50', 'at most', 'the others late p50', 'p99'],
    [
      [
        String(count),
        String(sorted.length),
        at(0.5),
        at(1),
        ...[0.5, 0.99].map(
          share => `≤ ${milliseconds(quantile(before, after, 'capture_image_tick_late_seconds', share))}`,
        ),
      ],
    ],
  );
} finally {
  await house.close();
}

/** How long until each capture is claimed again whose job nobody holds any more, in ms. */
async function waitsOfThoseInHand(): Promise<readonly number[]> {
  const { redis, prefix } = house;
  const diedAt = performance.now();
  const keys = keysOf(prefix);
  const epochOf = (id: string) => redis.hget(keys.capture(id), 'epoch');
  const active = () => redis.lrange(`{${prefix}}:captures:active`, 0, -1);
  const atOnce = new Set(await active());
  // What the survivor has in hand it lets go of within this time.
  await sleep(500);
  const inHand = new Map<string, string | null>();
  for (const job of (await active()).filter(one => atOnce.has(one))) {
    const id = job.replace(/^capture-/, '');
    inHand.set(id, await epochOf(id));
  }
  const waits: number[] = [];
  while (inHand.size > 0) {
    for (const [id, epoch] of inHand)
      if ((await epochOf(id)) !== epoch) {
        waits.push(performance.now() - diedAt);
        inHand.delete(id);
      }
    await sleep(20);
  }
  return waits;
}
