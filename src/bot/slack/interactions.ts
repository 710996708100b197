import { randomUUID } from 'node:crypto';
import type { App, BlockAction, BlockSuggestion, SlackViewAction } from '@slack/bolt';
import { z } from 'zod';
import type { ChatHandler, FormValues } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import { formWords } from '../notes/form-words.ts';
import { formName, options, vmField } from './form.ts';
import { formErrors, readForm } from './form-values.ts';
import { replace, type SlackHands, withinAckDeadline } from './responses.ts';

/** Hears what people press, choose and fill in. */
export function listenToClicks(app: App, handler: ChatHandler, hands: SlackHands): void {
  const { log, tell, openForm, openedBy, placeOf, personOf } = hands;

  app.action({ type: 'block_actions' }, async ({ action, body, ack, respond }) => {
    const where = whereOf(body);
    if (!where) return await ack();
    const { channel, ts, thread, isEphemeral } = where;
    const person = await personOf(whoIn(body));
    const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
    const id = body.trigger_id || (action.action_ts ? `${action.action_ts}:${ts}` : randomUUID());
    const press = { is: 'pressed', id, person, place: placeOf(channel), action: action.action_id, value } as const;
    const answer = handler.handle(press);
    await withinAckDeadline(answer);
    await ack();
    const last = await answer;
    const spot = { channel, thread: thread ?? ts };
    if (last.is === 'ask') {
      if (!(await openForm(body.trigger_id, { person, channel }, last.choices)))
        await tell(person, spot, answers.formFailed());
    } else if (isEphemeral) await replace(respond, last, log);
    else if (last.is === 'tell') await tell(person, spot, last.note);
  });

  app.view(formName, async ({ view, body, ack }) => {
    const opened = openedBy(view.private_metadata, body.user.id);
    if (!opened) return await ack({ response_action: 'errors', errors: { [vmField]: formWords.notOurs } });
    const values = readable(view.state.values);
    if (!values) return await ack({ response_action: 'errors', errors: { [vmField]: formWords.unreadable } });
    const { channel, ...over } = opened;
    const person = await personOf(whoIn(body));
    const id = `${view.id}:${view.hash}`;
    const answer = handler.handle({ is: 'filled', id, person, place: placeOf(channel), values, ...over });
    const first = await withinAckDeadline(answer);
    if (first?.is === 'errors') {
      const errors = formErrors(first.fields, { blocks: view.blocks, state: view.state.values });
      return await ack({ response_action: 'errors', errors });
    }
    await ack();
    const last = await answer;
    if (last.is === 'tell') await tell(person, { channel, thread: null }, last.note);
    if (last.is === 'errors')
      await tell(person, { channel, thread: null }, answers.unclear(Object.values(last.fields)));
  });

  function readable(state: unknown): FormValues | null {
    try {
      return readForm(state);
    } catch (error) {
      log.warn({ err: error }, 'a form that Slack sent cannot be read');
      return null;
    }
  }

  app.options(vmField, async ({ body, ack }) => {
    if (!openedBy(body.view?.private_metadata ?? '', body.user.id)) return await ack({ options: [] });
    const person = await personOf(whoIn(body));
    const found = await withinAckDeadline(handler.suggestVms(body.value, person));
    await ack({ options: options(found ?? []) });
  });
}

/** Who sent a payload, and of which workspace: in a shared channel that may be another one than ours. */
const whoIn = ({ user, team }: Pick<BlockAction | SlackViewAction | BlockSuggestion, 'user' | 'team'>) => ({
  id: user.id,
  team: user.team_id ?? team?.id,
  ...(user.name ? { name: user.name } : {}),
});

const pressSchema = z.looseObject({
  container: z
    .looseObject({
      channel_id: z.string().optional(),
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .optional(),
  channel: z.looseObject({ id: z.string() }).optional(),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
});

/** The message that a button is in; null for one that is in no message. */
function whereOf(body: unknown): { channel: string; ts: string; thread: string | null; isEphemeral: boolean } | null {
  const { container, channel, message } = pressSchema.safeParse(body).data ?? {};
  const [id, ts] = [container?.channel_id ?? channel?.id, container?.message_ts ?? message?.ts];
  if (!id || !ts) return null;
  const thread = container?.thread_ts ?? message?.thread_ts ?? null;
  return { channel: id, ts, thread, isEphemeral: container?.is_ephemeral ?? false };
}
