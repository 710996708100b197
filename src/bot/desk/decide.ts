import { breakGlass, review } from '../../jobs/approval/break-glass.ts';
import { approve } from '../../jobs/approval/plan-authorization.ts';
import type { AuditEvent } from '../../jobs/record/audit-events.ts';
import { entryAt, idOf } from '../../jobs/record/mirror.ts';
import { isPastReturn, type Job } from '../../jobs/record/record.ts';
import { abandon, cancel, cleanAgain, confirm, retry, type Transition, unlock } from '../../jobs/record/transitions.ts';
import type { Person, Place } from '../../jobs/request/request.ts';
import { changeCapture } from '../../jobs/store/change-capture.ts';
import type { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Store } from '../../jobs/store/store.ts';
import { scrub } from '../../log.ts';
import { meters } from '../../metrics.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { type Entitlement, entitlementFor, needsApproval } from '../access/entitlement.ts';
import { type Asked, mayDecide, type No } from '../access/may-decide.ts';
import { withView } from '../access/personal-buttons.ts';
import { actionOfButton, type CaptureAction, captureActions } from '../actions.ts';
import { type Answer, type ChatEvent, wholeChat } from '../chat.ts';
import { readReply } from '../command/replies.ts';
import { answers } from '../notes/answers.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import { notTaken, typedIn } from '../notes/not-taken.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import type { RollbackDetector } from '../outbox/rollback-detector.ts';
import type { Seeing } from './read-access.ts';
import { answerOf, meant } from './reply-meaning.ts';
import { nothing, replyWith, savingIn, writing } from './store-errors.ts';

type Said = Extract<ChatEvent, { is: 'said' }>;
type Pressed = Extract<ChatEvent, { is: 'pressed' }>;

/** A decision as a person asked for it. `planHash` is the plan a button was under; `anyway`: told what it means, and still meant. */
interface DecisionRequest {
  readonly heard: ChatEvent;
  readonly id: string;
  readonly deed: CaptureAction;
  readonly planHash: string | null;
  readonly edited: boolean;
  readonly anyway: boolean;
  /** The one word that was typed in place of a yes. */
  readonly typed?: string;
  readonly reason?: string;
}

const rememberSeconds = 86_400;

/** Whom a new approval is for, when it is not the approver's own. */
function spokenFor({ approvals = [] }: Job, after: Job): { for?: Person } {
  const by = after.approvals?.[approvals.length]?.for?.by;
  return by ? { for: by } : {};
}

/** Carries out what people decide: whether they may, what the record makes of it, and all of it saved at once. */
export function deciding({
  store,
  records,
  redis,
  keys,
  now,
  wakeUp,
  gate: authorizer,
  seeing,
  setBacks,
  notes,
}: {
  store: Store<Job>;
  records: ChatRecords;
  redis: RedisConnection;
  keys: ReturnType<typeof keysOf>;
  now: () => Date;
  wakeUp: (id: string) => void;
  gate: Authorizer;
  seeing: Seeing;
  setBacks: RollbackDetector;
  notes: NotesOfJobs;
}) {
  async function decide(request: DecisionRequest): Promise<Answer> {
    const { heard: chatEvent, id, deed } = request;
    const seen = keys.seen(`decided:${chatEvent.place.platform}:${chatEvent.place.workspace}:${chatEvent.id}`);
    if (await redis.exists(seen)) return nothing;
    const load = () => seeing.load(id, chatEvent, deed);
    const answer = await changeCapture<Answer, Job>({ load, save: savingIn(store) }, async capture => {
      if (!capture) return { answer: replyWith(chatEvent.is === 'command' ? answers.unknown(id) : answers.unseen()) };
      const { asked } = await records.load(entryAt(capture, chatEvent.place));
      const entitled = await entitlementFor(authorizer, capture, request);
      const { ruled } = entitled;
      const decision = mayDecide(capture, { by: chatEvent.person, deed, edited: request.edited, asked, ruled });
      if (decision.is === 'no') return { answer: await refuse(request, capture, decision) };
      const transition = rule({ ...capture, ...entitled.fresh }, request, asked, entitled);
      if (transition.is === 'no') return { answer: await refuse(request, capture, transition) };
      if (deed === 'cancel' && !request.anyway && isPastReturn(capture)) {
        const note = notes.of(capture).cancelAnyway(capture);
        return { answer: replyWith(withView(note, capture, { part: 'anyway', ...authorizer })) };
      }
      return {
        capture: transition.capture,
        audit: {
          event: eventOf(deed, transition.capture),
          by: chatEvent.person,
          from: chatEvent.place,
          ...spokenFor(capture, transition.capture),
          ...(request.reason ? { details: scrub(request.reason) } : {}),
        },
        async saved() {
          wakeUp(id);
          if (deed === 'break-glass') meters.brokenGlass.inc();
          setBacks.remember(entryAt(capture, chatEvent.place), { decided: capture.rev + 1 });
          await redis.set(seen, id, 'EX', rememberSeconds);
          return chatEvent.is === 'command' ? replyWith(answers.taken(deed, capture)) : nothing;
        },
      };
    });
    return answer ?? replyWith(answers.moving());
  }

  /** A no is said, and kept in the audit like a yes. */
  async function refuse(
    { heard: { person: by, place: from }, deed }: DecisionRequest,
    capture: Job,
    no: No,
  ): Promise<Answer> {
    await writing(store.note({ event: 'denied', by, from, details: `${deed} ${no.code}` }, capture));
    return replyWith(answers.refused(no));
  }

  function rule(
    capture: Job,
    { heard, deed, planHash, typed, reason = '' }: DecisionRequest,
    asked: Asked | null,
    { speaker, isOwn = false }: Entitlement,
  ): Transition<Job> | No {
    const by: Person = heard.person;
    if (deed === 'cancel') return cancel(capture, { by, now: now() });
    if (deed === 'retry')
      return retry(capture, { by, now: now(), redoUntil: authorizer.procedures.of(capture).redoUntil });
    if (deed === 'abandon') return abandon(capture, { by, now: now() });
    if (deed === 'clean') return cleanAgain(capture, { by, now: now() });
    if (deed === 'unlock') return unlock(capture, { by, reason, now: now() });
    const { policy, procedures } = authorizer;
    const lookup = { policy, procedures, by, now: now() };
    if (deed === 'break-glass')
      return named(breakGlass(capture, { ...lookup, reason }), capture, wordFor(capture), typed);
    if (deed === 'review') return review(capture, { ...lookup, as: speaker?.as ?? [] });
    const word = deed === 'confirm' && capture.status.is === 'waiting' ? wordFor(capture) : null;
    if (word && typed?.toLowerCase() !== word.toLowerCase())
      return {
        is: 'no',
        code: 'name-not-typed',
        reason: `This spends ${word} itself. To go ahead, type its name in full: ${typedIn(heard.place, word)}`,
      };
    const answer = { by, planHash: planHash ?? asked?.planHash ?? null, now: now() };
    if (deed === 'confirm' && policy && speaker && needsApproval(policy, capture, authorizer))
      return approve(capture, { ...answer, ...speaker, policy, procedures });
    return confirm(capture, { ...answer, own: isOwn });
  }

  /** Whether this person is asked at all: a whole answer of theirs would be taken. */
  async function wouldCount(capture: Job, wish: DecisionRequest): Promise<boolean> {
    const { asked } = await records.load(entryAt(capture, wish.heard.place));
    const entitled = await entitlementFor(authorizer, capture, wish);
    const { heard, deed, edited } = wish;
    if (mayDecide(capture, { by: heard.person, deed, edited, asked, ruled: entitled.ruled }).is === 'no') return false;
    const typed = wordFor(capture);
    const whole = typed === null ? wish : { ...wish, typed };
    return rule({ ...capture, ...entitled.fresh }, whole, asked, entitled).is !== 'no';
  }

  /** What is typed in full in place of a yes; null where a yes will do. */
  const wordFor = (job: Job): string | null =>
    job.plan ? authorizer.procedures.of(job).confirmationWord(job.plan) : null;

  /** What the question of a job is about, and the word that it waits for. */
  const aboutOf = (job: Job) => ({ subject: notes.of(job).subject(job), word: wordFor(job) });

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

  return {
    isReply: ({ text }: Said): boolean => readReply(text).is !== 'ignore',

    /** Whether a message answers a capture in its thread; anything else there, and all that is said elsewhere, is just talk. */
    isInThread: async (heard: Said): Promise<boolean> => (await answered(heard)) !== null,

    /** Whether a message is a whole answer to a question that waits. */
    async isAnswer(heard: Said): Promise<boolean> {
      const answer = await answered(heard);
      return answer?.capture.status.is === 'waiting' && ['yes', 'no', 'name'].includes(answer.is);
    },

    /** A command that is but the answer that a question in its thread waits for; null when it is none. */
    async byNaming({
      thread,
      canAsk: _canAsk,
      ...heard
    }: Extract<ChatEvent, { is: 'command' }>): Promise<Answer | null> {
      const reply = readReply(heard.text);
      if (!thread || (reply.is !== 'name' && reply.is !== 'almost')) return null;
      const capture = await captureIn(heard.place, thread);
      const is = capture && meant(reply, capture, aboutOf(capture));
      if (!is || (thread === wholeChat && reply.is === 'name' && is !== 'name')) return null;
      return await this.bySaying({ ...heard, is: 'said', thread, edited: false });
    },

    /** A yes or no in a thread; in a thread that is no capture's, and where nothing was asked of this person, it is just talk. */
    async bySaying(heard: Said): Promise<Answer> {
      const reply = readReply(heard.text);
      const answer = await answered(heard);
      if (!answer) return nothing;
      const { capture, is } = answer;
      const isAsked = capture.status.is === 'waiting';
      const deed = answerOf(capture);
      const wish = { heard, id: capture.id, planHash: null, edited: heard.edited, anyway: false } as const;
      if (is === 'almost' || is === 'other-name')
        return (await wouldCount(capture, { ...wish, deed }))
          ? replyWith(notTaken[is](capture, heard.place, aboutOf(capture)))
          : nothing;
      const isOwn = await authorizer.isRequester(heard.person, capture);
      if (!isAsked && (!isOwn || heard.edited)) return nothing;
      if (is === 'no' && (!isAsked || heard.edited)) return nothing;
      if (
        is === 'no' &&
        !isOwn &&
        (await entitlementFor(authorizer, capture, { heard, deed: 'cancel' })).ruled?.is !== 'yes'
      )
        return nothing;
      const typed = is === 'name' && 'name' in reply && reply.name ? { typed: reply.name } : {};
      return await decide({ ...wish, deed: is === 'no' ? 'cancel' : deed, ...typed });
    },

    /** A button: its value is the capture's id, for a confirmation the hash of the plan that it stood under, and a word that was typed. */
    async byPressing(heard: Pressed): Promise<Answer> {
      const [id = '', planHash = null, typed] = heard.value.split(' ');
      const anyway = heard.action === 'cancel-anyway';
      const deed = actionOfButton(heard.action);
      if (!deed || !/^[a-z0-9-]{1,64}$/.test(id)) return nothing;
      const word = typed === undefined ? {} : { typed };
      return await decide({ heard, id, deed, planHash, edited: false, anyway, ...word });
    },

    async byCommand(
      heard: ChatEvent,
      wish: { deed: CaptureAction; id: string; reason?: string; typed?: string },
    ): Promise<Answer> {
      return await decide({ ...wish, heard, planHash: null, edited: false, anyway: false });
    },
  };
}

/** What the audit keeps: a yes that leaves the question waiting is one of several. */
function eventOf(deed: CaptureAction, { status }: Job): AuditEvent {
  const [whole, part = whole]: readonly [AuditEvent, AuditEvent?] = captureActions[deed].audit;
  return status.is === 'waiting' ? part : whole;
}

/** A glass is broken over a VM that is spent only with its name, as a confirmation is given. */
function named(ruling: Transition<Job>, { id }: Job, word: string | null, typed = ''): Transition<Job> | No {
  if (ruling.is === 'no' || !word || typed.toLowerCase() === word.toLowerCase()) return ruling;
  return {
    is: 'no',
    code: 'name-not-typed',
    reason: `This spends ${word} itself. To go ahead without approval, type its name as well: /capture-image break-glass ${id} ${word} reason="..."`,
  };
}
