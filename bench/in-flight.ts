import { setTimeout as sleep } from 'node:timers/promises';
import { putUnderWay } from './support/fleet.ts';
import { openHouse } from './support/house.ts';
import { grown, milliseconds, printTable, quantile } from './support/numbers.ts';

const count = Number(process.argv[2] ?? 10_000);
const pollSeconds = 15;
const measuredSeconds = 60;

/** So many captures under way, each looked at every 15 s, on one worker process. */
const house = await openHouse({ pollSeconds });
try {
  const bytesBefore = await usedBytes();
  await putUnderWay(house.redis, house.prefix, count, pollSeconds * 1000);
  const bytesEach = ((await usedBytes()) - bytesBefore) / count;
  const worker = await house.startWorker();
  await sleep(2 * pollSeconds * 1000);
  const [before, redisBefore, startedAt] = [await worker.numbers(), await redisCpu(), performance.now()];
  await sleep(measuredSeconds * 1000);
  const [after, redisAfter, endedAt] = [await worker.numbers(), await redisCpu(), performance.now()];
  const seconds = (endedAt - startedAt) / 1000;
  const late = (share: number) => quantile(before, after, 'capture_image_tick_late_seconds', share);
  printTable(
    [
      'captures',
      'polls a second',
      'worker, cores',
      'Redis, cores',
      'worker, MB',
      'Redis, KB a capture',
      'late p50',
      'late p99',
    ],
    [
      [
        String(count),
        (grown(before, after, 'capture_image_ticks_total{outcome="saved"}') / seconds).toFixed(0),
        (grown(before, after, 'process_cpu_seconds_total') / seconds).toFixed(2),
        ((redisAfter - redisBefore) / seconds).toFixed(2),
        ((after.get('process_resident_memory_bytes') ?? 0) / 1e6).toFixed(0),
        (bytesEach / 1024).toFixed(1),
        `≤ ${milliseconds(late(0.5))}`,
        `≤ ${milliseconds(late(0.99))}`,
      ],
    ],
  );
} finally {
  await house.close();
}

async function usedBytes(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await house.redis.info('memory'))?.[1]);
}

async function redisCpu(): Promise<number> {
  const info = await house.redis.info('cpu');
  const part = (name: string) => Number(new RegExp(`used_cpu_${name}:([\\d.]+)`).exec(info)?.[1]);
  return part('user') + part('sys');
}
