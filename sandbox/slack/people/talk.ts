import { CannotDo } from '../../chat/cannot-do.ts';
import type { Message } from '../model.ts';
import { findPerson, findRoom, type Hands, type Twist, typed } from './person.ts';

/** What a person writes, changes and takes back in a channel, a thread or a direct message. */
export function createTalk(hands: Hands) {
  const { workspace } = hands;

  function ownMessage(user: string, channelName: string, ts: string): { channel: string; message: Message } {
    const channel = findRoom(hands, findPerson(hands, user), channelName);
    const message = workspace.findMessage(channel.id, ts);
    if (!message) throw new CannotDo('message_not_found', `There is no message ${ts} in ${channelName}.`);
    if (message.user !== user) throw new CannotDo('not_your_message', `${user} did not write ${ts}.`);
    return { channel: channel.id, message };
  }

  return {
    say(said: Twist & { user: string; channel: string; text: string; thread_ts?: string }): {
      channel: string;
      ts: string;
    } {
      const person = findPerson(hands, said.user);
      const channel = findRoom(hands, person, said.channel);
      const root = said.thread_ts ? workspace.findMessage(channel.id, said.thread_ts) : null;
      if (said.thread_ts && !root) throw new CannotDo('thread_not_found', `There is no message ${said.thread_ts}.`);
      const thread = root ? { thread_ts: root.thread_ts ?? root.ts, parent_user_id: root.user } : {};
      const from = person.team ? { user_team: person.team, source_team: person.team } : {};
      const text = typed(said.text, hands);
      const { ts } = workspace.post(channel.id, { user: person.id, ...from, text, ...thread, ...said.change });
      return { channel: channel.id, ts };
    },
    edit(edit: { user: string; channel: string; ts: string; text: string }): void {
      const { channel, message } = ownMessage(edit.user, edit.channel, edit.ts);
      const edited = { user: edit.user, ts: workspace.nextTs() };
      workspace.change(channel, message, { ...message, text: typed(edit.text, hands), edited });
    },
    remove(gone: { user: string; channel: string; ts: string }): void {
      const { channel, message } = ownMessage(gone.user, gone.channel, gone.ts);
      workspace.remove(channel, message);
    },
  };
}
