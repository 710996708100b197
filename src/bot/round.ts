import type { Buckets } from '../jobs/buckets.ts';
import { type Capture, isOver } from '../jobs/record.ts';
import type { Place } from '../jobs/request.ts';
import type { Log } from '../log.ts';
import { type Chat, ChatError, type MessageRef, type Note } from './chat.ts';
import type { ChatRecord, Lease } from './chat-record.ts';
import { type NoteContext, vmName } from './notes/words.ts';
import { inTurn } from './turn.ts';

/** What came of telling: all of a snapshot is told; more has to wait; or somebody else has taken over. */
export type Telling =
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

/** The channel does not take it, whatever is said: the capture is told in private then. */
export const shutOut = new Set([
  ...[
    'not_in_channel',
    'channel_not_found',
    'is_archived',
    'restricted_action',
    'user_not_in_channel',
    'no_permission',
  ],
  ...[
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'restricted_action_non_threadable_channel',
  ],
  ...['access_denied', 'team_access_not_granted', 'ekm_access_denied'],
  ...['BotNotInConversationRoster', 'MessageWritesBlocked', 'ConversationNotFound', 'ConversationBlockedByUser'],
]);

/** Somebody else tells of this capture now. */
export class LeaseLost extends Error {}

/** One telling under way: the snapshot, what the chat has of it so far, and the right to go on. */
export interface Round {
  readonly chat: Chat;
  readonly capture: Capture;
  readonly context: NoteContext;
  readonly lease: Lease;
  readonly log: Log;
  readonly buckets: Buckets;
  record: ChatRecord;
}

/** What is shown at a root; null for what is over, of which nothing goes on, whether it is on record or not. */
export function shownAt({ capture, chat, record }: Round, root: MessageRef): Shown | null {
  if (isOver(capture)) return null;
  const isBegun = capture.steps.some(({ state, phase }) => state !== 'todo' || phase !== undefined);
  return { chat, root, place: record.place ?? capture.place, vm: vmName(capture), isBegun };
}

/** Saves what has become of the round, and holds on to the right to go on. */
export async function keep(round: Round, change: Partial<ChatRecord>, thread?: string): Promise<void> {
  if (!(await round.lease.keep(change, thread))) throw new LeaseLost();
  round.record = { ...round.record, ...change };
}

/** What is to be told and older than this may have been posted already, and Redis may have forgotten it in a crash. */
const freshMs = 1500;

/** Posts what must be posted once: its key is saved before, and what may have got through already is looked for first; that may show an older state. */
export async function sendOnce(
  round: Round,
  { key, note, since, thread }: { key: string; note: Note; since: string; thread?: MessageRef },
): Promise<{ readonly message: MessageRef; readonly isNew: boolean }> {
  const { chat, capture, record } = round;
  const place = record.place ?? capture.place;
  const options = { key, ...(thread ? { thread } : {}) };
  const channel = thread?.channel ?? place.channel;
  const look = () => inTurn(round, { call: 'find', channel }, () => chat.findPosted(place, options));
  const found = record.sending === key ? await look() : await lookForOld(round, since, look);
  if (found) return { message: found, isNew: false };
  return await inTurn(round, { call: 'post', channel }, async () => {
    await keep(round, { sending: key });
    try {
      return { message: await chat.post(place, note, options), isNew: true };
    } catch (error) {
      if (error instanceof ChatError && !error.unsure) await keep(round, { sending: null });
      throw error;
    }
  });
}

/** A precaution, which does not hold up what is to be told; needless for what could not have been posted before its turn, which is now. */
async function lookForOld(
  { context, record, lease }: Round,
  since: string,
  look: () => Promise<MessageRef | null>,
): Promise<MessageRef | null> {
  if (context.now.getTime() - Date.parse(since) <= freshMs) return null;
  if (record.turns.post && lease.atMs - record.turns.post <= freshMs) return null;
  try {
    return await look();
  } catch (error) {
    if (error instanceof ChatError) return null;
    throw error;
  }
}

/** Moves a capture that its channel does not take to a private place with the requester; false when it is there already. */
export async function goPrivate(round: Round, { code }: ChatError): Promise<boolean> {
  if (round.record.told !== null) return false;
  const place = await round.chat.privatePlace(round.capture.requester);
  round.log.warn(
    { capture: round.capture.id, code },
    'the channel does not take messages; telling the requester in private',
  );
  const sentNotices = Math.min(round.record.sentNotices, openQuestion(round.capture));
  await keep(round, { place, root: null, card: null, link: null, told: code, sending: null, sentNotices });
  return true;
}

/** Lets a capture wait for as long as its chat wants it to, or a little longer each time. */
export async function waitFor(round: Round, error: ChatError): Promise<Telling> {
  const failures = round.record.failures + 1;
  const backOffMs = Math.min(60_000, 250 * 2 ** Math.min(failures, 8)) * (0.75 + Math.random() / 2);
  const ms = error.retryAfterMs === null ? backOffMs : error.retryAfterMs + Math.random() * 250;
  if (failures === 1 || failures % 10 === 0)
    round.log.warn(
      { err: error, capture: round.capture.id, failures, ms: Math.round(ms) },
      'the chat does not take a message now',
    );
  return (await round.lease.keep({ failures })) ? { is: 'wait', ms } : { is: 'lost' };
}

/** Where the question stands that waits for an answer: it is asked again in a new thread. */
function openQuestion({ status, notices }: Capture): number {
  if (status.is !== 'waiting') return notices.length;
  const at = notices.findLastIndex(({ kind }) => kind === 'question' || kind === 'guest');
  return at < 0 ? notices.length : at;
}
