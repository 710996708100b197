import type { Azure } from '../azure/azure.ts';
import type { Log } from '../log.ts';
import { keepInventory } from './inventory.ts';
import { janitor } from './janitor.ts';
import { tick } from './pipeline.ts';
import type { Policy } from './policy.ts';
import { alarmClock, alarmWorker } from './queue.ts';
import { checkRedis, workerRedis } from './redis.ts';
import type { Settings } from './settings.ts';
import { redisStore } from './store.ts';

/** Starts a worker: it plans and captures with the Azure identity, and knows nothing of any chat. */
export async function startWorker(options: {
  redisUrl: string;
  prefix: string;
  azure: Azure;
  settings: Settings;
  policy: Policy | null;
  log: Log;
  now?: () => Date;
}): Promise<{ close(): Promise<void> }> {
  const { redisUrl, prefix, azure, settings, policy, log, now = () => new Date() } = options;
  const [redis, queueRedis, workerConnection] = [workerRedis(redisUrl), workerRedis(redisUrl), workerRedis(redisUrl)];
  const { warning } = await checkRedis(redis, { timeoutMs: 30_000 });
  if (warning) log.warn(warning);
  const store = redisStore({ redis, prefix });
  const clock = alarmClock({ redis: queueRedis, prefix });
  const tools = { store, azure, settings, policy, log, now };
  const { tidy } = janitor({ redis, prefix });
  const worker = alarmWorker({ redis: workerConnection, prefix, store, clock, log, tidy, tick: id => tick(tools, id) });
  await worker.ready();
  const inventory = keepInventory(tools);
  return {
    async close() {
      await worker.close();
      await inventory.close();
      await clock.close();
      for (const connection of [redis, queueRedis, workerConnection]) connection.disconnect();
    },
  };
}
