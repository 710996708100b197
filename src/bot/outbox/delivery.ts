import { isOver, type Job } from '../../jobs/record/record.ts';
import type { Place } from '../../jobs/request/request.ts';
import type { Buckets } from '../../jobs/store/token-buckets.ts';
import type { Log } from '../../log.ts';
import type { Chat, MessageRef, Note } from '../chat.ts';
import type { NoteContext } from '../notes/elements.ts';
import type { JobNotes } from '../notes/job-notes.ts';
import type { ChatRecord, Lease } from './delivery-record.ts';

/** What came of telling: all of a snapshot is told; more has to wait; or somebody else has taken over. */
export type DeliveryOutcome =
  | { readonly is: 'told'; readonly rev: number }
  | { readonly is: 'wait'; readonly ms: number }
  /** What is left can wait, and what must be noticed need not. */
  | { readonly is: 'rest'; readonly rev: number; readonly ms: number }
  | { readonly is: 'lost' };

/** Where a capture that is not over is told, for whoever has nothing else of it any more. `root` is null before its message is there. */
export interface Shown {
  readonly chat: Chat;
  readonly place: Place;
  readonly root: MessageRef | null;
  readonly vm: string;
  readonly isBegun: boolean;
}

/** Somebody else tells of this capture now. */
export class LeaseLost extends Error {}

/** One telling under way: the snapshot, what the chat has of it so far, and the right to go on. */
export interface Delivery {
  readonly chat: Chat;
  readonly capture: Job;
  readonly context: NoteContext;
  /** How a job of this procedure is told. */
  readonly notes: JobNotes;
  readonly lease: Lease;
  readonly log: Log;
  readonly buckets: Buckets;
  record: ChatRecord;
  readonly rollbacks: { remember(entry: string, news: { shown: Shown | null }): void };
  readonly now: () => Date;
  readonly editSeconds: number;
  /** A note with what each reader may press of it. */
  readonly drawn: (note: Note, part: string) => Note;
}

/** What is shown at a root; null for what is over, of which nothing goes on, whether it is on record or not. */
export function shownAt({ capture, chat, notes, record }: Delivery, root: MessageRef): Shown | null {
  if (isOver(capture)) return null;
  const isBegun = capture.steps.some(({ state, phase }) => state !== 'todo' || phase !== undefined);
  return { chat, root, place: record.place ?? capture.place, vm: notes.subject(capture), isBegun };
}

/** Saves what has become of the round, and holds on to the right to go on. */
export async function saveProgress(delivery: Delivery, change: Partial<ChatRecord>, thread?: string): Promise<void> {
  if (!(await delivery.lease.keep(change, thread))) throw new LeaseLost();
  delivery.record = { ...delivery.record, ...change };
}
