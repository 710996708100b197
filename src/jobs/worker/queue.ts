import { DelayedError, ErrorCode, type Job, Queue, Worker } from 'bullmq';
import { pause } from '../../lib/pause.ts';
import type { Log } from '../../log.ts';
import { meters } from '../../metrics.ts';
import type { Due } from '../claim/claimed-capture.ts';
import type { timeoutsOf } from '../request/timeouts.ts';
import { type RedisConnection, silentMs } from '../store/redis.ts';
import { isNoOfRedis } from '../store/redis-errors.ts';
import type { Store } from '../store/store.ts';

type Alarm = { readonly id: string };

/** The alarm clocks: one job that delays itself for each capture that is under way. */
export interface AlarmClock {
  /** Sets a capture's alarm to now; a new one has none yet. One that rings at this moment is left alone: the reconciler sees to what it missed. */
  wake(id: string, of?: { isNew: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** How long a Redis that answers no, such as one that is full, is left alone. */
const restMs = 1_000;

const queueName = 'captures';
const jobId = (id: string): string => `capture-${id}`;

/** What waits in Redis: the alarm is gone when its capture is over. */
export function alarmClock({ redis, prefix, log }: { redis: RedisConnection; prefix: string; log: Log }): AlarmClock {
  const queue = new Queue<Alarm>(queueName, {
    connection: redis,
    prefix: `{${prefix}}`,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  let isAway = false;
  redis.on('ready', () => {
    isAway = false;
  });
  queue.on('error', error => {
    if (!isAway) log.warn({ err: error }, 'no capture can be woken: the queue is out of reach');
    isAway = true;
  });
  return {
    async wake(id, { isNew } = { isNew: false }) {
      const job = isNew ? undefined : await queue.getJob(jobId(id));
      if (!job) {
        await queue.add('tick', { id }, { jobId: jobId(id) });
        return;
      }
      const state = await job.getState();
      if (state === 'delayed') await job.promote().catch(ignoreRinging);
      else if (state === 'unknown' || state === 'completed' || state === 'failed') {
        await queue.remove(jobId(id));
        await queue.add('tick', { id }, { jobId: jobId(id) });
      }
    },
    close: () => queue.close(),
  };
}

/** How long the worker has Redis wait for the next alarm before it asks again: a silence that is longer is that of a dead connection. */
const waitSeconds = silentMs / 2_000;

class AlarmWorker extends Worker<Alarm> {
  override get maximumBlockTimeout(): number {
    return waitSeconds;
  }
}

/** Between the look and the touch the job may have begun to ring: then it needs no waking. */
export function ignoreRinging(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === ErrorCode.JobNotInState)) throw error;
}

/**
 * Answers the alarms of every capture with `tick`, and holds no slot while Azure works or a person thinks. The reconciler beside
 * it re-arms whatever is overdue (an alarm that was lost with a crash, or rang while a person decided), and lets `tidy` look once.
 */
export function alarmWorker(options: {
  redis: RedisConnection;
  prefix: string;
  store: Pick<Store, 'overdue'>;
  clock: AlarmClock;
  tick: (id: string) => Promise<Due>;
  tidy: () => Promise<void>;
  timeouts: ReturnType<typeof timeoutsOf>;
  log: Log;
}): { ready(): Promise<void>; close(): Promise<void> } {
  const { redis, prefix, store, clock, tick, tidy, log } = options;
  const { lockMs, silenceMs, lateMs, reconcileMs } = options.timeouts;
  const worker = new AlarmWorker(
    queueName,
    async (job: Job<Alarm>, token?: string) => {
      const due = await tick(job.data.id).catch(error => {
        log.error({ capture: job.data.id, err: error }, 'a tick could not be saved');
        return 'unsaved' as const;
      });
      meters.ticks.inc({ outcome: due === 'unsaved' ? 'unsaved' : 'saved' });
      if (due === null) return;
      await job.moveToDelayed(Date.now() + (due === 'unsaved' ? lockMs : due), token);
      throw new DelayedError();
    },
    {
      connection: redis,
      prefix: `{${prefix}}`,
      concurrency: 50,
      drainDelay: waitSeconds,
      lockDuration: lockMs,
      stalledInterval: silenceMs,
      // The counter is never reset: a capture of days may outlive any number of crashes.
      maxStalledCount: 1_000_000,
    },
  );
  const closing = new AbortController();
  let resting: Promise<void> | null = null;
  worker.on('error', error => {
    if (resting) return;
    log.warn({ err: error }, 'the queue is out of reach');
    // BullMQ would ask again at once, as often as Redis can say no.
    if (isNoOfRedis(error)) resting = rest();
  });

  async function rest(): Promise<void> {
    await worker.pause(true);
    await pause(restMs, closing.signal);
    resting = null;
    if (!closing.signal.aborted) await worker.resume();
  }

  let reconciling: Promise<void> = Promise.resolve();
  const reconcile = async () => {
    for (const id of await store.overdue(lateMs, 1_000)) {
      await clock.wake(id);
      meters.rearmed.inc();
    }
    await tidy();
  };
  const timer = setInterval(() => {
    reconciling = reconciling
      .then(reconcile)
      .catch(error => log.warn({ err: error }, 'a round of the reconciler went wrong'));
  }, reconcileMs);

  return {
    ready: async () => {
      await worker.waitUntilReady();
    },
    async close() {
      clearInterval(timer);
      closing.abort();
      await Promise.all([worker.close(), reconciling]);
    },
  };
}
