import { newCapture } from '../jobs/record.ts';
import type { Request } from '../jobs/request.ts';
import type { Store } from '../jobs/store.ts';
import type { Answer, Heard } from './chat.ts';
import type { ChatRecords } from './chat-record.ts';
import { tell, writing } from './desk-words.ts';
import { answers } from './notes/answers.ts';

/** Takes a request down, once however often it is heard, and has a worker look at it. */
export function accepting({
  store,
  records,
  now,
  newId,
  wakeUp,
}: {
  store: Store;
  records: ChatRecords;
  now: () => Date;
  newId: (vm: string) => string;
  wakeUp: (id: string) => void;
}) {
  async function freeId(vm: string): Promise<string> {
    for (;;) {
      const id = newId(vm);
      if (!(await store.load(id))) return id;
    }
  }

  return async (heard: Heard, request: Request): Promise<Answer> => {
    const { person: requester, place } = heard;
    const capture = newCapture({ id: await freeId(request.vm), requester, place, request, now: now() });
    const trigger = `${place.platform}:${place.workspace}:${heard.id}`;
    const { id, isNew } = await writing(store.accept(trigger, capture));
    wakeUp(id);
    if (isNew) return tell(answers.accepted(capture));
    const first = (await store.load(id)) ?? capture;
    return tell(answers.already(first, (await records.load(id)).link));
  };
}
