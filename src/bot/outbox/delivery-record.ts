import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { entryOf, idOf } from '../../jobs/record/mirror.ts';
import type { Job } from '../../jobs/record/record.ts';
import { type Place, placeSchema } from '../../jobs/request/request.ts';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Asked } from '../access/may-decide.ts';
import type { ChatCall, MessageRef } from '../chat.ts';
import { outboxScripts } from './outbox-scripts.ts';

/**
 * What the chat has of a capture. `sentRev` is the revision that is shown, or -1 where more was shown than is so; `sending` is the key of the post that was under way when this was saved; `asked` the newest
 * question in the thread, and `question` where it stands while it is open; `failures` counts those in a row; `told` is why it is told in private.
 */
export interface ChatRecord {
  readonly place: Place | null;
  readonly root: MessageRef | null;
  readonly link: string | null;
  readonly sentRev: number;
  readonly sentNotices: number;
  readonly editedAtMs: number;
  /** What shows its state in place of the first message, which can be edited no more. */
  readonly card: StateCard | null;
  readonly vain: VainEdits | null;
  readonly sending: string | null;
  readonly asked: Asked | null;
  readonly question: (MessageRef & { readonly notice: number }) | null;
  readonly failures: number;
  readonly told: string | null;
  /** By call, and for the edit that can wait: the turn that it was given in the line for it. */
  readonly turns: Turns;
}

/** `number`: how many took such a place before and now; `shows`: the state that it was posted with; `isFrozen`: no edit of it was ever taken. */
export type StateCard = MessageRef & {
  readonly number: number;
  readonly shows: string;
  readonly isEdited: boolean;
  readonly isFrozen: boolean;
};

/** How often in a row an edit of what shows the state was refused for its words, and the state that it last was to show. */
export interface VainEdits {
  readonly count: number;
  readonly shows: string;
}

type Turns = Readonly<Partial<Record<ChatCall | 'later', number>>>;

/** The right to tell of one capture in one place (its `entry`) until it is let go or runs out; every verb answers false when it is lost. */
export interface Lease {
  readonly id: string;
  readonly entry: string;
  /** When it was taken, by Redis's clock. */
  readonly atMs: number;
  keep(change?: Partial<ChatRecord>, thread?: string): Promise<boolean>;
  done(rev: number): Promise<boolean>;
  /** Lets go for a while, as far as nothing new must be noticed. */
  rest(rev: number, ms: number): Promise<boolean>;
  later(ms: number): Promise<boolean>;
}

export type ChatRecords = ReturnType<typeof chatRecords>;

/** What the chat has of each capture, and which captures have moved since they were told of; `leaseMs` is how long a lease lasts without being kept. */
export function chatRecords({ redis, prefix, leaseMs }: { redis: RedisConnection; prefix: string; leaseMs: number }) {
  const keys = keysOf(prefix);
  const run = outboxScripts(redis);
  const at = (entry: string) => ({ outbox: keys.outbox, chat: keys.chat(entry), entry });
  const load = async (entry: string): Promise<ChatRecord> => readRecord(await redis.hgetall(keys.chat(entry)));

  return {
    load,

    /** A link to where a capture is told: on that platform where it can be. */
    async linkOf({ id, place, mirrors = [] }: Job, platform: Place['platform']): Promise<string | null> {
      const places = [{ entry: id, place }, ...mirrors.map(({ place }) => ({ entry: entryOf(id, place), place }))];
      const near = places.filter(one => one.place.platform === platform);
      for (const { entry } of [...near, ...places]) {
        const { link } = await load(entry);
        if (link) return link;
      }
      return null;
    },

    /** The capture that a thread tells of, in which of its places; null when it is no capture's. */
    findByThread: (place: Place, thread: string): Promise<string | null> =>
      redis.get(keys.thread(threadKey(place, thread))),

    /** Entries of captures that have something to tell now, the longest due first. */
    async due(from: number, count: number): Promise<readonly string[]> {
      return z.array(z.string()).parse(await run.due({ outbox: keys.outbox, offset: from, count }));
    },

    /** Has all of an entry told anew when Redis has forgotten that a revision was told or decided; where the capture is gone, one of those who ask is to say so. */
    async setBack(
      entry: string,
      { told, decided }: { told: number; decided: number },
    ): Promise<'known' | 'behind' | 'gone' | 'gone-and-said'> {
      const record = keys.capture(idOf(entry));
      const found = await run.setBack({ ...at(entry), record, shown: told, decided, gone_s: goneSeconds });
      return (['known', 'behind', 'gone', 'gone-and-said'] as const)[Number(found)] ?? 'known';
    },

    async lease(entry: string): Promise<Lease | null> {
      const id = idOf(entry);
      const token = randomBytes(12).toString('hex');
      const own = { ...at(entry), token };
      const record = keys.capture(id);
      const atMs = Number(await run.lease({ ...own, lease_ms: leaseMs }));
      if (atMs === 0) return null;
      return {
        id,
        entry,
        atMs,
        async keep(change = {}, thread) {
          const fields = Object.entries(change).flatMap(([field, value]) => [
            field,
            value === null ? '' : JSON.stringify(value),
          ]);
          const places = thread ? [keys.thread(thread)] : [];
          return (await run.keep({ ...own, thread: places, lease_ms: leaseMs, changes: fields })) === 1;
        },
        done: async rev => (await run.done({ ...own, record, rev })) === 1,
        rest: async (rev, ms) => (await run.rest({ ...own, record, rev, rest_ms: Math.max(0, Math.round(ms)) })) === 1,
        later: async ms => (await run.later({ ...own, later_ms: Math.max(0, Math.round(ms)) })) === 1,
      };
    },
  };
}

/** Longer than any bot remembers what it has told. */
const goneSeconds = 600;

/** A thread by its platform, workspace, channel and first message. */
export const threadKey = ({ platform, workspace, channel }: Place, thread: string): string =>
  `${platform}:${workspace}:${channel}:${thread}`;

const recordSchema = z.object({
  place: placeSchema.nullable().default(null),
  root: z.object({ channel: z.string(), id: z.string() }).nullable().default(null),
  link: z.string().nullable().default(null),
  sentRev: z.number().default(0),
  sentNotices: z.number().default(0),
  editedAtMs: z.number().default(0),
  card: z
    .object({
      channel: z.string(),
      id: z.string(),
      number: z.number(),
      shows: z.string(),
      isEdited: z.boolean(),
      isFrozen: z.boolean(),
    })
    .nullable()
    .default(null),
  vain: z.object({ count: z.number(), shows: z.string() }).nullable().default(null),
  sending: z.string().nullable().default(null),
  asked: z
    .object({ for: z.enum(['confirm', 'guest']), planHash: z.string() })
    .nullable()
    .default(null),
  question: z.object({ channel: z.string(), id: z.string(), notice: z.number() }).nullable().default(null),
  failures: z.number().default(0),
  told: z.string().nullable().default(null),
  turns: z.partialRecord(z.enum(['post', 'edit', 'find', 'later']), z.number()).default({}),
});

function readRecord(stored: Record<string, string>): ChatRecord {
  const { lease: _lease, ...fields } = stored;
  return recordSchema.parse(
    Object.fromEntries(Object.entries(fields).map(([field, json]) => [field, JSON.parse(json)])),
  );
}
