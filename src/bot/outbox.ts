import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy } from '../jobs/policy.ts';
import type { Settings } from '../jobs/settings.ts';
import type { Store } from '../jobs/store.ts';
import type { Log } from '../log.ts';
import type { Chat } from './chat.ts';
import type { ChatRecords, Lease } from './chat-record.ts';
import type { Telling } from './round.ts';
import { teller } from './telling.ts';

const idleMs = 250;
const atOnce = 8;
const closeWithinMs = 4000;
const longestWaitMs = 60_000;

/**
 * Brings what has moved into the threads, for as long as it runs: each capture by one process at a time, each on its own
 * pace. What does not get through waits in the outbox, which is Redis's, and is never forgotten.
 */
export function openOutbox(hands: {
  chats: readonly Chat[];
  store: Store;
  records: ChatRecords;
  settings: Settings;
  policy: Policy | null;
  now: () => Date;
  log: Log;
}): { close(): Promise<void> } {
  const { records, log } = hands;
  const tell = teller(hands);
  const inHand = new Set<Promise<void>>();
  const stopped = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal }).catch(() => {});

  async function takeOne(id: string): Promise<boolean> {
    const lease = await records.lease(id);
    if (!lease) return false;
    const work = handle(lease).finally(() => inHand.delete(work));
    inHand.add(work);
    return true;
  }

  async function handle(lease: Lease): Promise<void> {
    try {
      await settle(lease, await tell(lease));
    } catch (error) {
      log.error({ err: error, capture: lease.id }, 'telling of a capture went wrong; it is tried again');
      await lease.later(longestWaitMs / 4).catch(() => {}); // without Redis the lease runs out by itself
    }
  }

  async function run(): Promise<void> {
    let isDown = false;
    while (!stopped.signal.aborted) {
      try {
        const ids = inHand.size < atOnce ? await records.due(atOnce - inHand.size) : [];
        const taken = await Promise.all(ids.map(takeOne));
        isDown = false;
        if (!taken.includes(true)) await pause(idleMs);
      } catch (error) {
        if (!isDown) log.warn({ err: error }, 'the outbox cannot be read; trying again');
        isDown = true;
        await pause(1000);
      }
    }
  }

  const running = run();
  return {
    async close() {
      stopped.abort();
      await running;
      await Promise.race([Promise.all(inHand), sleep(closeWithinMs, undefined, { ref: false })]);
    },
  };
}

async function settle(lease: Lease, telling: Telling): Promise<void> {
  if (telling.is === 'told') await lease.done(telling.rev);
  if (telling.is === 'wait') await lease.later(telling.ms);
}
