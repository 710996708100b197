import type { Redis } from 'ioredis';
import { versionId } from '../azure/names.ts';
import { type Capture, isOver } from './record.ts';
import { scripts } from './store-scripts.ts';
import { readRecord } from './stored.ts';

/** A fact for the audit stream: what happened, to which capture, by whom. Never a secret. */
export interface AuditEntry {
  readonly event: string;
  readonly by?: string;
  readonly step?: string;
  readonly details?: string;
}

/** The right to change one capture until somebody else claims it: `epoch` is the fencing token. `operation` is a secret URL. */
export interface Claim {
  readonly capture: Capture;
  readonly epoch: number;
  readonly operation: string | null;
}

export type Commit = 'saved' | 'fenced' | { readonly heldBy: string };

/** The record of every capture, in Redis: each verb that changes something is one script that moves all of it or nothing. */
export interface Store {
  /** Takes a new capture in, once per `trigger` (a chat platform's id of a delivery); answers the id that stands. */
  accept(trigger: string, capture: Capture): Promise<{ readonly id: string; readonly isNew: boolean }>;
  load(id: string): Promise<Capture | null>;
  /** Ids, newest first. */
  list(count: number): Promise<readonly string[]>;
  /** Takes a capture in hand for one tick; or says how long it is not due yet; null when there is none. */
  claim(id: string): Promise<Claim | { readonly waitMs: number } | null>;
  /** Saves what a tick made of it, unless somebody else has claimed it since. `takeLocks`: one capture per VM and per version. */
  commit(
    claim: Claim,
    next: {
      capture: Capture;
      operation: string | null;
      dueInMs: number | null;
      audit?: AuditEntry;
      takeLocks?: boolean;
    },
  ): Promise<Commit>;
  /** Saves a person's decision on the snapshot it was made on; false when the capture has moved since. */
  decide(before: Capture, after: Capture, audit: AuditEntry): Promise<boolean>;
  /** Ids whose next tick is overdue by at least this much. */
  overdue(byMs: number, count: number): Promise<readonly string[]>;
  /** The VM inventory that fills the form, as the worker last saw it. */
  saveInventory(json: string): Promise<void>;
  loadInventory(): Promise<string | null>;
}

/** The keys of a prefix; one hash slot for all, so that a script may touch them together. */
export const keysOf = (prefix: string) => {
  const root = `{${prefix}}`;
  return {
    capture: (id: string) => `${root}:capture:${id}`,
    chat: (id: string) => `${root}:chat:${id}`,
    thread: (thread: string) => `${root}:thread:${thread}`,
    seen: (trigger: string) => `${root}:seen:${trigger}`,
    lock: (what: string) => `${root}:lock:${what.toLowerCase()}`,
    due: `${root}:due`,
    outbox: `${root}:outbox`,
    audit: `${root}:audit`,
    index: `${root}:index`,
    inventory: `${root}:inventory`,
  };
};

/** A store on one Redis connection. */
export function redisStore({ redis, prefix }: { redis: Redis; prefix: string }): Store {
  const keys = keysOf(prefix);
  const run = scripts(redis);

  const locksOf = (capture: Capture) =>
    capture.plan ? [keys.lock(capture.plan.vm.id), keys.lock(versionId(capture.plan.target))] : [];

  return {
    async accept(trigger, capture) {
      const id = await run.accept(
        [keys.seen(trigger), keys.capture(capture.id), keys.due, keys.outbox, keys.audit, keys.index],
        [capture.id, toJson(capture), entry(capture.id, { event: 'requested', by: capture.requester.id })],
      );
      return { id: String(id), isNew: id === capture.id };
    },

    async load(id) {
      const [record, rev] = await redis.hmget(keys.capture(id), 'record', 'rev');
      return record ? readRecord(record, Number(rev)) : null;
    },

    list: count => redis.zrevrange(keys.index, 0, count - 1),

    async claim(id) {
      const [wait, epoch, rev, record, operation] = await run.claim([keys.capture(id), keys.due], [id]);
      if (wait === -1) return null;
      if (Number(wait) > 0) return { waitMs: Number(wait) };
      return {
        capture: readRecord(String(record), Number(rev)),
        epoch: Number(epoch),
        operation: operation ? String(operation) : null,
      };
    },

    async commit(claim, { capture, operation, dueInMs, audit, takeLocks }) {
      const wanted = isOver(capture) ? [] : locksOf(capture);
      const left = locksOf(claim.capture).filter(lock => !wanted.includes(lock));
      const [saved, heldBy] = await run.commit(
        [keys.capture(capture.id), keys.due, keys.outbox, keys.audit, ...wanted, ...left],
        [
          capture.id,
          claim.epoch,
          toJson(capture),
          operation ?? '',
          dueInMs === null ? -1 : Math.max(0, Math.round(dueInMs)),
          audit ? entry(capture.id, audit) : '',
          takeLocks ? wanted.length : 0,
          wanted.length,
        ],
      );
      if (saved === 1) return 'saved';
      return saved === 2 ? { heldBy: String(heldBy) } : 'fenced';
    },

    async decide(before, after, audit) {
      const saved = await run.decide(
        [keys.capture(before.id), keys.due, keys.outbox, keys.audit, ...(isOver(after) ? locksOf(before) : [])],
        [before.id, before.rev, toJson(after), entry(before.id, audit), isOver(after) ? 1 : 0],
      );
      return saved === 1;
    },

    async overdue(byMs, count) {
      return (await run.overdue([keys.due], [byMs, count])) as string[];
    },

    async saveInventory(json) {
      await redis.set(keys.inventory, json);
    },
    loadInventory: () => redis.get(keys.inventory),
  };
}

/** The stored form leaves `rev` out: the hash beside it counts. */
function toJson(capture: Capture): string {
  const { rev: _rev, ...rest } = capture;
  return JSON.stringify(rest);
}

const entry = (id: string, audit: AuditEntry) => JSON.stringify({ capture: id, ...audit });
