import { setTimeout as sleep } from 'node:timers/promises';
import type { App, RespondFn } from '@slack/bolt';
import { z } from 'zod';
import type { Person, Place } from '../jobs/request.ts';
import type { Log } from '../log.ts';
import type { Answer, FormChoices, Heard, Listener, Note } from './chat.ts';
import { readReply } from './commands.ts';
import { answers } from './notes/answers.ts';
import { toSlack } from './slack-blocks.ts';
import { readSaid } from './slack-events.ts';
import { formErrors, formName, options, readForm, vmField } from './slack-form.ts';

/** What the listeners need of the rest of the transport. */
export interface SlackHands {
  readonly botUser: string;
  readonly log: Log;
  personOf(user: { id: string; team?: string | null; name?: string }): Promise<Person>;
  placeOf(channel: string): Place;
  /** Shows a note to one person in a channel or a thread, or as near to it as this Slack can. */
  tell(person: Person, where: { channel: string; thread: string | null }, note: Note): Promise<void>;
  openForm(triggerId: string, channel: string, choices: FormChoices): Promise<boolean>;
}

/** Slack wants to be answered in three seconds; what takes longer is acknowledged first and answered afterwards. */
const patienceMs = 2400;

/** Hears everything that people do in Slack, and acknowledges it once the listener has it safe. */
export function listen(app: App, listener: Listener, hands: SlackHands): void {
  const { log } = hands;

  app.command(/./, async ({ command, ack, respond }) => {
    const person = await hands.personOf({ id: command.user_id, name: command.user_name });
    const place = hands.placeOf(command.channel_id);
    const { trigger_id: id, text } = command;
    const answer = listener.hear({ is: 'command', id, person, place, text, canAsk: true });
    const first = await soon(answer);
    if (first?.is === 'tell') return await ack({ response_type: 'ephemeral', ...toSlack(first.note) });
    if (first) await ack();
    else await ack({ response_type: 'ephemeral', ...toSlack(answers.stillWorking()) });
    const last = await answer;
    if (last.is === 'tell') await whisper(respond, last.note);
    if (last.is === 'ask' && !(await hands.openForm(id, place.channel, last.choices)))
      await whisper(respond, answers.formFailed());
  });

  app.action({ type: 'block_actions' }, async ({ action, body, ack, respond }) => {
    const where = whereSchema.safeParse(body.container);
    if (!where.data) return await ack();
    const {
      channel_id: channel,
      message_ts: ts,
      thread_ts: thread = null,
      is_ephemeral: isEphemeral = false,
    } = where.data;
    const person = await hands.personOf({ id: body.user.id, name: body.user.name });
    const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
    const id = body.trigger_id || `${action.action_ts}:${ts}`;
    const answer = listener.hear({
      is: 'pressed',
      id,
      person,
      place: hands.placeOf(channel),
      action: action.action_id,
      value,
    });
    await soon(answer);
    await ack();
    const last = await answer;
    if (isEphemeral) await replace(respond, last);
    else if (last.is === 'tell') await hands.tell(person, { channel, thread: thread ?? ts }, last.note);
  });

  app.view(formName, async ({ view, body, ack }) => {
    const channel = readChannel(view.private_metadata);
    const person = await hands.personOf({ id: body.user.id, name: body.user.name });
    const place = hands.placeOf(channel);
    const heard: Heard = {
      is: 'filled',
      id: `${view.id}:${view.hash}`,
      person,
      place,
      values: readForm(view.state.values),
    };
    const answer = listener.hear(heard);
    const first = await soon(answer);
    if (first?.is === 'errors')
      return await ack({
        response_action: 'errors',
        errors: formErrors(first.fields, { blocks: view.blocks, state: view.state.values }),
      });
    await ack();
    const last = await answer;
    if (last.is === 'tell') await hands.tell(person, { channel, thread: null }, last.note);
    if (last.is === 'errors')
      await hands.tell(person, { channel, thread: null }, answers.unclear(Object.values(last.fields)));
  });

  app.options(vmField, async ({ body, ack }) => {
    const person = await hands.personOf({ id: body.user.id, name: body.user.name });
    const found = await soon(listener.suggestVms(body.value, person));
    const labels = new Map((found ?? []).map(({ value, label }) => [value, label]));
    const shown = options([...labels.keys()]);
    await ack({
      options: shown.map(option => ({
        ...option,
        text: options([labels.get(option.value ?? '') ?? ''])[0]?.text ?? option.text,
      })),
    });
  });

  const said = async (event: unknown, eventId: string): Promise<void> => {
    const read = readSaid(event, hands.botUser);
    if (!read) return;
    const { channel, thread, text, edited, ts } = read;
    const isCommand =
      !edited && (read.mentioned || read.direct) && (thread === null || readReply(text).is === 'ignore');
    if (!isCommand && thread === null) return;
    const person = await hands.personOf({ id: read.user, team: read.userTeam });
    const place = hands.placeOf(channel);
    const answer = await listener.hear(
      isCommand
        ? { is: 'command', id: eventId, person, place, text, canAsk: false }
        : { is: 'said', id: eventId, person, place, thread: thread ?? ts, text, edited },
    );
    if (answer.is === 'tell') await hands.tell(person, { channel, thread }, answer.note);
  };
  app.event('message', ({ event, body }) => said(event, body.event_id));
  app.event('app_mention', ({ event, body }) => said(event, body.event_id));

  async function whisper(respond: RespondFn, note: Note): Promise<void> {
    try {
      await respond({ response_type: 'ephemeral', replace_original: false, ...toSlack(note) });
    } catch (error) {
      log.warn({ err: error }, 'an answer did not get through');
    }
  }

  /** A question that only one person sees gives way to what came of it. */
  async function replace(respond: RespondFn, answer: Answer): Promise<void> {
    try {
      if (answer.is === 'tell') await respond({ replace_original: true, ...toSlack(answer.note) });
      else await respond({ delete_original: true });
    } catch (error) {
      log.warn({ err: error }, 'an answer did not get through');
    }
  }
}

const whereSchema = z.looseObject({
  channel_id: z.string(),
  message_ts: z.string(),
  thread_ts: z.string().optional(),
  is_ephemeral: z.boolean().optional(),
});

const metadataSchema = z.object({ channel: z.string().min(1) });

function readChannel(metadata: string): string {
  return metadataSchema.parse(JSON.parse(metadata)).channel;
}

/** What comes in good time, else null. */
async function soon<T>(coming: Promise<T>): Promise<T | null> {
  const late = new AbortController();
  const timer = sleep(patienceMs, null, { signal: late.signal }).catch(() => null);
  try {
    return await Promise.race([coming, timer]);
  } finally {
    late.abort();
  }
}
