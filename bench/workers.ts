import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { putUnderWay } from './support/fleet.ts';
import { type Measured, openHouse } from './support/house.ts';
import { printTable } from './support/numbers.ts';

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
    const [startedAt, before] = [performance.now(), await house.polls()];
    await sleep(measuredSeconds * 1000);
    rates.push(((await house.polls()) - before) / ((performance.now() - startedAt) / 1000));
  }
  printTable(
    [`workers, on ${availableParallelism()} cores with all the rest`, 'looks a second', 'ratio'],
    rates.map((rate, index) => [String([1, 2, 4][index]), rate.toFixed(0), (rate / (rates[0] ?? 1)).toFixed(2)]),
  );
} finally {
  await house.close();
}
