import type { RespondFn } from '@slack/bolt';
import type { Person, Place } from '../../jobs/request/request.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import type { Answer, FormChoices, Note } from '../chat.ts';
import { toSlack } from './blocks.ts';
import type { Opened } from './form-proofs.ts';

/** What the listeners need of the rest of the transport. */
export interface SlackHands {
  readonly botUser: string;
  readonly log: Log;
  personOf(user: { id: string; team?: string | null | undefined; name?: string }): Promise<Person>;
  placeOf(channel: string): Place;
  /** Shows a note to one person in a channel or a thread, or as near to it as this Slack can. */
  tell(person: Person, where: { channel: string; thread: string | null }, note: Note): Promise<void>;
  openForm(triggerId: string, where: { person: Person; channel: string }, choices: FormChoices): Promise<boolean>;
  /** What the bot has written on a form for this person; null where it has not. */
  openedBy(metadata: string, user: string): Opened | null;
}

/** Slack wants to be answered in three seconds; what takes longer is acknowledged first and answered afterwards. */
const patienceMs = 2000;

/** What comes in good time, else null. */
export const withinAckDeadline = <T>(coming: Promise<T>): Promise<T | null> => withTimeout(patienceMs, coming);

/** Answers through the address that came with a delivery: for the eyes of one person. */
export async function respondEphemeral(respond: RespondFn, note: Note, log: Log): Promise<void> {
  await responding(respond({ response_type: 'ephemeral', replace_original: false, ...toSlack(note) }), log);
}

/** Puts an answer in the place of a question that only one person sees; takes the question away when there is none. */
export async function replace(respond: RespondFn, answer: Answer, log: Log): Promise<void> {
  const instead =
    answer.is === 'tell' ? { replace_original: true, ...toSlack(answer.note) } : { delete_original: true };
  await responding(respond(instead), log);
}

async function responding(response: Promise<unknown>, log: Log): Promise<void> {
  try {
    await response;
  } catch (error) {
    log.warn({ err: error }, 'an answer did not get through');
  }
}
