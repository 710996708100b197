import { isDeepStrictEqual } from 'node:util';
import type { Procedures } from '../procedures/procedure.ts';
import { procedures as own } from '../procedures/procedures.ts';
import { hasDueCleanup } from '../record/cleanup-ledger.ts';
import { entriesOf } from '../record/mirror.ts';
import { type Capture, currentSchema, isOver, type Job } from '../record/record.ts';
import { readRecord, tryReadRecord } from '../record/record-codec.ts';
import { packRecord } from '../record/record-compression.ts';
import type { AuditEntry } from './audit.ts';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { scripts } from './store-scripts.ts';

/** The right to change one capture until somebody else claims it: `epoch` is the fencing token. `operation` is a secret URL, `atMs` Redis's time then, `lateMs` how long after its time it was claimed. */
export interface Claim<J extends Job = Capture> {
  readonly capture: J;
  readonly epoch: number;
  readonly atMs: number;
  readonly operation: string | null;
  readonly lateMs: number;
}

/** `heldBy`: a capture that a lock is for before us; `ahead`: how many wait for that lock before us. */
export type Commit = 'saved' | 'fenced' | Held;
export interface Held {
  readonly heldBy: string;
  readonly ahead: number;
}

/** The record of every capture, in Redis: each verb that changes something is one script that moves all of it or nothing. */
export interface Store<J extends Job = Capture> {
  /**
   * Takes a new capture in, once per `trigger` (a chat platform's id of a delivery), and notes the `command` that it was asked for by;
   * answers the id that stands, or null, with nothing noted, where another capture has this id.
   */
  accept(
    trigger: string,
    capture: J,
    command?: AuditEntry | null,
  ): Promise<{ readonly id: string; readonly isNew: boolean } | null>;
  load(id: string): Promise<J | null>;
  /** The same for whoever looks at many: null also for one that cannot be read, so that it holds up no other. */
  loadReadable(id: string): Promise<J | null>;
  /** Ids, newest first. */
  list(count: number): Promise<readonly string[]>;
  /** Takes a capture in hand for one tick; or says how long it is not due yet, or is left to a `newer` version of the code; null when there is none. */
  claim(id: string): Promise<Claim<J> | { readonly waitMs: number; readonly newer?: number } | null>;
  /**
   * Saves what a tick made of it, unless somebody else has claimed it since: `claim` has the capture as it was last saved. `locks`: take those of its VM and its version, or
   * nothing is saved; or queue for those that are not free.
   */
  commit(
    claim: Claim<J>,
    next: {
      capture: J;
      operation: string | null;
      dueInMs: number | null;
      audit?: AuditEntry;
      locks?: 'take' | 'queue';
    },
  ): Promise<Commit>;
  /** Saves a person's decision on the snapshot it was made on; false when the capture has moved since. */
  decide(before: J, after: J, audit: AuditEntry): Promise<boolean>;
  /** Notes what changes no capture: a command, a refusal. */
  note(entry: AuditEntry, capture?: J): Promise<void>;
  /** Ids whose next tick is overdue by at least this much. */
  overdue(byMs: number, count: number): Promise<readonly string[]>;
  /** The VM inventory that fills the form, as the worker last saw it. */
  saveInventory(json: string): Promise<void>;
  loadInventory(): Promise<string | null>;
}

/** How long a record of a newer version is left to those who know it, before it is looked at again. */
const leaveMs = 10_000;

/** A store on one Redis connection. */
export function redisStore<J extends Job = Capture>({
  redis,
  prefix,
  procedures = own,
}: {
  redis: RedisConnection;
  prefix: string;
  procedures?: Procedures;
}): Store<J> {
  const keys = keysOf(prefix);
  const run = scripts(redis);
  /** What one job has for itself alone while it lasts. */
  const locksOf = (job: Job): readonly string[] => (job.plan ? procedures.of(job).locks(job.plan) : []);
  const pair = (what: string) => [keys.lock(what), keys.queue(what)];
  /** Where a job is, and all that moves with it. */
  const at = ({ id }: Job) => ({
    id,
    record: keys.capture(id),
    due: keys.due,
    outbox: keys.outbox,
    unsealed: keys.auditUnsealed,
  });

  /** An entry with the job it is about, and the plan that job is under. */
  function noted(entry: AuditEntry, job?: Job): string {
    if (!job) return JSON.stringify(entry);
    const { id, plan, request } = job;
    const vm = plan ? procedures.of(job).subject(plan) : request.vm;
    return JSON.stringify({ capture: id, vm, ...(plan ? { plan: plan.hash } : {}), ...entry });
  }

  return {
    async accept(trigger, capture, command = null) {
      const { requester: by, place: from } = capture;
      const id = await run.accept({
        trigger: keys.seen(trigger),
        ...at(capture),
        index: keys.index,
        text: packRecord(capture),
        requested: noted({ event: 'requested', by, from }, capture),
        command: command ? noted(command) : '',
        places: entriesOf(capture),
      });
      return id === 0 ? null : { id: String(id), isNew: id === capture.id };
    },

    async load(id) {
      const [record, rev] = await redis.hmget(keys.capture(id), 'record', 'rev');
      return record ? readRecord<J>(record, Number(rev), procedures) : null;
    },

    async loadReadable(id) {
      const [record, rev] = await redis.hmget(keys.capture(id), 'record', 'rev');
      return record ? tryReadRecord<J>(record, Number(rev), procedures) : null;
    },

    list: count => redis.zrevrange(keys.index, 0, count - 1),

    async claim(id) {
      const [wait, epoch, rev, record, operation, late, atMs] = await run.claim({
        record: keys.capture(id),
        due: keys.due,
        id,
        schema: currentSchema,
        leave_ms: leaveMs,
        procedures: procedures.names,
      });
      if (wait === -1) return null;
      if (Number(wait) > 0) return { waitMs: Number(wait), ...(epoch ? { newer: Number(epoch) } : {}) };
      return {
        capture: readRecord<J>(String(record), Number(rev), procedures),
        epoch: Number(epoch),
        atMs: Number(atMs),
        operation: operation ? String(operation) : null,
        lateMs: Math.max(0, Number(late)),
      };
    },

    async commit(claim, { capture, operation, dueInMs, audit, locks = '' }) {
      const wanted = isOver(capture) ? [] : locksOf(capture);
      const left = locksOf(claim.capture).filter(what => !wanted.includes(what));
      const [saved, heldBy, ahead] = await run.commit({
        ...at(capture),
        locks: [...wanted, ...left].flatMap(pair),
        epoch: claim.epoch,
        text: isDeepStrictEqual(capture, claim.capture) ? '' : packRecord(capture),
        operation: operation ?? '',
        due_in_ms: dueInMs === null ? -1 : Math.max(0, Math.round(dueInMs)),
        entry: audit ? noted(audit, capture) : '',
        locking: locks,
        wanted_count: wanted.length,
        notices: capture.notices.length,
        places: entriesOf(capture),
      });
      if (saved === 1) return 'saved';
      return saved === 2 ? { heldBy: String(heldBy), ahead: Number(ahead) } : 'fenced';
    },

    async decide(before, after, audit) {
      const left = isOver(after) ? locksOf(before) : [];
      const saved = await run.decide({
        ...at(before),
        locks: left.flatMap(pair),
        rev: before.rev,
        text: packRecord(after),
        entry: noted(audit, after),
        is_over: isOver(after) && !hasDueCleanup(after) ? 1 : 0,
        notices: after.notices.length,
        places: entriesOf(after),
      });
      return saved === 1;
    },

    async note(entry, capture) {
      await run.note({ unsealed: keys.auditUnsealed, entry: noted(entry, capture) });
    },

    async overdue(byMs, count) {
      return (await run.overdue({ due: keys.due, by_ms: byMs, count })) as string[];
    },

    async saveInventory(json) {
      await redis.set(keys.inventory, json);
    },
    loadInventory: () => redis.get(keys.inventory),
  };
}
