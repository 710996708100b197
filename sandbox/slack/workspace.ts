import type { Channel, Happening, Message, OpenView, User } from './model.ts';
import { createTimestamps } from './timestamps.ts';
import { defaultChannels, defaultUsers } from './world.ts';

/** What a saved workspace looks like on disk. */
export interface SavedWorkspace {
  readonly channels: readonly Channel[];
  readonly messages: Readonly<Record<string, readonly Message[]>>;
}

/** The simulated team, as everything else sees it. */
export type Workspace = ReturnType<typeof createWorkspace>;

/** The state of the simulated team. Every change is told to whoever listens, after it has been made. */
export function createWorkspace({ now, saved }: { now: () => number; saved?: SavedWorkspace | null }) {
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Message[]>();
  const views = new Map<string, OpenView>();
  const listeners = new Set<(happening: Happening) => void>();
  const nextTs = createTimestamps(now);
  const users = new Map<string, User>(defaultUsers.map(user => [user.id, user]));

  const tell = (happening: Happening) => {
    for (const listener of listeners) listener(happening);
  };
  const listOf = (channel: string) => messages.get(channel) ?? [];

  function load(world: SavedWorkspace): void {
    channels.clear();
    messages.clear();
    for (const channel of world.channels) channels.set(channel.id, channel);
    for (const [id, list] of Object.entries(world.messages)) messages.set(id, [...list]);
  }
  load(saved ?? { channels: defaultChannels, messages: {} });

  return {
    users: () => [...users.values()],
    findUser: (id: string) => users.get(id) ?? null,
    /** An administrator changes what the workspace has of somebody. */
    changeUser(id: string, change: Partial<User>): void {
      const user = users.get(id);
      if (user) users.set(id, { ...user, ...change });
    },
    channels: () => [...channels.values()],
    /** By id, by "#name", or the direct conversation of two users by their ids. */
    findChannel(name: string): Channel | null {
      const plain = name.replace(/^#/, '');
      return channels.get(name) ?? [...channels.values()].find(c => c.kind !== 'im' && c.name === plain) ?? null;
    },
    putChannel(channel: Channel): Channel {
      channels.set(channel.id, channel);
      return channel;
    },
    /** The direct conversation of two users, made when it is not there. */
    openIm(one: string, other: string): Channel {
      const members = [one, other].sort();
      const found = [...channels.values()].find(c => c.kind === 'im' && members.every(m => c.members.includes(m)));
      if (found) return found;
      const channel: Channel = {
        id: `D0${members.join('').replaceAll('U0', '')}`,
        name: 'direct',
        kind: 'im',
        members,
      };
      channels.set(channel.id, channel);
      return channel;
    },
    /** Every line of a channel, oldest first, the ephemeral ones included. */
    messages: (channel: string): readonly Message[] => listOf(channel),
    findMessage: (channel: string, ts: string) => listOf(channel).find(message => message.ts === ts) ?? null,
    replies: (channel: string, ts: string) =>
      listOf(channel).filter(m => m.thread_ts === ts && m.ts !== ts && !m.ephemeralFor),
    post(channel: string, message: Omit<Message, 'ts'>): Message {
      const posted: Message = { ts: nextTs(), ...message };
      messages.set(channel, [...listOf(channel), posted]);
      tell({ type: posted.ephemeralFor ? 'ephemeral' : 'message', channel, message: posted });
      return posted;
    },
    /** Replaces a message by what it has become. */
    change(channel: string, previous: Message, message: Message): Message {
      const list = listOf(channel);
      messages.set(
        channel,
        list.map(old => (old.ts === previous.ts ? message : old)),
      );
      tell({ type: 'message_changed', channel, message, previous });
      return message;
    },
    /** Puts reactions on a message, which nobody is told as a change of it. */
    react(channel: string, message: Message): void {
      messages.set(
        channel,
        listOf(channel).map(old => (old.ts === message.ts ? message : old)),
      );
    },
    /** Takes a message away; the root of a thread that has replies leaves a tombstone, as in Slack. */
    remove(channel: string, message: Message): void {
      const answered = listOf(channel).some(reply => reply.thread_ts === message.ts && reply.ts !== message.ts);
      const { ts, user } = message;
      const tombstone = { ts, user, thread_ts: ts, subtype: 'tombstone', text: 'This message was deleted.' };
      const list = listOf(channel).flatMap(old => (old.ts !== ts ? [old] : answered ? [tombstone] : []));
      messages.set(channel, list);
      if (answered) tell({ type: 'message_changed', channel, message: tombstone, previous: message });
      else tell({ type: 'message_deleted', channel, message });
    },
    nextTs,
    views: () => [...views.values()],
    findView: (id: string) =>
      views.get(id) ??
      [...views.values()].find(open => open.view.external_id !== '' && open.view.external_id === id) ??
      null,
    putView(open: OpenView): OpenView {
      views.set(open.id, open);
      tell({ type: 'view', view: open });
      return open;
    },
    closeView(open: OpenView): void {
      if (views.delete(open.id)) tell({ type: 'view_closed', view: open });
    },
    /** Calls back for every change until the returned function is called. */
    listen(listener: (happening: Happening) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell,
    save: (): SavedWorkspace => ({ channels: [...channels.values()], messages: Object.fromEntries(messages) }),
    /** Back to the default world. */
    reset(): void {
      load({ channels: defaultChannels, messages: {} });
      views.clear();
    },
  };
}
