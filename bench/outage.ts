import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTcpProxy } from '../chaos/tcp-proxy.ts';
import { freePort } from '../sandbox/ports.ts';
import { startRedis } from '../sandbox/redis.ts';
import { putUnderWay } from './support/fleet.ts';
import { openHouse } from './support/house.ts';
import { printTable } from './support/numbers.ts';

const captures = 2_000;
const times = 3;
const awayMs = 10_000;

/** How long after Redis is back the first look at Azure comes; and after every open connection to it has gone silent for ever. */
const place = { folder: join('.sandbox', 'bench', `outage-${process.pid}`), port: await freePort() };
let redis = await startRedis({ ...place, url: '' });
const proxy = await openTcpProxy({ redisPort: place.port, fateOf: () => 'goes-on', kill: () => {} });
const house = await openHouse({
  pollSeconds: 1,
  redisUrl: redis.url,
  workersRedisUrl: `redis://127.0.0.1:${proxy.port}`,
});
try {
  await putUnderWay(house.redis, house.prefix, captures, 1_000);
  await house.startWorker();
  await nextPoll();
  const [restarts, holes]: [number[], number[]] = [[], []];
  for (let count = 0; count < times; count += 1) {
    process.kill(redis.pid ?? 0, 'SIGKILL');
    await redis.close();
    await sleep(awayMs);
    redis = await startRedis({ ...place, url: '' });
    restarts.push(await nextPoll());
    await sleep(3_000);
    proxy.mute();
    await sleep(500);
    holes.push((await nextPoll()) + 500);
    await sleep(3_000);
  }
  const row = (what: string, ms: readonly number[]) => [what, ...ms.map(one => `${(one / 1000).toFixed(2)} s`)];
  printTable(
    ['to the first look', ...restarts.map((_, index) => `time ${index + 1}`)],
    [
      row(`after Redis is back (killed, ${awayMs / 1000} s away)`, restarts),
      row('after all connections went silent', holes),
    ],
  );
} finally {
  await house.close();
  await proxy.close();
  await redis.close();
}

/** Milliseconds until a version is asked for again. */
async function nextPoll(): Promise<number> {
  const [startedAt, before] = [performance.now(), await house.polls()];
  while ((await house.polls()) === before) await sleep(5);
  return performance.now() - startedAt;
}
