import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Log } from '../../log.ts';
import { ChatError, type Note } from '../chat.ts';
import { goneNote } from '../notes/answers.ts';
import type { Shown } from './delivery.ts';
import type { ChatRecords } from './delivery-record.ts';

/** Longer than Redis takes to come back, and more than it can lose. */
const rememberedMs = 120_000;
const mostRemembered = 10_000;

/** So often, and so long apart, a chat is told that a capture is gone. */
const [tries, pauseMs] = [20, 1_000];

/** What people know of an entry: up to which revision it was told, which was decided in an answer to them, and where it is shown. */
interface Memory {
  readonly told: number;
  readonly decided: number;
  readonly shown: Shown | null;
}

export type RollbackDetector = ReturnType<typeof watchRollbacks>;

/**
 * Remembers what this process has told and taken down lately. A Redis that comes back without the end of what it had (a power loss,
 * a failover) knows less than people do: then what the chats show is told anew, and of what it knows nothing more they are told that.
 */
export function watchRollbacks({ redis, records, log }: { redis: RedisConnection; records: ChatRecords; log: Log }) {
  const memories = new LRUCache<string, Memory>({ max: mostRemembered, ttl: rememberedMs });
  const closed = new AbortController();

  function remember(entry: string, news: Partial<Memory>): void {
    memories.set(entry, { told: 0, decided: 0, shown: null, ...memories.get(entry), ...news });
  }

  async function look(): Promise<void> {
    for (const [entry, memory] of [...memories]) await lookAt(entry, memory);
  }

  async function lookAt(entry: string, { shown, ...known }: Memory): Promise<void> {
    const found = await records.setBack(entry, known);
    if (found === 'known') return;
    memories.delete(entry);
    if (found === 'behind')
      log.warn({ capture: entry, ...known }, 'Redis has forgotten the last of a capture: it is told anew');
    // What was over, and is not kept any more, is not shown.
    else if (shown) tellGone(entry, shown, found === 'gone');
  }

  function tellGone(entry: string, shown: Shown, isOurs: boolean): void {
    log.warn({ capture: entry }, 'Redis has forgotten a capture: it is said where it is shown');
    const note = goneNote(shown);
    Promise.all([isOurs && say(entry, shown, note), putRight(shown, note)]).catch(error =>
      log.error({ err: error, capture: entry }, 'that Redis has forgotten a capture could not be told'),
    );
  }

  /** Nothing of it is in Redis, so that no other process can go on with this. */
  async function say(entry: string, { chat, place, root }: Shown, note: Note): Promise<void> {
    const options = { key: `${entry}:gone:${root?.channel ?? place.channel}`, ...(root ? { thread: root } : {}) };
    await stubbornly(async isAgain => {
      const found = isAgain && (await chat.findPosted(place, options));
      if (!found) await chat.post(place, note, options);
    });
  }

  /** What was done stands in the message, and nowhere else now. */
  async function putRight({ chat, root, isBegun }: Shown, note: Note): Promise<void> {
    if (root && !isBegun) await stubbornly(() => chat.edit(root, note));
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
    remember,
    /** For when the right to tell was lost in the middle of it: to somebody else, or with the capture. */
    async lookAt(entry: string): Promise<void> {
      const memory = memories.get(entry);
      if (memory) await lookAt(entry, memory);
    },
    close(): void {
      closed.abort();
      for (const event of events) redis.off(event, lookAgain);
    },
  };
}
