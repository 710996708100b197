import { CannotDo } from '../chat/cannot-do.ts';
import type { Conversation, Happening, Message, User } from './model.ts';
import { aloneWith, botId, conversations as defaultConversations, people } from './world.ts';

export type Workspace = ReturnType<typeof createWorkspace>;

/** What is kept of a workspace from one run to the next. */
export interface SavedWorkspace {
  readonly conversations: readonly Conversation[];
  readonly messages: readonly Message[];
}

/** What people wrote and the bot answered, in every conversation. */
export function createWorkspace({ now, saved }: { now: () => number; saved?: SavedWorkspace | null }) {
  let conversations: Conversation[] = [...(saved?.conversations ?? defaultConversations)];
  let messages: Message[] = [...(saved?.messages ?? [])];
  let users: readonly User[] = people;
  let lastId = 0;
  const listeners = new Set<(happening: Happening) => void>();

  function tell(happening: Happening): void {
    for (const listener of listeners) listener(happening);
  }

  /** Ids are the time in milliseconds, as in Teams, and never the same twice. */
  function nextId(): string {
    lastId = Math.max(lastId + 1, now());
    return String(lastId);
  }

  const find = (id: string) => messages.find(message => message.id === id);

  return {
    tell,
    nextId,
    users: (): readonly User[] => users,
    /** An administrator changes what Entra has of somebody. */
    changeUser(id: string, change: Partial<User>): void {
      users = users.map(user => (user.id === id ? { ...user, ...change } : user));
    },
    conversations: (): readonly Conversation[] => conversations,
    messages: (): readonly Message[] => messages,
    findUser: (id: string): User | undefined => users.find(user => user.id === id || user.aadObjectId === id),
    findConversation: (id: string): Conversation | undefined =>
      conversations.find(one => one.id === id || one.team === id),
    findMessage: find,

    /** The chat of a person with the bot, opened when there is none yet. */
    chatWith(user: User): Conversation {
      const chat = aloneWith(user);
      if (!conversations.some(({ id }) => id === chat.id)) conversations = [...conversations, chat];
      return chat;
    },

    /** Takes the bot out of a conversation, or people. */
    close(id: string): void {
      conversations = conversations.filter(conversation => conversation.id !== id);
    },

    add(message: Pick<Message, 'conversation' | 'thread' | 'from'> & Partial<Message>): Message {
      const added: Message = { text: '', views: {}, edits: 0, delivered: false, ...message, id: nextId() };
      messages = [...messages, added];
      tell({ type: 'message', message: added });
      return added;
    },

    change(id: string, change: Partial<Message>): Message {
      const before = find(id);
      if (!before) throw new CannotDo('no_such_message', `There is no message ${id}.`);
      const message = { ...before, ...change };
      messages = messages.map(one => (one.id === id ? message : one));
      tell({ type: 'message_changed', message });
      return message;
    },

    remove(id: string): void {
      const message = find(id);
      messages = messages.filter(one => one.id !== id);
      if (message) tell({ type: 'message_deleted', message });
    },

    listen(listener: (happening: Happening) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    reset(): void {
      users = people;
      conversations = [...defaultConversations];
      messages = [];
    },

    save: (): SavedWorkspace => ({ conversations, messages }),
    state: () => ({ bot: botId, users, conversations, messages }),
  };
}
