import { LRUCache } from 'lru-cache';
import { platformIn } from '../../jobs/record/mirror.ts';
import { NewerRecord, UnreadableRecord } from '../../jobs/record/record-codec.ts';
import type { Place } from '../../jobs/request/request.ts';
import { isNoOfRedis } from '../../jobs/store/redis-errors.ts';
import { pause } from '../../lib/pause.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Chat } from '../chat.ts';
import { deliverCapture } from './deliver.ts';
import type { DeliveryOutcome } from './delivery.ts';
import type { Lease } from './delivery-record.ts';

const idleMs = 250;
const atOnce = 8;
const page = 100;
const closeWithinMs = 4000;
const longestWaitMs = 60_000;
const downMs = 1_000;

/**
 * Brings what has moved into the threads, for as long as it runs: each capture by one process at a time, each on its own
 * pace, and each platform with hands of its own: one that is slow or dead holds up no other. What does not get through waits in
 * the outbox, which is Redis's, and is never forgotten.
 */
export function openOutbox(hands: Parameters<typeof deliverCapture>[0]): { close(): Promise<void> } {
  const { chats, store, records, rollbacks, log } = hands;
  const tell = deliverCapture(hands);
  const inHand = new Set<Promise<void>>();
  const firstPlatforms = new LRUCache<string, Place['platform']>({ max: 10_000 });
  const stopped = new AbortController();

  async function platformOf(entry: string): Promise<Place['platform'] | null> {
    const known = platformIn(entry) ?? firstPlatforms.get(entry);
    if (known) return known;
    const platform = await store.load(entry).then(capture => capture?.place.platform, leftAside);
    if (platform) firstPlatforms.set(entry, platform);
    return platform ?? null;
  }

  async function takeOne(entry: string, own: Set<Promise<void>>): Promise<boolean> {
    const lease = await records.lease(entry);
    if (!lease) return false;
    const work = handle(lease).finally(() => [inHand, own].map(hand => hand.delete(work)));
    for (const hand of [inHand, own]) hand.add(work);
    return true;
  }

  /** Takes what is due on a platform, however much is due on others; false when that is nothing. */
  async function takeDue(platform: Place['platform'], own: Set<Promise<void>>): Promise<boolean> {
    let taken = false;
    for (let from = 0; own.size < atOnce; from += page) {
      const entries = await records.due(from, page);
      for (const entry of entries)
        if (own.size < atOnce && (await platformOf(entry)) === platform) taken = (await takeOne(entry, own)) || taken;
      if (entries.length < page) break;
    }
    return taken;
  }

  async function handle(lease: Lease): Promise<void> {
    try {
      const outcome = await tell(lease);
      await settle(lease, outcome);
      if (outcome.is === 'told') rollbacks.remember(lease.entry, { told: outcome.rev });
      if (outcome.is === 'lost') await rollbacks.lookAt(lease.entry);
    } catch (error) {
      if (error instanceof NewerRecord)
        log.warn({ capture: lease.entry, schema: error.schema }, 'a capture is of a newer version: it tells of it');
      else log.error({ err: error, capture: lease.entry }, 'telling of a capture went wrong; it is tried again');
      const laterMs = isNoOfRedis(error) ? downMs : longestWaitMs / 4;
      await lease
        .later(laterMs)
        .catch(cause =>
          log.warn({ err: cause, capture: lease.entry }, 'a lease could not be put off: it runs out by itself'),
        );
    }
  }

  async function run({ platform }: Chat): Promise<void> {
    const own = new Set<Promise<void>>();
    let isDown = false;
    while (!stopped.signal.aborted) {
      try {
        const taken = await takeDue(platform, own);
        isDown = false;
        if (!taken) await pause(idleMs, stopped.signal);
      } catch (error) {
        if (!isDown) log.warn({ err: error }, 'the outbox cannot be read; trying again');
        isDown = true;
        await pause(downMs, stopped.signal);
      }
    }
  }

  const running = Promise.all(chats.map(run));
  return {
    async close() {
      stopped.abort();
      await running;
      await withTimeout(closeWithinMs, Promise.all(inHand));
    },
  };
}

/** One record that cannot be read holds up no other. */
function leftAside(error: unknown): undefined {
  if (!(error instanceof UnreadableRecord)) throw error;
}

async function settle(lease: Lease, outcome: DeliveryOutcome): Promise<void> {
  if (outcome.is === 'told') await lease.done(outcome.rev);
  if (outcome.is === 'wait') await lease.later(outcome.ms);
  if (outcome.is === 'rest') await lease.rest(outcome.rev, outcome.ms);
}
