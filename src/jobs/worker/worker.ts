import type { Azure } from '../../azure/azure.ts';
import type { Budget } from '../../azure/budget.ts';
import { sharing } from '../../azure/sharing.ts';
import type { Log } from '../../log.ts';
import type { Archive } from '../housekeeping/archive.ts';
import { archiving } from '../housekeeping/archiving.ts';
import { keepInventory } from '../housekeeping/inventory.ts';
import { janitor } from '../housekeeping/janitor.ts';
import { keepSweep, redisSweeps } from '../housekeeping/sweep.ts';
import type { Policy } from '../policy/policy.ts';
import { planningTurns } from '../procedures/planning-turn.ts';
import type { Procedures } from '../procedures/procedure.ts';
import { procedures as own } from '../procedures/procedures.ts';
import type { Job } from '../record/record.ts';
import type { SealKeys } from '../record/seal.ts';
import type { Settings } from '../request/settings.ts';
import { timeoutsOf } from '../request/timeouts.ts';
import { auditSeal } from '../store/audit-seal.ts';
import { redisBudget } from '../store/azure-budget.ts';
import { storeRedis, workerRedis } from '../store/redis.ts';
import { checkRedis } from '../store/redis-check.ts';
import { fullnessWatch } from '../store/redis-fullness.ts';
import type { RedisAddress } from '../store/redis-url.ts';
import { redisStore } from '../store/store.ts';
import { tick } from './pipeline.ts';
import { alarmClock, alarmWorker } from './queue.ts';
import { wakeFailed } from './wake-failed.ts';

/** Starts a worker: it plans and captures with the Azure identity, and knows nothing of any chat. */
export async function startWorker(options: {
  address: RedisAddress;
  prefix: string;
  azure: (budget: Budget) => Azure;
  settings: Settings;
  policy: Policy | null;
  /** Null: records are not sealed. */
  seal?: SealKeys | null;
  archive: Archive;
  /** All that there are, unless others are handed in. */
  procedures?: Procedures;
  log: Log;
}): Promise<{ close(): Promise<void> }> {
  const { address, prefix, settings, policy, seal = null, archive, log, procedures = own } = options;
  const now = () => new Date();
  const [redis, queueRedis, workerConnection] = [storeRedis(address), workerRedis(address), workerRedis(address)];
  const { warning } = await checkRedis(redis, { timeoutMs: 30_000, prefix });
  if (warning) log.warn(warning);
  if (!seal)
    log.warn(
      'there is no CAPTURE_IMAGE_SEAL: whoever can write to Redis can change what is planned, within the settings',
    );
  const store = redisStore<Job>({ redis, prefix, procedures });
  await wakeFailed({ redis, prefix });
  const clock = alarmClock({ redis: queueRedis, prefix, log });
  const stopping = new AbortController();
  const budget = redisBudget({ redis, prefix, share: settings.pace.azureShare });
  const deps = {
    store,
    procedures,
    azure: sharing(options.azure(budget)),
    budget,
    planningTurn: planningTurns(),
    settings,
    policy,
    seal,
    log,
    stopping: stopping.signal,
  };
  const sealAudit = auditSeal({ redis, prefix });
  const tidying = [
    { tidy: async () => void (await sealAudit()) },
    fullnessWatch({ redis, log }),
    janitor({ redis, prefix }),
    archiving({ redis, prefix, history: settings.history, archive, now, log }),
  ];
  const tidy = async () => {
    for (const one of tidying) await one.tidy();
  };
  const worker = alarmWorker({
    redis: workerConnection,
    prefix,
    store,
    clock,
    tick: id => tick(deps, id),
    tidy,
    timeouts: timeoutsOf(settings.pace),
    log,
  });
  await worker.ready();
  const inventory = keepInventory({ ...deps, now });
  const sweep = keepSweep({ ...deps, now, sweeps: redisSweeps({ redis, prefix }) });
  return {
    async close() {
      stopping.abort();
      inventory.close();
      sweep.close();
      await worker.close();
      await clock.close();
      for (const connection of [redis, queueRedis, workerConnection]) connection.disconnect();
    },
  };
}
