import type { Policy } from '../../jobs/policy/policy.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import { dropMirror, entryOf, mirrorOf } from '../../jobs/record/mirror.ts';
import type { Job, Mirror, Notice } from '../../jobs/record/record.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Buckets } from '../../jobs/store/token-buckets.ts';
import type { Log } from '../../log.ts';
import type { Asked } from '../access/may-decide.ts';
import { withReader, withView } from '../access/personal-buttons.ts';
import { type Chat, ChatError, chatFor, type MessageRef, type Note } from '../chat.ts';
import { asSeenIn } from '../lib/place-view.ts';
import { setBackNote, toldInPrivate } from '../notes/answers.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import type { Mentioning } from './approver-mentions.ts';
import { type Delivery, type DeliveryOutcome, LeaseLost, saveProgress, shownAt } from './delivery.ts';
import { type ChatRecord, type ChatRecords, type Lease, threadKey } from './delivery-record.ts';
import { fallBackToDirectMessage, sendOnce, waitFor } from './post-once.ts';
import { RateLimited, withRateLimit } from './rate-limit.ts';
import type { RollbackDetector } from './rollback-detector.ts';
import { showState } from './state-card.ts';

/** Tells of a capture what is not told yet: its message, then each notice in order, then the message's new state. */
export function deliverCapture({
  chats,
  store,
  records,
  setBacks: rollbacks,
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
  setBacks: RollbackDetector;
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
    const [links, approvers] = await Promise.all([linksFor(capture), approversOf(capture)]);
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
    };
    try {
      return await tellAll(delivery);
    } catch (error) {
      if (error instanceof PlaceLost && mirror) return await leaveOut(lease.id, mirror, error.code);
      throw error;
    }
  };

  async function tellAll(thisDelivery: Delivery): Promise<DeliveryOutcome> {
    const { rev } = thisDelivery.capture;
    try {
      const root = await tellRoot(thisDelivery);
      if (!root) return { is: 'told', rev };
      rollbacks.remember(thisDelivery.lease.entry, { shown: shownAt(thisDelivery, root) });
      if (!(await tellNotices(thisDelivery, root))) return { is: 'wait', ms: 0 };
      return await tellState(thisDelivery, root);
    } catch (error) {
      if (error instanceof LeaseLost) return { is: 'lost' };
      if (error instanceof RateLimited) return { is: 'rest', rev, ms: error.ms };
      if (error instanceof ChatError && error.passing) return await waitFor(thisDelivery, error);
      throw error;
    }
  }

  async function tellRoot(round: Delivery): Promise<MessageRef | null> {
    const { capture, chat } = round;
    if (round.record.root) return round.record.root;
    const place = round.record.place ?? capture.place;
    try {
      const { message: root, isNew } = await sendOnce(round, {
        key: `${capture.id}:root:${place.channel}`,
        note: withReader(withView(rootNote(round), capture, { part: 'root', policy, procedures }), capture, 'root'),
        since: capture.createdAt,
      });
      rollbacks.remember(round.lease.entry, { shown: shownAt(round, root) }); // what follows may fail with Redis
      const home = { ...place, channel: root.channel };
      const { sentNotices } = round.record;
      const told = { root, place: home, sentRev: isNew ? capture.rev : 0, sentNotices, sending: null, failures: 0 };
      if (chat.threadOf(root) === root.id) await saveProgress(round, told, threadKey(home, root.id));
      else await saveProgress(round, told);
      const link = await chat.linkTo(root);
      if (link) await saveProgress(round, { link });
      return root;
    } catch (error) {
      if (!(error instanceof ChatError) || error.passing) throw error;
      if (isMirror(round)) throw new PlaceLost(error.code);
      if (await fallBackToDirectMessage(round, error)) return await tellRoot(round);
      log.error({ capture: capture.id, code: error.code }, 'the message of a capture cannot be posted anywhere');
      return null;
    }
  }

  /** Answers false when the thread has moved elsewhere, so that all begins anew there. */
  async function tellNotices(round: Delivery, root: MessageRef): Promise<boolean> {
    const { capture, chat, context } = round;
    const place = { ...(round.record.place ?? capture.place), channel: root.channel };
    for (let index = round.record.sentNotices; index < capture.notices.length; index += 1) {
      const notice = capture.notices[index];
      if (!notice) continue;
      const asked = askedBy(notice, capture);
      const hasButtons = asked !== null || notice.kind === 'failed';
      if (hasButtons) await closeQuestion(round);
      if (asked) {
        // Where a place has many captures, an answer there is to the newest question; and it may come before the chat says that it has that.
        await saveProgress(round, {}, threadKey(place, chat.threadOf(root)));
      }
      let question: ChatRecord['question'] = round.record.question;
      try {
        const key = `${capture.id}:notice-${index}:${root.channel}`;
        const part = String(index);
        const { message } = await sendOnce(round, {
          key,
          note: withReader(
            withView(round.notes.notice(capture, notice, context), capture, { part, policy, procedures }),
            capture,
            part,
          ),
          since: notice.at,
          thread: root,
        });
        if (hasButtons) question = { ...message, notice: index };
      } catch (error) {
        if (!(error instanceof ChatError) || error.passing) throw error;
        if (error.kind === 'no-access' && isMirror(round)) throw new PlaceLost(error.code);
        if (error.kind === 'no-access' && (await fallBackToDirectMessage(round, error))) return false;
        log.error(
          { capture: capture.id, notice: notice.kind, code: error.code },
          'a notice can never be posted; it is left out',
        );
      }
      const told = { sentNotices: index + 1, sending: null, failures: 0, question };
      await saveProgress(round, asked ? { ...told, asked } : told);
    }
    return true;
  }

  async function tellState(round: Delivery, root: MessageRef): Promise<DeliveryOutcome> {
    const { capture } = round;
    if (!isOpen(capture)) await closeQuestion(round);
    const { record } = round;
    if (record.sentRev === capture.rev) return { is: 'told', rev: capture.rev };
    const paceMs = settings.pace.editSeconds * 1000;
    const restMs = record.editedAtMs + paceMs - now().getTime();
    // An edit that lies ahead was made by a clock that was wrong.
    if (restMs > 0 && restMs <= paceMs) return { is: 'rest', rev: capture.rev, ms: restMs };
    const canWait = capture.status.is === 'planning' || capture.status.is === 'running';
    if (record.sentRev < 0) await tellSetBack(round, root);
    const shown = await showState(round, root, {
      note: note => withReader(withView(note, capture, { part: 'root', policy, procedures }), capture, 'root'),
      edit: message => edit(round, message, { note: rootNote(round), part: 'root', canWait }),
      state: rootNote(round),
    });
    await saveProgress(round, {
      sentRev: capture.rev,
      editedAtMs: now().getTime(),
      failures: 0,
      sending: null,
      ...shown,
    });
    return { is: 'told', rev: capture.rev };
  }

  async function edit(
    round: Delivery,
    message: MessageRef,
    { note, part, canWait = false }: { note: Note; part: string; canWait?: boolean },
  ): Promise<void> {
    await withRateLimit(round, { call: 'edit', channel: message.channel, canWait }, async () => {
      await saveProgress(round, {});
      const { capture } = round;
      await round.chat.edit(message, withReader(withView(note, capture, { part, policy, procedures }), capture, part));
    });
  }

  /** Takes the buttons off a question that is answered, or a failure that somebody has seen to, so that nobody presses them later. */
  async function closeQuestion(round: Delivery): Promise<void> {
    if (!round.record.question) return;
    await editQuestion(round);
    await saveProgress(round, { question: null });
  }

  async function editQuestion(round: Delivery): Promise<void> {
    const { capture, context } = round;
    const { question } = round.record;
    const notice = question && capture.notices[question.notice];
    if (!question || !notice || round.record.card?.isFrozen) return;
    try {
      await edit(round, question, {
        note: round.notes.notice(capture, notice, context),
        part: String(question.notice),
      });
    } catch (error) {
      if (!(error instanceof ChatError) || error.passing) throw error;
      log.warn({ capture: capture.id, code: error.code }, 'a question stays as it was');
    }
  }

  /** The thread says more than is so, since Redis has lost it: a question that is open again gets its buttons back. */
  async function tellSetBack(round: Delivery, root: MessageRef): Promise<void> {
    const { capture, context } = round;
    await editQuestion(round);
    const key = `${capture.id}:set-back-${capture.rev}:${root.channel}`;
    const note = setBackNote(capture, { subject: round.notes.subject(capture), titles: round.notes.titles });
    try {
      await sendOnce(round, { key, note, since: context.now.toISOString(), thread: root });
    } catch (error) {
      if (!(error instanceof ChatError) || error.passing) throw error;
      log.warn({ capture: capture.id, code: error.code }, 'that Redis has forgotten something could not be told');
    }
    await saveProgress(round, { sending: null });
  }

  /** A mirror that shuts us out is given up, and the other places are told so. */
  async function leaveOut(id: string, mirror: Mirror, code: string): Promise<DeliveryOutcome> {
    for (;;) {
      const before = await store.load(id);
      if (!before || mirrorOf(before, entryOf(id, mirror.place)) === undefined)
        return { is: 'told', rev: before?.rev ?? 0 };
      const after = dropMirror(before, mirror, { code, at: now().toISOString() });
      const audit = { event: 'mirror-lost', from: mirror.place, details: code } as const;
      if (await store.decide(before, after, audit)) return { is: 'told', rev: before.rev + 1 };
    }
  }

  async function linksFor({ notices, place }: Job): Promise<ReadonlyMap<string, string>> {
    const links = new Map<string, string>();
    for (const notice of notices)
      for (const captureId of othersIn(notice)) {
        const other = captureId ? await store.loadReadable(captureId) : null;
        const link = other && (await records.linkOf(other, place.platform));
        if (captureId && link) links.set(captureId, link);
      }
    return links;
  }
}

/** The place is a mirror, and takes no messages whatever is said. */
class PlaceLost extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`A place takes no messages: ${code}`);
    this.code = code;
  }
}

/** Its newest message asks somebody for something. */
const isOpen = ({ status }: Job): boolean => status.is === 'waiting' || status.is === 'failed';

const isMirror = ({ lease }: Delivery): boolean => lease.entry !== lease.id;

/** The other captures that a notice names. */
function othersIn(notice: Notice): readonly (string | undefined)[] {
  if (notice.kind === 'queued') return [notice.behind];
  return notice.kind === 'refused' ? notice.refusals.map(({ captureId }) => captureId) : [];
}

const rootNote = ({ capture, context, notes, record }: Delivery): Note =>
  record.told ? toldInPrivate(notes.card(capture, context), record.told) : notes.card(capture, context);

function askedBy(notice: Notice, { plan }: Job): Asked | null {
  if (notice.kind === 'question') return { for: 'confirm', planHash: notice.planHash };
  return notice.kind === 'guest' ? { for: 'guest', planHash: plan?.hash ?? '' } : null;
}
