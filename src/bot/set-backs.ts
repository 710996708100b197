import type { RedisConnection } from '../jobs/redis.ts';
import type { Log } from '../log.ts';
import type { ChatRecords } from './chat-record.ts';

/** Longer than Redis takes to come back, and more than it can lose. */
const rememberedMs = 120_000;

/**
 * Remembers what this process has told lately. A Redis that comes back without the end of what it had (a power loss, a failover)
 * knows less than the chats show: then what they show is told anew.
 */
export function watchSetBacks({ redis, records, log }: { redis: RedisConnection; records: ChatRecords; log: Log }) {
  const told = new Map<string, { readonly rev: number; readonly atMs: number }>();

  function forgetOld(): void {
    for (const [entry, { atMs }] of told) {
      if (performance.now() - atMs < rememberedMs) return;
      told.delete(entry);
    }
  }

  async function look(): Promise<void> {
    forgetOld();
    for (const [entry, { rev }] of told)
      if (await records.setBack(entry, rev)) {
        told.delete(entry);
        log.warn({ capture: entry, rev }, 'Redis has forgotten what was told of a capture: it is told anew');
      }
  }

  const lookAgain = () =>
    void look().catch(error => log.warn({ err: error }, 'whether Redis has forgotten anything could not be looked up'));
  // A Cluster has one connection a node.
  const events = ['ready', '+node'] as const;
  for (const event of events) redis.on(event, lookAgain);

  return {
    wasTold(entry: string, rev: number): void {
      told.delete(entry);
      told.set(entry, { rev, atMs: performance.now() });
      forgetOld();
    },
    close(): void {
      for (const event of events) redis.off(event, lookAgain);
    },
  };
}
