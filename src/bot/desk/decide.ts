import type { AuditEvent } from '../../jobs/record/audit-events.ts';
import { entryAt } from '../../jobs/record/mirror.ts';
import { isPastReturn, type Job } from '../../jobs/record/record.ts';
import type { Transition } from '../../jobs/record/transitions.ts';
import type { Person } from '../../jobs/request/request.ts';
import type { AuditEntry } from '../../jobs/store/audit.ts';
import { changeCapture } from '../../jobs/store/change-capture.ts';
import type { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Store } from '../../jobs/store/store.ts';
import { scrub } from '../../log.ts';
import { meters } from '../../metrics.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { entitlementFor } from '../access/entitlement.ts';
import { mayDecide, type No } from '../access/may-decide.ts';
import { withView } from '../access/personal-buttons.ts';
import { actionOfButton, type CaptureAction, captureActions } from '../actions.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import type { RollbackDetector } from '../outbox/rollback-detector.ts';
import type { Seeing } from './read-access.ts';
import { nothing, replyWith, savingIn, writing } from './store-errors.ts';
import { type DecisionRequest, transitionOf, wordFor } from './transition-of.ts';

type Pressed = Extract<ChatEvent, { is: 'pressed' }>;

const rememberSeconds = 86_400;

interface DecidingDeps {
  readonly store: Store<Job>;
  readonly records: ChatRecords;
  readonly redis: RedisConnection;
  readonly keys: ReturnType<typeof keysOf>;
  readonly now: () => Date;
  readonly wakeUp: (id: string) => void;
  readonly authorizer: Authorizer;
  readonly seeing: Seeing;
  readonly rollbacks: RollbackDetector;
  readonly notes: NotesOfJobs;
}

/** Carries out what people decide: whether they may, what the record makes of it, and all of it saved at once. */
export function deciding(deps: DecidingDeps) {
  const { store, records, redis, now, authorizer, notes } = deps;

  async function decide(request: DecisionRequest): Promise<Answer> {
    const { chatEvent, id, captureAction } = request;
    const seen = deps.keys.seen(`decided:${chatEvent.place.platform}:${chatEvent.place.workspace}:${chatEvent.id}`);
    if (await redis.exists(seen)) return nothing;
    const load = () => deps.seeing.load(id, chatEvent, captureAction);
    const answer = await changeCapture<Answer, Job>({ load, save: savingIn(store) }, async capture => {
      if (!capture) return { answer: replyWith(chatEvent.is === 'command' ? answers.unknown(id) : answers.unseen()) };
      const transition = await transitionFor(capture, request);
      if (transition.is === 'no') return { answer: await refuse(request, capture, transition) };
      if (captureAction === 'cancel' && !request.anyway && isPastReturn(capture)) {
        const note = notes.of(capture).cancelAnyway(capture);
        return { answer: replyWith(withView(note, capture, { part: 'anyway', ...authorizer })) };
      }
      return {
        capture: transition.capture,
        audit: entryFor(request, capture, transition.capture),
        async saved() {
          deps.wakeUp(id);
          if (captureAction === 'break-glass') meters.brokenGlass.inc();
          deps.rollbacks.remember(entryAt(capture, chatEvent.place), { decided: capture.rev + 1 });
          await redis.set(seen, id, 'EX', rememberSeconds);
          return chatEvent.is === 'command' ? replyWith(answers.taken(captureAction, capture)) : nothing;
        },
      };
    });
    return answer ?? replyWith(answers.moving());
  }

  /** What the record makes of it, if this person may. */
  async function transitionFor(capture: Job, request: DecisionRequest): Promise<Transition<Job> | No> {
    const { chatEvent, captureAction, edited } = request;
    const { asked } = await records.load(entryAt(capture, chatEvent.place));
    const entitled = await entitlementFor(authorizer, capture, request);
    const decision = mayDecide(capture, { by: chatEvent.person, captureAction, edited, asked, ruled: entitled.ruled });
    if (decision.is === 'no') return decision;
    const fresh = { ...capture, ...entitled.fresh };
    return transitionOf(fresh, request, { asked, entitled, authorizer, now: now() });
  }

  /** A no is said, and kept in the audit like a yes. */
  async function refuse(
    { chatEvent: { person: by, place: from }, captureAction }: DecisionRequest,
    capture: Job,
    no: No,
  ): Promise<Answer> {
    await writing(store.note({ event: 'denied', by, from, details: `${captureAction} ${no.code}` }, capture));
    return replyWith(answers.refused(no));
  }

  return {
    decide,

    /** Whether this person is asked at all: a whole answer of theirs would be taken. */
    async wouldCount(capture: Job, request: DecisionRequest): Promise<boolean> {
      const typed = wordFor(capture, authorizer);
      return (await transitionFor(capture, typed === null ? request : { ...request, typed })).is !== 'no';
    },

    /** A button: its value is the capture's id, for a confirmation the hash of the plan that it stood under, and a word that was typed. */
    async byPressing(chatEvent: Pressed): Promise<Answer> {
      const [id = '', planHash = null, typed] = chatEvent.value.split(' ');
      const anyway = chatEvent.action === 'cancel-anyway';
      const captureAction = actionOfButton(chatEvent.action);
      if (!captureAction || !/^[a-z0-9-]{1,64}$/.test(id)) return nothing;
      const word = typed === undefined ? {} : { typed };
      return await decide({ chatEvent, id, captureAction, planHash, edited: false, anyway, ...word });
    },

    async byCommand(
      chatEvent: ChatEvent,
      request: { captureAction: CaptureAction; id: string; reason?: string; typed?: string },
    ): Promise<Answer> {
      return await decide({ ...request, chatEvent, planHash: null, edited: false, anyway: false });
    },
  };
}

/** What the audit keeps: a yes that leaves the question waiting is one of several. */
function eventOf(captureAction: CaptureAction, { status }: Job): AuditEvent {
  const [whole, part = whole]: readonly [AuditEvent, AuditEvent?] = captureActions[captureAction].audit;
  return status.is === 'waiting' ? part : whole;
}

/** A decision as the audit keeps it. */
const entryFor = ({ chatEvent, captureAction, reason }: DecisionRequest, before: Job, after: Job): AuditEntry => ({
  event: eventOf(captureAction, after),
  by: chatEvent.person,
  from: chatEvent.place,
  ...spokenFor(before, after),
  ...(reason ? { details: scrub(reason) } : {}),
});

/** Whom a new approval is for, when it is not the approver's own. */
function spokenFor({ approvals = [] }: Job, after: Job): { for?: Person } {
  const by = after.approvals?.[approvals.length]?.for?.by;
  return by ? { for: by } : {};
}
