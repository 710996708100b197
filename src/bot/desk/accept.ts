import { type Job, newCapture } from '../../jobs/record/record.ts';
import type { Request } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import type { AuditEntry } from '../../jobs/store/audit.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Authorizer } from '../access/authorizer.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import { mirrorsFor } from './mirror.ts';
import type { Seeing } from './read-access.ts';
import { replyWith, writing } from './store-errors.ts';

type Pressed = Extract<ChatEvent, { is: 'pressed' }>;

/** Takes a request down, once however often it is heard, and has a worker look at it. */
export function accepting({
  store,
  records,
  now,
  newId,
  wakeUp,
  authorizer,
  settings,
  seeing,
  notes,
  took,
}: {
  store: Store<Job>;
  records: ChatRecords;
  now: () => Date;
  newId: (vm: string) => string;
  wakeUp: (id: string, of: { isNew: boolean }) => void;
  authorizer: Authorizer;
  settings: Settings;
  seeing: Seeing;
  notes: NotesOfJobs;
  took: (capture: Job) => void;
}) {
  /** A `command` is noted in one go with what it comes to. */
  async function accept(
    chatEvent: ChatEvent,
    request: Request,
    command: AuditEntry | null = null,
    of: Pick<Job, 'procedure'> = {},
  ): Promise<Answer> {
    const { person: requester, place } = chatEvent;
    const note = async () => (command ? await writing(store.note(command)) : undefined);
    const decision = await authorizer.mayAsk(requester, request).catch(async error => {
      await note();
      throw error;
    });
    if (decision.is === 'no') {
      await note();
      const details = `capture ${decision.code}`;
      await writing(store.note({ event: 'denied', by: requester, from: place, vm: request.vm, details }));
      return replyWith(answers.refused(decision));
    }
    const as = await authorizer.refsOf(requester);
    const mirrors = mirrorsFor(settings, { place, request });
    const facts = { ...of, requester, place, mirrors, request, now: now(), ...(as ? { as } : {}) };
    const trigger = `${place.platform}:${place.workspace}:${chatEvent.id}`;
    for (;;) {
      const capture = newCapture({ id: newId(request.vm), ...facts });
      const accepted = await writing(store.accept(trigger, capture, command));
      if (!accepted) continue;
      const { id, isNew } = accepted;
      setImmediate(wakeUp, id, { isNew }); // whoever asked is answered first
      if (isNew) {
        took(capture);
        return replyWith(answers.accepted(capture, notes.of(capture).subject(capture)));
      }
      const first = (await store.load(id)) ?? capture;
      const link = await records.linkOf(first, requester.platform);
      return replyWith(answers.already(first, notes.of(first).subject(first), link));
    }
  }

  const pressedOn = async (chatEvent: Pressed) => await seeing.load(chatEvent.value, chatEvent, chatEvent.action);

  return {
    accept,

    /** Asks for what a plan has shown, once however often its button is pressed; it is planned anew, and waits for a yes like any other. */
    async start(chatEvent: Pressed): Promise<Answer> {
      const planned = await pressedOn(chatEvent);
      if (planned?.status.is !== 'planned') return replyWith(answers.unknown(chatEvent.value.slice(0, 64)));
      const { planOnly: _planOnly, ...request } = planned.request;
      return await accept({ ...chatEvent, id: `start:${planned.id}` }, request);
    },

    /** Asks anew for what a failed version stood in the way of, which may be deleted now; once, however often it is pressed. */
    async replaceFailed(chatEvent: Pressed): Promise<Answer> {
      const refused = await pressedOn(chatEvent);
      if (!refused || !authorizer.procedures.of(refused).mayReplaceFailed?.(refused))
        return replyWith(answers.unknown(chatEvent.value.slice(0, 64)));
      return await accept({ ...chatEvent, id: `replace:${refused.id}` }, { ...refused.request, replaceFailed: true });
    },
  };
}
