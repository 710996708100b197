import { redisDelegations } from '../../jobs/approval/delegations.ts';
import { readInventory } from '../../jobs/housekeeping/inventory.ts';
import { redisSweeps } from '../../jobs/housekeeping/sweep.ts';
import type { Policy } from '../../jobs/policy/policy.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import { procedures as own } from '../../jobs/procedures/procedures.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { timeoutsOf } from '../../jobs/request/timeouts.ts';
import { auditLog } from '../../jobs/store/audit-log.ts';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Log } from '../../log.ts';
import { authorizer as authorizerOf } from '../access/authorizer.ts';
import { type Chat, chatFor } from '../chat.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import { ownNotes } from '../notes/own-notes.ts';
import { mentioning } from '../outbox/approver-mentions.ts';
import { chatRecords } from '../outbox/delivery-record.ts';
import { watchRollbacks } from '../outbox/rollback-detector.ts';
import { accepting } from './accept.ts';
import { answeringInThread } from './answer-in-thread.ts';
import { newCaptureId } from './capture-id.ts';
import { cleaningUp } from './cleanup.ts';
import { deciding } from './decide.ts';
import { delegating } from './delegate.ts';
import { mirroring } from './mirror.ts';
import { asking } from './open-form.ts';
import { seeing as seeingOf } from './read-access.ts';
import { showing } from './show.ts';
import { viewing } from './view.ts';

/** What the desk works with. `wake` has a worker look at a capture now; `redis` is the connection of the store. */
export interface DeskDeps {
  readonly chats: readonly Chat[];
  readonly store: Store<Job>;
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly settings: Settings;
  /** Who may do what; without one the requester alone decides. */
  readonly policy?: Policy | null;
  /** What can be done here, and how it is told: all that there is, unless others are handed in. */
  readonly procedures?: Procedures;
  readonly notes?: NotesOfJobs;
  readonly wake: (id: string, of?: { isNew: boolean }) => Promise<unknown>;
  readonly now?: () => Date;
  readonly newId?: (vm: string) => string;
  readonly log: Log;
}

export type DeskParts = ReturnType<typeof deskParts>;

/** What is done at the desk, each part with those that it needs. */
export function deskParts(deps: DeskDeps) {
  const { chats, store, redis, prefix, settings, log } = deps;
  const { policy = null, procedures = own, notes = ownNotes, now = () => new Date(), newId = newCaptureId } = deps;
  const records = chatRecords({ redis, prefix, leaseMs: timeoutsOf(settings.pace).chatLeaseMs });
  const rollbacks = watchRollbacks({ redis, records, log });
  const delegations = redisDelegations({ redis, prefix, log });
  const inventory = async () => readInventory(await store.loadInventory());
  const authorizer = authorizerOf({ policy, procedures, settings, chats, delegations, inventory, now, log });
  const seeing = seeingOf({ store, authorizer: authorizer });
  const approversOf = mentioning({ chats, log });

  const wakeUp = (id: string, of?: { isNew: boolean }) => {
    deps
      .wake(id, of)
      .catch(error =>
        log.warn({ err: error, capture: id }, 'a worker could not be woken; it finds the capture itself'),
      );
  };

  /** What is taken down is known to a person before it is told anywhere. */
  function took(capture: Job): void {
    const chat = chatFor(chats, capture.place);
    if (!chat) return;
    const shown = { chat, place: capture.place, root: null, vm: notes.of(capture).subject(capture), isBegun: false };
    rollbacks.remember(capture.id, { shown });
  }

  const shared = { store, records, settings, policy, procedures, notes, now, wakeUp, authorizer, seeing };
  const decide = deciding({ ...shared, redis, keys: keysOf(prefix), rollbacks });
  const { accept, start, replaceFailed } = accepting({ ...shared, newId, took });
  return {
    ...{ chats, redis, log, inventory, rollbacks, approversOf, accept, start, replaceFailed, ...shared },
    form: asking({ ...shared, inventory, accept }),
    show: showing({ ...shared, audit: auditLog({ redis, prefix }) }),
    view: viewing({ ...shared, approversOf }),
    cleanup: cleaningUp({ ...shared, sweeps: redisSweeps({ redis, prefix }) }),
    decide,
    inThread: answeringInThread({ ...shared, decide }),
    delegate: delegating({ ...shared, delegations }),
    mirrorTo: mirroring({ ...shared, chats }),
  };
}
