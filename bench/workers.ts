import { setTimeout as sleep } from 'node:timers/promises';
import { putUnderWay } from './support/fleet.ts';
import { type Measured, openHouse } from './support/house.ts';
import { grown, printTable } from './support/numbers.ts';

const captures = 4_000;
const measuredSeconds = 15;

/** More captures are due than can be looked at: how many looks a second one, two and four workers get done between them. */
const house = await openHouse({ pollSeconds: 0.05 });
try {
  await putUnderWay(house.redis, house.prefix, captures, 1_000);
  const workers: Measured[] = [];
  const rates: number[] = [];
  for (const count of [1, 2, 4]) {
    while (workers.length < count) workers.push(await house.startWorker());
    await sleep(3_000);
    const before = await Promise.all(workers.map(worker => worker.numbers()));
    const startedAt = performance.now();
    await sleep(measuredSeconds * 1000);
    const after = await Promise.all(workers.map(worker => worker.numbers()));
    const seconds = (performance.now() - startedAt) / 1000;
    const looks = workers.map((_, index) =>
      grown(before[index] ?? new Map(), after[index] ?? new Map(), 'capture_image_ticks_total{outcome="saved"}'),
    );
    rates.push(looks.reduce((sum, one) => sum + one, 0) / seconds);
  }
  printTable(
    ['workers', 'looks a second', 'ratio'],
    rates.map((rate, index) => [String([1, 2, 4][index]), rate.toFixed(0), (rate / (rates[0] ?? 1)).toFixed(2)]),
  );
} finally {
  await house.close();
}
