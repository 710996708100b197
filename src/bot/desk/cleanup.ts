import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sweep, Sweeps } from '../../jobs/housekeeping/sweep.ts';
import { hasDueCleanup } from '../../jobs/record/cleanup-ledger.ts';
import type { Job } from '../../jobs/record/record.ts';
import { cleanSeen } from '../../jobs/record/transitions.ts';
import type { Person } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { changeCapture } from '../../jobs/store/change-capture.ts';
import type { Store } from '../../jobs/store/store.ts';
import { type Authorizer, nowhereYet } from '../access/authorizer.ts';
import { entitlementFor } from '../access/entitlement.ts';
import { mayDecide } from '../access/may-decide.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import {
  type Cleaned,
  cleanedNote,
  cleanupNote,
  type Kept,
  type LeftBehind,
  nothingSeenNote,
} from '../notes/cleanup-note.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import { reasonInWords } from '../notes/words/en/reasons/reasons.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import type { Seeing, Sight } from './read-access.ts';
import { replyWith, savingIn, writing } from './store-errors.ts';

/** Older than so many of its own periods, a sweep is nothing to go by. */
const mostPeriods = 3;
const newMs = 10_000;

/** So many captures, the newest, are looked through for copies that are kept. */
const mostKnown = 200;

/** A person waits for it, and a chat for three seconds at most. */
const waitMs = 1_200;
const lookMs = 100;

/** Shows what any capture left behind in Azure, as the worker saw it, and has all of it deleted that the person may. */
export function cleaningUp({
  store,
  records,
  sweeps,
  settings,
  authorizer,
  seeing,
  now,
  wakeUp,
  notes,
}: {
  store: Store<Job>;
  records: ChatRecords;
  sweeps: Sweeps;
  settings: Settings;
  authorizer: Authorizer;
  seeing: Seeing;
  now: () => Date;
  wakeUp: (id: string) => void;
  notes: NotesOfJobs;
}) {
  const tooOldMs = settings.pace.sweepSeconds * 1000 * mostPeriods;

  /** A sweep is of the past: what the records have as deleted since is left out. */
  async function leftNow({ left }: Sweep, { sees }: Sight): Promise<readonly LeftBehind[]> {
    const ids = [...new Set(left.map(({ captureId }) => captureId))];
    const found = await Promise.all(
      ids.map(async (id): Promise<LeftBehind[]> => {
        const capture = await store.loadReadable(id);
        if (!capture || !sees(capture)) return [];
        const there = left.filter(one => one.captureId === id && isStill(capture, one)).map(one => one.id);
        return there.length > 0
          ? [{ capture, subject: notes.of(capture).subject(capture), ids: there, isClearing: hasDueCleanup(capture) }]
          : [];
      }),
    );
    return found.flat();
  }

  /** The sweep that stands; a newer one is asked for, unless it is that new. */
  async function fresh(
    person: Person,
  ): Promise<{ sweep: Sweep; left: readonly LeftBehind[] } | { sweep: null; at: string | null }> {
    const known = await sweeps.load();
    const sweep = known && ageOf(known) <= newMs ? known : await awaited(known);
    const ageMs = ageOf(sweep);
    if (!sweep || ageMs > tooOldMs) return { sweep: null, at: sweep?.at ?? null };
    return { sweep, left: await leftNow(sweep, await seeing.sightOf(person)) };
  }

  const ageOf = (sweep: Sweep | null): number =>
    sweep ? now().getTime() - Date.parse(sweep.at) : Number.POSITIVE_INFINITY;

  /** A worker looks as soon as it is asked: what it sees in time is shown, else what it saw last. */
  async function awaited(known: Sweep | null): Promise<Sweep | null> {
    await sweeps.want();
    for (let waitedMs = 0; waitedMs < waitMs; waitedMs += lookMs) {
      await sleep(lookMs);
      const sweep = await sweeps.load();
      if (sweep && sweep.at !== known?.at) return sweep;
    }
    return known;
  }

  async function show({ person, place }: ChatEvent, { moved = false } = {}): Promise<Answer> {
    const seen = await fresh(person);
    if (!seen.sweep) return replyWith(nothingSeenNote(seen.at));
    const shown = await Promise.all(
      seen.left.map(async one => ({
        ...one,
        link: await records.linkOf(one.capture, place.platform),
        may: (await mayClean(one.capture, { person })).is === 'yes',
      })),
    );
    const mayAll = (await authorizer.may(person, ['cleanup'], nowhereYet)).is === 'yes';
    const sweep = mayAll ? seen.sweep : { ...seen.sweep, foreign: [] }; // nobody knows whose these are
    return replyWith(cleanupNote(sweep, shown, { print: printOf(seen.left), moved, kept: await keptCopies(person) }));
  }

  /** The failed captures that somebody may see and that keep their copies, the newest first. */
  async function keptCopies(person: Person): Promise<readonly Kept[]> {
    const { sees } = await seeing.sightOf(person);
    const found = await Promise.all((await store.list(mostKnown)).map(id => store.loadReadable(id)));
    return found.flatMap(capture => {
      const until =
        capture && sees(capture) ? notes.of(capture).keptUntil?.(capture, settings.clone.keepFailedHours) : null;
      return capture && until ? [{ id: capture.id, until }] : [];
    });
  }

  async function mayClean(capture: Job, { person: by }: Pick<ChatEvent, 'person'>) {
    const { ruled } = await entitlementFor(authorizer, capture, { chatEvent: { person: by }, captureAction: 'clean' });
    return mayDecide(capture, { by, captureAction: 'clean', edited: false, asked: null, ruled });
  }

  /** Whoever pressed saw a list: it is deleted only while it is the one that stands. */
  async function cleanAll(chatEvent: Extract<ChatEvent, { is: 'pressed' }>): Promise<Answer> {
    const seen = await fresh(chatEvent.person);
    if (!seen.sweep || printOf(seen.left) !== chatEvent.value) return await show(chatEvent, { moved: true });
    const outcomes = await Promise.all(
      seen.left.filter(({ isClearing }) => !isClearing).map(({ capture, ids }) => clean(chatEvent, capture.id, ids)),
    );
    return replyWith(cleanedNote(outcomes));
  }

  async function clean(chatEvent: ChatEvent, id: string, ids: readonly string[]): Promise<Cleaned> {
    const { person: by, place: from } = chatEvent;
    const load = () => store.load(id);
    const cleaned = await changeCapture<Cleaned, Job>({ load, save: savingIn(store) }, async capture => {
      if (!capture) return { answer: moving(id) };
      const decision = await mayClean(capture, chatEvent);
      const transition = decision.is === 'no' ? decision : cleanSeen(capture, { by, now: now(), seen: ids });
      if (transition.is === 'no') {
        await writing(store.note({ event: 'denied', by, from, details: `cleanup ${transition.code}` }, capture));
        return { answer: { id, no: reasonInWords(transition).reason } };
      }
      return {
        capture: transition.capture,
        audit: { event: 'cleanup', by, from, details: `${ids.length} resources` },
        saved() {
          wakeUp(id);
          return { id, count: ids.length };
        },
      };
    });
    return cleaned ?? moving(id);
  }

  return { show, cleanAll };
}

const moving = (id: string): Cleaned => ({ id, no: 'It is moving: look again.' });

/** What it was at the sweep it is still; after that only its record tells. */
function isStill({ rev, ledger = [] }: Job, seen: Sweep['left'][number]): boolean {
  return ledger.some(
    ({ id, kind, state }) => kind !== 'source-power' && id === seen.id && (rev === seen.rev || state !== 'closed'),
  );
}

/** Tells one list of leftovers from another. */
function printOf(left: readonly LeftBehind[]): string {
  const ids = left.flatMap(one => (one.isClearing ? [] : one.ids)).sort();
  return createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 16);
}
