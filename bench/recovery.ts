import { setTimeout as sleep } from 'node:timers/promises';
import { keysOf } from '../src/jobs/store/keys.ts';
import { redisScript } from '../src/jobs/store/redis-script.ts';
import { putUnderWay } from './support/fleet.ts';
import { openHouse } from './support/house.ts';
import { at, milliseconds, printTable, quantile } from './support/numbers.ts';

const count = Number(process.argv[3] ?? 10_000);
const pollSeconds = 15;
const kills = 5;

/** Two workers share so many captures; one is killed with -9: how long until each that it had in hand is looked at again, and how the others fare. */
const house = await openHouse({ pollSeconds });
const { redis, prefix } = house;
const keys = keysOf(prefix);
const queue = `{${prefix}}:captures`;

const inHandNow = redisScript(redis, new URL('lua/in-hand.lua', import.meta.url));

try {
  await putUnderWay(redis, prefix, count, pollSeconds * 1000);
  const survivor = await house.startWorker();
  const own = await workerWithJobs();
  const waits: number[] = [];
  let victim = await house.startWorker();
  await sleep(pollSeconds * 1000);
  const before = await survivor.numbers();
  for (let kill = 0; kill < kills; kill += 1) {
    await victim.end('SIGKILL');
    waits.push(...(await waitsOfThoseInHand(own)));
    victim = await house.startWorker();
    await sleep(2_000);
  }
  const after = await survivor.numbers();
  printTable(
    [
      'captures',
      `in hand at ${kills} kills`,
      'looked at again p50',
      'at most',
      'the others late p50',
      'p99',
      'asked twice',
    ],
    [
      [
        String(count),
        String(waits.length),
        ...[0.5, 1].map(share => `${(at(waits, share) / 1000).toFixed(1)} s`),
        ...[0.5, 0.99].map(
          share => `≤ ${milliseconds(quantile(before, after, 'capture_image_tick_late_seconds', share))}`,
        ),
        String(await house.doubles()),
      ],
    ],
  );
} finally {
  await house.close();
}

interface InHand {
  readonly id: string;
  readonly worker: string;
  readonly epoch: string;
  readonly isUnderWay: boolean;
}

async function inHand(): Promise<readonly InHand[]> {
  const words = (await inHandNow({
    active: `${queue}:active`,
    due: keys.due,
    jobs: `${queue}:`,
    captures: keys.capture(''),
  })) as string[];
  return Array.from({ length: words.length / 4 }, (_, index) => {
    const [id = '', lock = '', epoch = '', isUnderWay = ''] = words.slice(index * 4, index * 4 + 4);
    return { id, worker: lock.replace(/:\d+$/, ''), epoch, isUnderWay: isUnderWay === '1' };
  });
}

/** The name under which the only worker that there is takes its jobs. */
async function workerWithJobs(): Promise<string> {
  for (;;) {
    const [worker] = (await inHand()).flatMap(one => (one.worker === '' ? [] : [one.worker]));
    if (worker) return worker;
    await sleep(20);
  }
}

/** How long until each capture is claimed again that a worker had in hand when it died, in ms. */
async function waitsOfThoseInHand(own: string): Promise<readonly number[]> {
  const diedAt = performance.now();
  await sleep(100); // what it had sent is read by then
  const left = (await inHand()).filter(({ worker, isUnderWay }) => worker !== own && isUnderWay);
  const waiting = new Map(left.map(({ id, epoch }) => [id, epoch]));
  const waits: number[] = [];
  while (waiting.size > 0) {
    for (const [id, epoch] of waiting)
      if ((await redis.hget(keys.capture(id), 'epoch')) !== epoch) {
        waits.push(performance.now() - diedAt);
        waiting.delete(id);
      }
    await sleep(20);
  }
  return waits;
}
