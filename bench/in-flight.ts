import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { plainEnvironment } from '../sandbox/settings.ts';
import { putUnderWay } from './support/fleet.ts';
import { openHouse, run, stop } from './support/house.ts';
import { at, grown, milliseconds, printTable, quantile } from './support/numbers.ts';

const count = Number(process.argv[3] ?? 10_000);
const pollSeconds = 15;
const measuredSeconds = 60;

const saidSchema = z.object({
  looks: z.number(),
  cpuSeconds: z.number(),
  rss: z.number(),
  late: z.array(z.number()),
});
type Said = z.infer<typeof saidSchema>;

/** So many captures under way, each looked at every 15 s, on one worker process; and as many jobs of bare BullMQ that do nothing. */
printTable(
  [
    'under way',
    'looks a second',
    'process, cores',
    'Redis, cores',
    'process, MB',
    'Redis, KB each',
    'late p50',
    'late p99',
  ],
  [await product(), await bare()],
);

async function product(): Promise<readonly string[]> {
  const house = await openHouse({ pollSeconds });
  const { redis, prefix } = house;
  try {
    const bytesBefore = await usedBytes(redis);
    await putUnderWay(redis, prefix, count, pollSeconds * 1000);
    const bytesEach = ((await usedBytes(redis)) - bytesBefore) / count;
    const worker = await house.startWorker();
    await sleep(2 * pollSeconds * 1000);
    const [before, redisBefore, startedAt] = [await worker.numbers(), await redisCpu(redis), performance.now()];
    await sleep(measuredSeconds * 1000);
    const [after, redisAfter, endedAt] = [await worker.numbers(), await redisCpu(redis), performance.now()];
    const seconds = (endedAt - startedAt) / 1000;
    const late = (share: number) => quantile(before, after, 'capture_image_tick_late_seconds', share);
    return [
      `${count} captures`,
      (grown(before, after, 'capture_image_ticks_total{outcome="saved"}') / seconds).toFixed(0),
      (grown(before, after, 'process_cpu_seconds_total') / seconds).toFixed(2),
      ((redisAfter - redisBefore) / seconds).toFixed(2),
      ((after.get('process_resident_memory_bytes') ?? 0) / 1e6).toFixed(0),
      (bytesEach / 1024).toFixed(1),
      `≤ ${milliseconds(late(0.5))}`,
      `≤ ${milliseconds(late(0.99))}`,
    ];
  } finally {
    await house.close();
  }
}

async function bare(): Promise<readonly string[]> {
  const house = await openHouse({ pollSeconds });
  const { redis, server } = house;
  const bytesBefore = await usedBytes(redis);
  const child = run(
    ['bench/support/bare-bullmq.ts', server.url, String(count), String(pollSeconds)],
    plainEnvironment(),
  );
  try {
    const said: Said[] = [];
    if (!child.stdout) throw new Error('A process without output.');
    createInterface({ input: child.stdout }).on('line', line => said.push(saidSchema.parse(JSON.parse(line))));
    await sleep(2 * pollSeconds * 1000);
    const [first, redisBefore] = [said.length - 1, await redisCpu(redis)];
    await sleep(measuredSeconds * 1000);
    const [redisAfter, measured] = [await redisCpu(redis), said.slice(first)];
    const [before, after] = [measured[0], measured.at(-1)];
    if (!before || !after) throw new Error('Bare BullMQ said nothing.');
    const seconds = measured.length - 1;
    const late = measured.slice(1).flatMap(one => one.late);
    return [
      `${count} jobs of bare BullMQ`,
      ((after.looks - before.looks) / seconds).toFixed(0),
      ((after.cpuSeconds - before.cpuSeconds) / seconds).toFixed(2),
      ((redisAfter - redisBefore) / measuredSeconds).toFixed(2),
      (after.rss / 1e6).toFixed(0),
      (((await usedBytes(redis)) - bytesBefore) / count / 1024).toFixed(1),
      `${at(late, 0.5)} ms`,
      `${at(late, 0.99)} ms`,
    ];
  } finally {
    await stop(child, 'SIGKILL');
    await house.close();
  }
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

async function redisCpu(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const part = (name: string) => Number(new RegExp(`used_cpu_${name}:([\\d.]+)`).exec(info)?.[1]);
  return part('user') + part('sys');
}
