import type { Policy } from '../../jobs/policy/policy.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import { dropMirror, entryOf, mirrorOf } from '../../jobs/record/mirror.ts';
import type { Job, Mirror, Notice } from '../../jobs/record/record.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { changeCapture } from '../../jobs/store/change-capture.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Buckets } from '../../jobs/store/token-buckets.ts';
import type { Log } from '../../log.ts';
import { withReader, withView } from '../access/personal-buttons.ts';
import { type Chat, ChatError, chatFor } from '../chat.ts';
import { asSeenIn } from '../lib/place-view.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import type { Mentioning } from './approver-mentions.ts';
import { tellNotices } from './deliver-notices.ts';
import { PlaceLost, tellRoot } from './deliver-root.ts';
import { tellState } from './deliver-state.ts';
import { type Delivery, type DeliveryOutcome, LeaseLost, shownAt } from './delivery.ts';
import type { ChatRecords, Lease } from './delivery-record.ts';
import { waitFor } from './post-once.ts';
import { RateLimited } from './rate-limit.ts';
import type { RollbackDetector } from './rollback-detector.ts';

/** Tells of a capture what is not told yet: its message, then each notice in order, then the message's new state. */
export function deliverCapture({
  chats,
  store,
  records,
  rollbacks,
  settings,
  buckets,
  policy,
  procedures,
  notes: ofJobs,
  now,
  approversOf,
  log,
}: {
  chats: readonly Chat[];
  store: Store<Job>;
  records: ChatRecords;
  rollbacks: RollbackDetector;
  settings: Settings;
  buckets: Buckets;
  policy: Policy | null;
  procedures: Procedures;
  notes: NotesOfJobs;
  now: () => Date;
  approversOf: Mentioning;
  log: Log;
}): (lease: Lease) => Promise<DeliveryOutcome> {
  return async lease => {
    const found = await store.load(lease.id);
    const mirror = found && mirrorOf(found, lease.entry);
    if (found && mirror === undefined) return { is: 'told', rev: found.rev };
    const capture = found && mirror ? asSeenIn(found, mirror) : found;
    const chat = capture && chatFor(chats, capture.place);
    if (!capture || !chat) {
      log.error({ capture: lease.id }, 'there is something to tell and no chat to tell it in');
      return { is: 'wait', ms: 60_000 };
    }
    const [links, approvers] = await Promise.all([linksFor({ store, records }, capture), approversOf(capture)]);
    const context = {
      now: now(),
      portalUrl: settings.portalUrl,
      links,
      approvers,
      keepFailedHours: settings.clone.keepFailedHours,
    };
    const record = await records.load(lease.entry);
    const sentNotices = Math.max(record.sentNotices, mirror?.since ?? 0);
    const notes = ofJobs.of(capture);
    const delivery: Delivery = {
      chat,
      capture,
      context,
      notes,
      lease,
      log,
      buckets,
      record: { ...record, sentNotices },
      rollbacks,
      now,
      editSeconds: settings.pace.editSeconds,
      drawn: (note, part) => withReader(withView(note, capture, { part, policy, procedures }), capture, part),
    };
    try {
      return await tellAll(delivery);
    } catch (error) {
      if (error instanceof PlaceLost && mirror)
        return await leaveOut({ store, now }, mirror, { id: lease.id, code: error.code });
      throw error;
    }
  };
}

async function tellAll(delivery: Delivery): Promise<DeliveryOutcome> {
  const { rev } = delivery.capture;
  try {
    const root = await tellRoot(delivery);
    if (!root) return { is: 'told', rev };
    delivery.rollbacks.remember(delivery.lease.entry, { shown: shownAt(delivery, root) });
    if (!(await tellNotices(delivery, root))) return { is: 'wait', ms: 0 };
    return await tellState(delivery, root);
  } catch (error) {
    if (error instanceof LeaseLost) return { is: 'lost' };
    if (error instanceof RateLimited) return { is: 'rest', rev, ms: error.ms };
    if (error instanceof ChatError && error.passing) return await waitFor(delivery, error);
    throw error;
  }
}

/** A mirror that shuts us out is given up, and the other places are told so. */
async function leaveOut(
  { store, now }: { store: Store<Job>; now: () => Date },
  mirror: Mirror,
  { id, code }: { id: string; code: string },
): Promise<DeliveryOutcome> {
  const { decide: save } = store;
  const outcome = await changeCapture<DeliveryOutcome, Job>({ load: () => store.load(id), save }, before => {
    if (!before || mirrorOf(before, entryOf(id, mirror.place)) === undefined)
      return { answer: { is: 'told', rev: before?.rev ?? 0 } };
    return {
      capture: dropMirror(before, mirror, { code, at: now().toISOString() }),
      audit: { event: 'mirror-lost', from: mirror.place, details: code },
      saved: () => ({ is: 'told', rev: before.rev + 1 }),
    };
  });
  return outcome ?? { is: 'wait', ms: 0 };
}

async function linksFor(
  { store, records }: { store: Store<Job>; records: ChatRecords },
  { notices, place }: Job,
): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  for (const notice of notices)
    for (const captureId of othersIn(notice)) {
      const other = captureId ? await store.loadReadable(captureId) : null;
      const link = other && (await records.linkOf(other, place.platform));
      if (captureId && link) links.set(captureId, link);
    }
  return links;
}

/** The other captures that a notice names. */
function othersIn(notice: Notice): readonly (string | undefined)[] {
  if (notice.kind === 'queued') return [notice.behind];
  return notice.kind === 'refused' ? notice.refusals.map(({ captureId }) => captureId) : [];
}
