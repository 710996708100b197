import type { Action } from '../../jobs/policy/policy.ts';
import { NewerRecord } from '../../jobs/record/record-codec.ts';
import type { Person, Place } from '../../jobs/request/request.ts';
import { isFull, isOutOfReach } from '../../jobs/store/redis-errors.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import { IdentityUnavailable } from '../access/admission.ts';
import { nowhereYet } from '../access/authorizer.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import type { DeskParts } from './parts.ts';
import { nothing, RecordUnsure, replyWith } from './store-errors.ts';

/** No answer of the desk takes longer: a chat may wait for three seconds, and a person should not wait for a dead Redis. */
const patienceMs = 1900;

export type Admitting = ReturnType<typeof admitting>;

/** Lets in who may come in, and answers everybody in time. */
export function admitting({ authorizer, inThread, store, redis, log }: DeskParts) {
  /** Shows something to whoever may see it, or do `action` somewhere; a no is kept in the audit. */
  async function looking(chatEvent: ChatEvent, action: Action | null, show: () => Promise<Answer>): Promise<Answer> {
    const { person: by, place: from } = chatEvent;
    const decision = action === null ? await authorizer.mayLook(by) : await authorizer.may(by, [action], nowhereYet);
    if (decision.is === 'yes') return await show();
    await store.note({ event: 'denied', by, from, details: `${action ?? 'look'} ${decision.code}` });
    return replyWith(answers.refused(decision));
  }

  /** Everything that is heard passes here: first who somebody is, then what they want. */
  async function admitted<H extends ChatEvent>(
    chatEvent: H,
    handleEvent: (chatEvent: H) => Promise<Answer>,
  ): Promise<Answer> {
    const { person: by, place: from } = chatEvent;
    const decision = await authorizer.admit(by, from.workspace);
    if (decision.is === 'yes') return await handleEvent({ ...chatEvent, person: decision.person });
    if (chatEvent.is === 'said' && !(await inThread.isAnswer(chatEvent))) return nothing;
    const noting = store.note({ event: 'denied', by, from, details: `${chatEvent.is} ${decision.code}` });
    if (redis.status === 'ready') await noting;
    else noting.catch(error => log.warn({ err: error }, 'that somebody was turned away could not be noted'));
    return replyWith(answers.refused(decision));
  }

  /** What comes of it within the time that people wait, as words in any case. */
  async function answering<H extends ChatEvent>(
    chatEvent: H,
    handleEvent: (chatEvent: H) => Promise<Answer>,
  ): Promise<Answer> {
    const attending = async () =>
      chatEvent.is === 'said' && !(await inThread.isInThread(chatEvent))
        ? nothing
        : await admitted(chatEvent, handleEvent);
    try {
      return (await withTimeout(patienceMs, attending())) ?? replyWith(answers.recordUnsure());
    } catch (error) {
      log.error({ err: error, heard: chatEvent.is, id: chatEvent.id }, 'what was heard could not be attended to');
      if (error instanceof NewerRecord) return replyWith(answers.newer());
      if (error instanceof IdentityUnavailable) return replyWith(answers.identityUnavailable());
      if (isFull(error)) return replyWith(answers.recordFull());
      if (error instanceof RecordUnsure) return replyWith(answers.recordUnsure());
      return replyWith(
        redis.status === 'ready' && !isOutOfReach(error) ? answers.failed() : answers.recordUnreachable(),
      );
    }
  }

  /** Something that is shown unasked, or while somebody types: nothing to whom nobody knows. */
  async function shown<T>(by: Person, show: (person: Person) => Promise<T>, otherwise: T, place?: Place): Promise<T> {
    const showing = async () => {
      const decision = await authorizer.admit(by, place?.workspace);
      return decision.is === 'yes' ? await show(decision.person) : otherwise;
    };
    try {
      return (await withTimeout(patienceMs, showing())) ?? otherwise;
    } catch (error) {
      log.warn({ err: error }, 'nothing is shown to one person');
      return otherwise;
    }
  }

  return { looking, answering, shown };
}
