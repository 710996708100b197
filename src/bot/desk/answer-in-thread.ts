import { idOf } from '../../jobs/record/mirror.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Place } from '../../jobs/request/request.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { entitlementFor } from '../access/entitlement.ts';
import { type Answer, type ChatEvent, wholeChat } from '../chat.ts';
import { readReply } from '../command/replies.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import { notTaken } from '../notes/not-taken.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import type { deciding } from './decide.ts';
import { answerOf, meant } from './reply-meaning.ts';
import { nothing, replyWith } from './store-errors.ts';
import { wordFor } from './transition-of.ts';

type Said = Extract<ChatEvent, { is: 'said' }>;

interface AnsweringDeps {
  readonly store: Store<Job>;
  readonly records: ChatRecords;
  readonly authorizer: Authorizer;
  readonly notes: NotesOfJobs;
  readonly decide: ReturnType<typeof deciding>;
}

/** What people say in the thread of a capture: an answer to its question, or just talk. */
export function answeringInThread({
  store,
  records,
  authorizer,
  notes,
  decide: { decide, wouldCount },
}: AnsweringDeps) {
  /** What the question of a job is about, and the word that it waits for. */
  const aboutOf = (job: Job) => ({ subject: notes.of(job).subject(job), word: wordFor(job, authorizer) });

  /** The capture that a thread tells of; null when it is no capture's. */
  async function captureIn(place: Place, thread: string): Promise<Job | null> {
    const entry = await records.findByThread(place, thread);
    return entry ? await store.load(idOf(entry)) : null;
  }

  /** The capture that a message in its thread answers, and how; null when it is just talk. */
  async function answered({ text, place, thread }: Said) {
    const reply = readReply(text);
    const capture = reply.is === 'ignore' ? null : await captureIn(place, thread);
    const is = capture && meant(reply, capture, aboutOf(capture));
    return capture && is ? { capture, is } : null;
  }

  /** A yes or no in a thread; in a thread that is no capture's, and where nothing was asked of this person, it is just talk. */
  async function bySaying(chatEvent: Said): Promise<Answer> {
    const reply = readReply(chatEvent.text);
    const answer = await answered(chatEvent);
    if (!answer) return nothing;
    const { capture, is } = answer;
    const isAsked = capture.status.is === 'waiting';
    const captureAction = answerOf(capture);
    const request = { chatEvent, id: capture.id, planHash: null, edited: chatEvent.edited, anyway: false } as const;
    if (is === 'almost' || is === 'other-name')
      return (await wouldCount(capture, { ...request, captureAction }))
        ? replyWith(notTaken[is](capture, chatEvent.place, aboutOf(capture)))
        : nothing;
    const isOwn = await authorizer.isRequester(chatEvent.person, capture);
    if (!isAsked && (!isOwn || chatEvent.edited)) return nothing;
    if (is === 'no' && (!isAsked || chatEvent.edited)) return nothing;
    if (
      is === 'no' &&
      !isOwn &&
      (await entitlementFor(authorizer, capture, { chatEvent, captureAction: 'cancel' })).ruled?.is !== 'yes'
    )
      return nothing;
    const typed = is === 'name' && 'name' in reply && reply.name ? { typed: reply.name } : {};
    return await decide({ ...request, captureAction: is === 'no' ? 'cancel' : captureAction, ...typed });
  }

  return {
    isReply: ({ text }: Said): boolean => readReply(text).is !== 'ignore',

    /** Whether a message answers a capture in its thread; anything else there, and all that is said elsewhere, is just talk. */
    isInThread: async (chatEvent: Said): Promise<boolean> => (await answered(chatEvent)) !== null,

    /** Whether a message is a whole answer to a question that waits. */
    async isAnswer(chatEvent: Said): Promise<boolean> {
      const answer = await answered(chatEvent);
      return answer?.capture.status.is === 'waiting' && ['yes', 'no', 'name'].includes(answer.is);
    },

    /** A command that is but the answer that a question in its thread waits for; null when it is none. */
    async byNaming({
      thread,
      canAsk: _canAsk,
      ...chatEvent
    }: Extract<ChatEvent, { is: 'command' }>): Promise<Answer | null> {
      const reply = readReply(chatEvent.text);
      if (!thread || (reply.is !== 'name' && reply.is !== 'almost')) return null;
      const capture = await captureIn(chatEvent.place, thread);
      const is = capture && meant(reply, capture, aboutOf(capture));
      if (!is || (thread === wholeChat && reply.is === 'name' && is !== 'name')) return null;
      return await bySaying({ ...chatEvent, is: 'said', thread, edited: false });
    },
    bySaying,
  };
}
