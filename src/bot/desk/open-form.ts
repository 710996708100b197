import type { Inventory } from '../../jobs/housekeeping/inventory.ts';
import type { Job } from '../../jobs/record/record.ts';
import type { Request } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import type { Store } from '../../jobs/store/store.ts';
import type { Authorizer } from '../access/authorizer.ts';
import type { Answer, ChatEvent, FormChoices } from '../chat.ts';
import { writeCommand } from '../command/commands.ts';
import { formChoices, readFormValues, valuesOf } from '../command/form.ts';
import { carriedOver, repeatRequest } from '../command/repeat.ts';
import { writeRequest } from '../command/request-parser.ts';
import { answers } from '../notes/answers.ts';
import type { Seeing } from './read-access.ts';
import { replyWith, writing } from './store-errors.ts';

type Filled = Extract<ChatEvent, { is: 'filled' }>;

/** Opens the form, blank or over what a capture asked for, and reads what comes back. */
export function asking({
  store,
  inventory,
  settings,
  authorizer,
  seeing,
  now,
  accept,
}: {
  store: Store<Job>;
  inventory: () => Promise<Inventory | null>;
  settings: Settings;
  authorizer: Authorizer;
  seeing: Seeing;
  now: () => Date;
  accept: (chatEvent: ChatEvent, request: Request) => Promise<Answer>;
}) {
  const blank = async (): Promise<FormChoices> => formChoices(await inventory(), settings);

  async function over({ id, request }: Job): Promise<FormChoices> {
    const base = repeatRequest(request, now());
    const choices = formChoices(await inventory(), settings, base);
    return { ...choices, base: { id, kept: writeRequest(carriedOver(base, choices.defaults, choices.defaults)) } };
  }

  return {
    blank,

    /** Has the same asked for again, for the next version, by whoever may ask for it: in the form, or by the line to type. */
    async repeat(chatEvent: ChatEvent, { id, canAsk }: { id: string; canAsk: boolean }): Promise<Answer> {
      const capture = await seeing.load(id, chatEvent, 'repeat');
      if (!capture) return replyWith(answers.unknown(id.slice(0, 64)));
      const request = repeatRequest(capture.request, now());
      const decision = await authorizer.mayAsk(chatEvent.person, request);
      if (decision.is === 'yes')
        return canAsk
          ? { is: 'ask', choices: await over(capture) }
          : replyWith(answers.repeatBy(writeCommand(request)));
      const { person: by, place: from } = chatEvent;
      await writing(store.note({ event: 'denied', by, from, details: `repeat ${decision.code}` }, capture));
      return replyWith(answers.refused(decision));
    },

    /** Asks for what was filled in, over what the form does not show of the capture that it repeats. */
    async filled(chatEvent: Filled): Promise<Answer> {
      const capture = chatEvent.base === undefined ? null : await seeing.load(chatEvent.base, chatEvent, 'form');
      if (chatEvent.base !== undefined && !capture) return replyWith(answers.unknown(chatEvent.base.slice(0, 64)));
      const reading = readFormValues(chatEvent.values, now(), settings);
      if (reading.is === 'errors') return { ...reading, choices: capture ? await over(capture) : await blank() };
      const base = capture && repeatRequest(capture.request, now());
      const kept = base ? carriedOver(base, valuesOf(base, settings), chatEvent.values) : {};
      return await accept(chatEvent, { ...kept, ...reading.request });
    },
  };
}
