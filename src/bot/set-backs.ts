import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisConnection } from '../jobs/redis.ts';
import type { Log } from '../log.ts';
import { ChatError } from './chat.ts';
import type { ChatRecords } from './chat-record.ts';
import { goneNote } from './notes/answers.ts';
import type { Shown } from './round.ts';

/** Longer than Redis takes to come back, and more than it can lose. */
const rememberedMs = 120_000;

/** So often, and so long apart, a chat is told that a capture is gone. */
const [tries, pauseMs] = [20, 1_000];

/** What is shown of an entry, and up to which revision. */
interface Memory {
  readonly rev: number;
  readonly shown: Shown | null;
}

/**
 * Remembers what this process has told lately. A Redis that comes back without the end of what it had (a power loss, a failover)
 * knows less than the chats show: then what they show is told anew, and of what it knows nothing more they are told that.
 */
export function watchSetBacks({ redis, records, log }: { redis: RedisConnection; records: ChatRecords; log: Log }) {
  const told = new Map<string, Memory & { readonly atMs: number }>();
  const closed = new AbortController();

  function forgetOld(): void {
    for (const [entry, { atMs }] of told) {
      if (performance.now() - atMs < rememberedMs) return;
      told.delete(entry);
    }
  }

  async function look(): Promise<void> {
    forgetOld();
    for (const [entry, memory] of told) await lookAt(entry, memory);
  }

  async function lookAt(entry: string, { rev, shown }: Memory): Promise<void> {
    const found = await records.setBack(entry, rev);
    if (found === 'as-told') return;
    told.delete(entry);
    const what = found === 'gone' ? 'a capture' : 'what was told of a capture';
    log.warn({ capture: entry, rev }, `Redis has forgotten ${what}: its thread is told so`);
    if (found === 'gone' && shown)
      void tellGone(entry, shown).catch(error =>
        log.error({ err: error, capture: entry }, 'that Redis has forgotten a capture could not be told'),
      );
  }

  /** Nothing of it is in Redis, so that no other process can go on with this. */
  async function tellGone(entry: string, shown: Shown): Promise<void> {
    const { chat, place, root, isBegun } = shown;
    const note = goneNote(shown);
    const options = { key: `${entry}:gone:${root.channel}`, thread: root };
    await stubbornly(async isAgain => {
      const found = isAgain && (await chat.findPosted(place, options));
      if (!found) await chat.post(place, note, options);
    });
    // What was done stands in the message, and nowhere else now.
    if (!isBegun) await stubbornly(() => chat.edit(root, note));
  }

  async function stubbornly(call: (isAgain: boolean) => Promise<void>): Promise<void> {
    for (let left = tries; ; left -= 1)
      try {
        return await call(left < tries);
      } catch (error) {
        if (!(error instanceof ChatError) || !error.passing || left <= 1) throw error;
        await sleep(error.retryAfterMs ?? pauseMs, undefined, { signal: closed.signal });
      }
  }

  const lookAgain = () =>
    void look().catch(error => log.warn({ err: error }, 'whether Redis has forgotten anything could not be looked up'));
  // A Cluster has one connection a node.
  const events = ['ready', '+node'] as const;
  for (const event of events) redis.on(event, lookAgain);

  return {
    /** Without a `rev` not all of it is told yet. */
    wasTold(entry: string, { rev, shown }: { readonly rev?: number; readonly shown: Shown | null }): void {
      const before = told.get(entry);
      told.delete(entry);
      told.set(entry, { rev: rev ?? before?.rev ?? 0, shown, atMs: performance.now() });
      forgetOld();
    },
    /** For when the right to tell was lost in the middle of it: to somebody else, or with the capture. */
    lookAt: (entry: string, shown: Shown | null): Promise<void> => lookAt(entry, { rev: 0, shown }),
    close(): void {
      closed.abort();
      for (const event of events) redis.off(event, lookAgain);
    },
  };
}
