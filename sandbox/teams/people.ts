import { CannotDo } from '../chat/cannot-do.ts';
import type { Delivered, Deliveries } from './deliveries.ts';
import { checkCard, isObject, isRefreshedFor, partsOf } from './limits.ts';
import type { Conversation, Json, Message, User } from './model.ts';
import { Refused } from './refused.ts';
import type { Forgery } from './sign-in.ts';
import type { Workspace } from './workspace.ts';
import { app, botId, type Permission } from './world.ts';

/** A delivery as it should not be: with a forged token, or fields of its own. */
export interface Twist {
  readonly forgery?: Forgery;
  readonly change?: Json;
}

interface Where {
  readonly user: string;
  readonly conversation: string;
}

/** A press: of the button with this action, or with this verb, or with this title; and what was filled in. */
export interface Press extends Twist {
  readonly user: string;
  readonly message: string;
  readonly action?: string;
  readonly verb?: string;
  readonly title?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The button is one that somebody else sees: what a client sends that was tampered with. */
  readonly seenBy?: string;
  /** As a client does that is too old for Action.Execute. */
  readonly old?: boolean;
}

const name = `@${app.name}`;

/** What people do in Teams: write, edit, press, fill in; and what their client makes of it. */
export function createPeople({
  workspace,
  deliveries,
  granted,
}: {
  workspace: Workspace;
  deliveries: Deliveries;
  granted: ReadonlySet<Permission>;
}) {
  function at({ user: id, conversation: where }: Where): { user: User; conversation: Conversation } {
    const user = workspace.findUser(id);
    const conversation = workspace.findConversation(where);
    if (!user || !conversation?.members.includes(user.id))
      throw new CannotDo('not_a_member', `${id} is not a member of ${where}.`);
    return { user, conversation };
  }

  function messageOf(id: string): Message {
    const message = workspace.findMessage(id);
    if (!message) throw new CannotDo('no_such_message', `There is no message ${id}.`);
    return message;
  }

  /** The thread that a message is in: of a channel's post, its own. */
  const threadOf = (message: Message, { kind }: Conversation) =>
    kind === 'channel' ? (message.thread ?? message.id) : null;

  const spoken = (message: Message, user: User, conversation: Conversation): Json => ({
    ...deliveries.frame(user, conversation, threadOf(message, conversation)),
    id: message.id,
    textFormat: 'plain',
    ...mentioning(message.text),
  });

  /** A bot hears of what is said to it: all of its own chat, and elsewhere what mentions it; or all where it may read. */
  const isHeard = (text: string, { kind }: Conversation) =>
    kind === 'personal' ||
    text.includes(name) ||
    granted.has(kind === 'channel' ? 'ChannelMessage.Read.Group' : 'ChatMessage.Read.Chat');

  return {
    async say({ text, thread, ...twisted }: Where & Twist & { text: string; thread?: string }) {
      const { user, conversation } = at(twisted);
      if (thread && conversation.kind !== 'channel') throw new CannotDo('no_threads', 'A chat has no threads.');
      const delivered = isHeard(text, conversation);
      const added = workspace.add({
        conversation: conversation.id,
        thread: thread ?? null,
        from: user.id,
        text,
        delivered,
      });
      if (!delivered) return { id: added.id, delivered: null };
      return {
        id: added.id,
        delivered: await deliveries.deliver({ type: 'message', ...spoken(added, user, conversation) }, twisted),
      };
    },

    async edit({ user: id, message, text, ...twist }: Twist & { user: string; message: string; text: string }) {
      const before = messageOf(message);
      const { user, conversation } = at({ user: id, conversation: before.conversation });
      if (before.from !== user.id) throw new CannotDo('not_yours', 'Only its author edits a message.');
      const changed = workspace.change(before.id, { text, edits: before.edits + 1 });
      if (!isHeard(text, conversation)) return { delivered: null };
      const activity: Json = { type: 'messageUpdate', ...spoken(changed, user, conversation) };
      const channelData = { ...Object(activity.channelData), eventType: 'editMessage' };
      return { delivered: await deliveries.deliver({ ...activity, channelData }, twist) };
    },

    view,

    async press({ user: id, message: messageId, inputs = {}, old = false, seenBy = id, ...press }: Press) {
      const card = await view({ user: seenBy, message: messageId });
      const message = messageOf(messageId);
      const { user, conversation } = at({ user: id, conversation: message.conversation });
      const action = partsOf(card).find(part => part.type === 'Action.Execute' && isMeant(part, press));
      if (!action)
        throw new CannotDo('no_such_button', `The card of message ${messageId} has no such button for ${id}.`);
      const frame = deliveries.frame(user, conversation, threadOf(message, conversation));
      const data = { ...Object(action.data), ...valuesOf(card), ...inputs };
      const activity: Json = old
        ? { type: 'message', ...frame, replyToId: message.id, value: data }
        : {
            type: 'invoke',
            name: 'adaptiveCard/action',
            ...frame,
            replyToId: message.id,
            value: { action: { type: 'Action.Execute', verb: action.verb, data }, trigger: 'manual' },
          };
      const delivered = await deliveries.deliver(activity, press);
      return old ? { delivered, says: null } : { delivered, ...shownTo(user, message, delivered) };
    },

    /** What the type-ahead of a card offers for what was typed. */
    async search({
      user: id,
      message: messageId,
      dataset,
      text,
      ...twist
    }: Twist & {
      user: string;
      message: string;
      dataset: string;
      text: string;
    }) {
      const message = messageOf(messageId);
      const { user, conversation } = at({ user: id, conversation: message.conversation });
      const activity = {
        type: 'invoke',
        name: 'application/search',
        ...deliveries.frame(user, conversation, threadOf(message, conversation)),
        value: { kind: 'search', queryText: text, queryOptions: { skip: 0, top: 15 }, dataset },
      };
      const { ok, body } = await deliveries.deliver(activity, twist);
      const value = isObject(body) && isObject(body.value) ? body.value : {};
      return { ok, results: Array.isArray(value.results) ? value.results : [], body };
    },
  };

  /** A person looks at a message: where the card says so, their client asks the bot for their own, once after each edit. */
  async function view({ user: id, message: messageId }: { user: string; message: string }): Promise<Json | undefined> {
    const message = messageOf(messageId);
    const { user, conversation } = at({ user: id, conversation: message.conversation });
    const { card, views } = message;
    if (views[user.id] || !card || !isRefreshedFor(card, user.id, conversation.members.length))
      return views[user.id] ?? card;
    const { action } = Object(card.refresh);
    const delivered = await deliveries.deliver({
      type: 'invoke',
      name: 'adaptiveCard/action',
      ...deliveries.frame(user, conversation, threadOf(message, conversation)),
      replyToId: message.id,
      value: { action: { type: 'Action.Execute', verb: action.verb, data: action.data }, trigger: 'automatic' },
    });
    shownTo(user, message, delivered);
    return workspace.findMessage(messageId)?.views[user.id] ?? card;
  }

  /** A card that answers a press is seen by the presser alone; a sentence is shown to them and is gone. */
  function shownTo(user: User, message: Message, { ok, body }: Delivered): { says: string | null } {
    if (!ok || !isObject(body)) return { says: 'Something went wrong. Please try again.' };
    if (body.type === 'application/vnd.microsoft.activity.message') return { says: String(body.value) };
    if (body.type !== 'application/vnd.microsoft.card.adaptive' || !isObject(body.value))
      return { says: 'Unable to reach app. Please try again.' };
    try {
      checkCard(body.value);
    } catch (error) {
      if (error instanceof Refused) return { says: error.message };
      throw error;
    }
    const now = workspace.findMessage(message.id);
    if (now?.edits === message.edits) workspace.change(message.id, { views: { ...now.views, [user.id]: body.value } });
    return { says: null };
  }
}

/** The text with its mentions as Teams sends them. */
function mentioning(text: string): Json {
  const tag = `<at>${app.name}</at>`;
  if (!text.includes(name)) return { text };
  return {
    text: text.replaceAll(name, tag),
    entities: [{ type: 'mention', text: tag, mentioned: { id: botId, name: app.name } }],
  };
}

function isMeant(part: Json, { action, verb, title }: Pick<Press, 'action' | 'verb' | 'title'>): boolean {
  const data = isObject(part.data) ? part.data : {};
  if (action !== undefined) return data.action === action;
  return verb !== undefined ? part.verb === verb : part.title === title;
}

/** What the inputs of a card hold before anybody has typed. */
const valuesOf = (card: Json | undefined): Record<string, unknown> =>
  Object.fromEntries(
    partsOf(card)
      .filter(({ type, value }) => String(type).startsWith('Input.') && value !== undefined)
      .map(({ id, value }) => [String(id), value]),
  );
