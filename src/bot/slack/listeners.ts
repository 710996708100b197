import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import type { ChatHandler } from '../chat.ts';
import { looksLikeCommand } from '../command/commands.ts';
import { readReply } from '../command/replies.ts';
import { answers } from '../notes/answers.ts';
import { toSlack } from './blocks.ts';
import { readSaid, type SlackSaid } from './events.ts';
import { listenToClicks } from './interactions.ts';
import { respondEphemeral, type SlackHands, withinAckDeadline } from './responses.ts';

/** Hears everything that people do in Slack, and acknowledges it once the listener has it safe. */
export function listen(app: App, handler: ChatHandler, hands: SlackHands): void {
  const { log, openForm, personOf, placeOf, tell } = hands;

  app.command(/./, async ({ command, ack, respond }) => {
    const person = await personOf({ id: command.user_id, team: command.team_id, name: command.user_name });
    const place = placeOf(command.channel_id);
    const { trigger_id: trigger, text = '' } = command;
    const id = trigger || randomUUID();
    const answer = handler.handle({ is: 'command', id, person, place, text, canAsk: true });
    const first = await withinAckDeadline(answer);
    if (first?.is === 'tell') return await ack({ response_type: 'ephemeral', ...toSlack(first.note) });
    if (first) await ack();
    else await ack({ response_type: 'ephemeral', ...toSlack(answers.stillWorking()) });
    const last = await answer;
    if (last.is === 'tell') await respondEphemeral(respond, last.note, log);
    if (last.is === 'ask' && !(await openForm(trigger, { person, channel: place.channel }, last.choices)))
      await respondEphemeral(respond, answers.formFailed(), log);
  });

  const said = async (event: unknown, eventId: string | undefined): Promise<void> => {
    const read = readSaid(event, hands.botUser);
    const text = read && commandIn(read);
    if (!read || (text === null && read.thread === null)) return;
    const { channel, thread, edited, ts } = read;
    const id = eventId || `${channel}:${ts}`;
    const person = await personOf({ id: read.user, team: read.userTeam });
    const place = placeOf(channel);
    const answer = await handler.handle(
      text === null
        ? { is: 'said', id, person, place, thread: thread ?? ts, text: read.text, edited }
        : { is: 'command', id, person, place, text, canAsk: false, ...(thread ? { thread } : {}) },
    );
    if (answer.is === 'tell') await tell(person, { channel, thread }, answer.note);
  };
  app.event('message', ({ event, body }) => said(event, body.event_id));
  app.event('app_mention', ({ event, body }) => said(event, body.event_id));

  listenToClicks(app, handler, hands);
}

/** The command in a message: what is said to the bot by name, or to it alone; small talk there is answered with the help. */
function commandIn({ edited, mentioned, direct, thread, text }: SlackSaid): string | null {
  if (edited || (thread !== null && (!mentioned || ['yes', 'no'].includes(readReply(text).is)))) return null;
  if (mentioned) return text;
  if (!direct) return null;
  return looksLikeCommand(text) ? text : 'help';
}
